"""The fenced blocks of a page, in order. Nothing here knows what is done with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("**/*.md")),
]

_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Fence:
    """A block between fences. `title` names the file it stands for, where it stands for one."""

    page: Path
    line: int
    language: str
    title: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def fences(page: Path) -> Iterator[Fence]:
    """Every fenced block of a page; of an indented block, one without a language."""
    for token in MarkdownIt("commonmark").parse(page.read_text("utf-8")):
        if token.type in {"fence", "code_block"}:
            assert token.map is not None
            words = token.info.split()
            title = _TITLE.search(token.info)
            yield Fence(
                page=page,
                line=token.map[0] + 1,
                language=words[0] if words else "",
                title=title[1] if title else "",
                text=token.content,
            )
