"""The built documentation asks nobody outside for anything: check_site.py DIR

A page may link to other places. It may not load a script, a style, a font or a picture from
one when it is looked at.
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_REMOTE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_CSS_LOAD = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)

# Loading links; `canonical`, `next` and their like only name a place.
_LOADING_RELS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch"}
# Elements whose presence makes the theme fetch a library from outside.
_FETCHING_CLASSES = {"mermaid"}


class _Loads(HTMLParser):
    """Collects what a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if _FETCHING_CLASSES & set(values.get("class", "").split()):
            self.found.append(f"a library for <{tag} class={values['class']!r}>")
        if tag == "link" and not _LOADING_RELS & set(values.get("rel", "").split()):
            return
        if tag == "a":
            return
        for name in ("src", "href", "srcset", "data", "poster"):
            if _REMOTE.match(values.get(name, "")):
                self.found.append(values[name])
        self.found += _CSS_LOAD.findall(values.get("style", ""))


def loads(name: str, text: str) -> list[str]:
    """What a file of the site loads from elsewhere."""
    if name.endswith(".css"):
        return _CSS_LOAD.findall(text)
    if name.endswith(".html"):
        page = _Loads()
        page.feed(text)
        return page.found + _CSS_LOAD.findall(text)
    return []


def faults(site: Path) -> Iterator[str]:
    """Every outside load of a built site."""
    for file in sorted(site.rglob("*")):
        if file.suffix in {".html", ".css"}:
            for load in loads(file.name, file.read_text("utf-8")):
                yield f"{file.relative_to(site)}: loads {load}"


def main(site: Path) -> int:
    """Print what a built site loads from elsewhere."""
    if not (site / "index.html").is_file():
        print(f"{site}: there is no built site here; run: make docs")
        return 1
    found = list(faults(site))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
