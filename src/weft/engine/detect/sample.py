"""A look at a text: the lines at its beginning, its middle and its end, whatever its size."""

from __future__ import annotations

from weft.engine.view import view

EACH = 1600  # characters looked at in each place
HEAD, CENTRE, TAIL = 20, 12, 20  # lines, at most


@view(keep=2)
def sample(text: str) -> list[str]:
    """Whole lines from three places, without empty ones."""
    if len(text) <= 4 * EACH:
        lines = _lines(text)
        if len(lines) <= HEAD + CENTRE + TAIL:
            return lines
        middle = len(lines) // 2
        return [*lines[:HEAD], *lines[middle : middle + CENTRE], *lines[-TAIL:]]
    middle = len(text) // 2
    # Where a look begins or ends within a line, the piece of a line is left out.
    head = _lines(text[:EACH].rpartition("\n")[0])
    centre = _lines(text[middle : middle + EACH].partition("\n")[2].rpartition("\n")[0])
    tail = _lines(text[-EACH:].partition("\n")[2])
    return [*head[:HEAD], *centre[:CENTRE], *tail[-TAIL:]]


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line and not line.isspace()]


__all__ = ["CENTRE", "EACH", "HEAD", "TAIL", "sample"]
