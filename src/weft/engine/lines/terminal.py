"""What a terminal would show in the end: no colours, of a line drawn over itself the last state.

Lines stay lines: what is taken away never holds a line feed, so line numbers are those of the
original.
"""

from __future__ import annotations

import re

# Control sequences, titles and the like (up to their end or the end of the line), single shifts.
_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?"
    r"|[PX^_][^\x1b\n]*(?:\x1b\\)?|[ -/]*[0-~])"
)
# All that stands before a carriage return which does not end the line.
_OVERDRAWN = re.compile(r"^[^\n]*\r(?=[^\r\n])", re.MULTILINE)
_ERASED = re.compile("[^\n\b]\b")


def is_drawn(text: str) -> bool:
    """Whether a terminal would show something else than this text."""
    return "\x1b" in text or ("\r" in text and _OVERDRAWN.search(text) is not None)


def shown(text: str) -> str:
    """The text as it stands in the end."""
    text = _ESCAPE.sub("", text) if "\x1b" in text else text
    if "\b" in text:
        text = _ERASED.sub("", text)
    return _OVERDRAWN.sub("", text) if "\r" in text else text


__all__ = ["is_drawn", "shown"]
