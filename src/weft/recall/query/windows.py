"""Stretches of a text that one answer shows side by side, each under its name.

Where an answer has several, each stands under a line that names it: `--- lines 3-9 ---`.
One that alone is larger than the bound is cut, and its name says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.engine.model import Chars, Lines, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weft.engine.model import Part


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch: characters of the text, counted from 0, and the part it is."""

    start: int
    end: int
    part: Lines | Chars | Rows


@dataclass(frozen=True, slots=True)
class Shown:
    """What was written and of which parts, what was cut off them, and what comes next."""

    text: str
    parts: tuple[Part, ...]
    cuts: tuple[Chars, ...] = ()
    following: Window | None = None


def show(text: str, windows: Iterable[Window], max_chars: int, base: int = 0) -> Shown:
    """Write the windows that fit, at least the first. `base` is where the text begins.

    Windows are taken one by one, so those that do not fit need not be made.
    """
    blocks: list[tuple[str, str]] = []
    parts: list[Part] = []
    cuts: list[Chars] = []
    following: Window | None = None
    size = 0
    for window in windows:
        part: Part = window.part
        end = window.end
        if end - window.start > max_chars:
            end = window.start + max_chars
            part = Chars(base + window.start + 1, base + end)
        name = f"--- {part} ---\n"
        body = text[window.start : end]
        size += len(name) + len(body) + 1
        if size > max_chars + len(name) + 1 and blocks:
            following = window
            break
        blocks.append((name, body))
        parts.append(part)
        if end < window.end:
            cuts.append(Chars(base + end + 1, base + window.end))
    written = (name + body + ("" if body.endswith("\n") else "\n") for name, body in blocks)
    single = blocks[0][1] if len(blocks) == 1 else None
    return Shown(
        "".join(written) if single is None else single, tuple(parts), tuple(cuts), following
    )
