"""The words of `weft demo`: an outcome, a share, a verdict, each in a few of them. No printing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weft.demo.story import Step

NAMED_CUTS = 3  # cuts that a row names before it counts the others


def became(step: Step) -> str:
    """What became of a result, and why."""
    seen = "seen before: " if step.replayed else ""
    if not step.changed:
        return f"{seen}as is" + (f": {step.reason}" if step.reason and not seen else "")
    how = " + ".join(step.forms).replace("_", " ") or "written shorter"
    return f"{seen}{how}; {left_out(step)}"


def left_out(step: Step) -> str:
    """What is not in the text any more."""
    if not step.cuts:
        return "nothing left out"
    named = ", ".join(step.cuts[:NAMED_CUTS])
    more = len(step.cuts) - NAMED_CUTS
    return f"left out: {named}" + (f" and {more} more" if more > 0 else "")


def per_cent(part: int, whole: int) -> str:
    """A share; no figure where there is nothing to share."""
    return f"{100 * part / whole:.0f}%" if part and whole else "-"


def shortened(text: str, width: int) -> str:
    """As much of a line as fits."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def verdict(held: bool) -> tuple[tuple[str, str], str]:
    """What begins the line of a promise."""
    return (("kept", "bold green") if held else ("BROKEN", "bold red"), ": ")


def in_memory(url: str) -> bool:
    """Whether a store ends with the process, so that it can't be closed and opened again."""
    return url.lower().startswith("memory:")
