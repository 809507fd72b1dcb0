"""Character tables: columns drawn with bars and rules, or held by their width.

The first lines and the last are read as the form would read them: what can be read is a table.
"""

from __future__ import annotations

from weft.engine.tables import page

WHOLE = 4000  # characters; such a text is read as it is
FIRST = 20  # lines
LAST = 6
MAX_LINE = 4000  # characters; a table has no longer lines in its beginning


def is_table(text: str) -> bool:
    """Whether this text is one table."""
    return page.is_page(sample(text))


def sample(text: str) -> str:
    """The first lines and the last, without line feeds at the end."""
    body = text.rstrip("\n")
    if len(body) <= WHOLE:
        return body.replace("\r\n", "\n")
    place = 0
    for _ in range(FIRST):
        found = body.find("\n", place, place + MAX_LINE)
        if found < 0:
            return body[:place]
        place = found + 1
    end = len(body)
    for _ in range(LAST):
        found = body.rfind("\n", max(place, end - MAX_LINE), end)
        if found < 0:
            break
        end = found
    return (body[:place] + body[end + 1 :]).replace("\r\n", "\n")


__all__ = ["is_table", "sample"]
