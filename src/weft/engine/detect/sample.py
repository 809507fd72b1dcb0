"""A look at a text: the lines at its beginning, its middle and its end, whatever its size."""

from __future__ import annotations

EACH = 1600  # characters looked at in each place


def sample(text: str) -> list[str]:
    """Whole lines from three places, without empty ones."""
    if len(text) <= 4 * EACH:
        return _lines(text)
    middle = len(text) // 2
    looks = (text[:EACH], text[middle : middle + EACH], text[-EACH:])
    # Where a look begins or ends within a line, the piece of a line is left out.
    head = _lines(looks[0].rpartition("\n")[0])
    centre = _lines(looks[1].partition("\n")[2].rpartition("\n")[0])
    return [*head, *centre, *_lines(looks[2].partition("\n")[2])]


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line and not line.isspace()]


__all__ = ["EACH", "sample"]
