"""JSON lines: an object on each line. Some lines are looked at, the forms look at all.

The last one may break off, and a line may follow that says so.
"""

from __future__ import annotations

from weft.engine.detect.json_document import is_json
from weft.engine.gap import is_gap
from weft.engine.json_cut import broken_lines

SAMPLE = 4  # lines at each end
MIN_LINES = 2


def is_json_lines(text: str) -> bool:
    """Whether every line of this text seems to be a JSON object."""
    if text[:1] != "{":
        return False
    text = text[: broken_lines(text)]
    first = text.split("\n", SAMPLE)
    if len(first) < MIN_LINES + (not first[-1]):
        return False
    sample = first[:SAMPLE] + text.rstrip("\n").rsplit("\n", SAMPLE)[1:]
    return all(_is_object(line) for line in sample if line)


def _is_object(line: str) -> bool:
    if line[:1] == '"' and is_gap(line[1:-1]):
        return True
    return line[:1] == "{" and line.rstrip()[-1:] == "}" and is_json(line)


__all__ = ["is_json_lines"]
