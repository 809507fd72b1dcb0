"""Tags: HTML as a run of texts and tags, however broken it is.

The standard library's parser takes time that grows with the square of a hostile text (two minutes
for 60 KB of `<a <a <a`), and reads 1 to 2 MB a second of a plain one. This one reads a text once,
splitting it by one pattern; it builds no tree. What is no tag by that pattern is text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Elements whose content is not text for a reader.
_RAW = ("script", "style", "svg", "template", "noscript", "iframe", "canvas", "object", "math")
_OPENS_RAW = re.compile(rf"<(?:!--|!\[CDATA\[|({'|'.join(_RAW)})(?=[\s/>]))", re.IGNORECASE)
_CLOSES_RAW = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _RAW}
_CLOSES_COMMENT = re.compile("-->")
_CLOSES_DATA = re.compile("]]>")

# No `<` outside quotes: a tag that is not closed ends where the next one begins.
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/><]*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>|<[!?][^<>]*+>"""
)
_ATTRIBUTE = re.compile(r"""([\w:@.-]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")


def tokens(text: str) -> Iterator[tuple[str, str, str, str]]:
    """The text before each tag, then `/` if it closes, its name, and its attributes as written.

    The last one is the text after the last tag, with an empty name.
    """
    parts = _TAG.split(_without_raw(text))
    for at in range(0, len(parts) - 1, 4):
        yield parts[at], parts[at + 1] or "", (parts[at + 2] or "").lower(), parts[at + 3] or ""
    yield parts[-1], "", "", ""


def attributes(written: str) -> dict[str, str]:
    """Attributes by their names in lower case."""
    return {
        name.lower(): double or single or bare
        for name, double, single, bare in _ATTRIBUTE.findall(written)
    }


def _without_raw(text: str) -> str:
    """The text without comments and without what is in scripts and the like."""
    kept: list[str] = []
    done = at = 0
    endless: set[str] = set()
    while found := _OPENS_RAW.search(text, at):
        name = (found[1] or found[0]).lower()
        closes = _CLOSES_RAW.get(name) or (_CLOSES_COMMENT if name == "<!--" else _CLOSES_DATA)
        end = None if name in endless else closes.search(text, found.end())
        at = found.end()
        if end is None:
            endless.add(name)
            continue
        kept.append(text[done : found.start()])
        kept.append(" ")
        done = at = end.end()
    kept.append(text[done:])
    return "".join(kept)


__all__ = ["attributes", "tokens"]
