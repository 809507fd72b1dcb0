"""A web page as the blocks of its main text, written as Markdown.

One pass over the tags with the few elements that matter on a stack; a tag that closes nothing is
passed over, one that is never closed ends with the page. Links are numbered, their targets kept
aside. Navigation, banners and footers are left out, unless nothing else is there.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

from weft.engine.markup.boilerplate import BOXES, NEVER, OUTSIDE_MAIN, is_boilerplate, is_main
from weft.engine.markup.page_table import PageTable
from weft.engine.markup.tags import attributes, tokens
from weft.engine.markup.unit import TAGGED, Role

ENOUGH = 80  # characters in the main element, for the rest to be left out
DEEPEST = 8  # levels of lists that are indented

_SAYS = re.compile(r"\w")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS_WORDS = """
    p div section article main header figure figcaption address body html details summary
    fieldset legend center caption thead tbody tfoot hgroup li dt dd blockquote pre ul ol dl
    table tr title nav footer aside form dialog menu"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
# What is kept on the stack: what changes how the text in it is written.
_HELD = frozenset(["ul", "ol", "pre", "blockquote", "table", "dl", "code", "a", "dd", "li"])
_CODE = frozenset(["code", "kbd", "samp", "tt", "var"])
_NO_TARGET = ("javascript:", "data:")
# Of other elements only the text counts.
_KNOWN = frozenset(
    {*_HEADINGS, *_BLOCKS, *_HELD, *_CODE, *NEVER, *BOXES, "br", "hr", "img", "td", "th"}
)
_VOID_WORDS = """
    br hr img input meta link wbr col area base embed source track param"""
_VOID = frozenset(_VOID_WORDS.split())


@dataclass(slots=True)
class PageBlock:
    """A part of a page, as Markdown."""

    role: Role
    level: int
    text: str
    main: bool


@dataclass(slots=True)
class WebPage:
    """The blocks of a page, and the targets of its links in the order of their numbers."""

    blocks: list[PageBlock] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def web_page(text: str) -> WebPage:
    """What a page says."""
    page = _Reader(trim=True).read(text)
    if sum(len(block.text) for block in page.blocks) < ENOUGH:
        page = _Reader(trim=False).read(text)
    main = [block for block in page.blocks if block.main]
    if sum(len(block.text) for block in main) >= ENOUGH:
        title = page.blocks[:1] if page.blocks[0].level == 0 else []
        page.blocks = [*(block for block in title if not block.main), *main]
    return page


class _Reader:
    """The pass over the tags."""

    def __init__(self, *, trim: bool) -> None:
        self.trim = trim
        self.page = WebPage()
        self.numbers: dict[str, int] = {}
        self.stack: list[str] = []
        self.open: Counter[str] = Counter()
        self.known: dict[tuple[str, str], bool] = {}  # of elements alike, whether they are left out
        self.skipped: list[str] = []  # inside what is left out: the elements of its name
        self.mains: list[str] = []
        self.inline: list[str] = []
        self.role, self.level = Role.TEXT, 0
        self.bullet = ""
        self.code = ""  # the language of the code under way
        self.href = ""
        self.linked = 0  # where the text of the link under way begins
        self.tables: list[PageTable] = []

    def read(self, text: str) -> WebPage:
        for said, slash, name, written in tokens(text):
            if self.skipped:
                if name == self.skipped[0]:
                    if slash:
                        self.skipped.pop()
                    else:
                        self.skipped.append(name)
                continue
            if said:
                self.inline.append(unescape(said) if "&" in said else said)
            if name not in _KNOWN:
                continue
            if slash:
                self.close(name)
            else:
                self.start(name, written)
        self.flush()
        while self.tables:
            self.end_table()
        return self.page

    def start(self, name: str, written: str) -> None:
        if self.trim and name not in _VOID and self.is_left_out(name, written):
            if name in _BLOCKS:
                self.flush()
            self.skipped.append(name)
            return
        if name in _BLOCKS or name in _HEADINGS:
            self.flush()
            self.begin(name, written)
        else:
            self.within(name, written)
        if name in _HELD and not written.endswith("/"):
            self.stack.append(name)
            self.open[name] += 1
        if is_main(name, written):
            self.mains.append(name)

    def within(self, name: str, written: str) -> None:
        """An element within a block, or a cell."""
        if name == "br":
            self.inline.append("\n" if self.open["pre"] else "\v")
        elif name in ("td", "th"):
            self.flush()
            if self.tables:
                self.tables[-1].cell(header=name == "th")
        elif name in _CODE and not self.open["pre"]:
            self.inline.append("`")
        elif name == "a":
            self.href = attributes(written).get("href", "") if "href" in written.lower() else ""
            self.linked = len(self.inline)
        elif name == "img" and not self.href and len(alt := _alt(written)) > 2:
            self.inline.append(f"[image: {alt}]")
        elif name == "hr":
            self.flush()

    def is_left_out(self, name: str, written: str) -> bool:
        if name in OUTSIDE_MAIN and not self.mains:
            return True
        known = self.known.get((name, written))
        if known is None:
            known = is_boilerplate(name, written) and not is_main(name, written)
            self.known[name, written] = known
        return known

    def begin(self, name: str, written: str) -> None:
        """A block begins."""
        if name in _HEADINGS:
            self.role, self.level = Role.HEADING, _HEADINGS[name]
        elif name == "title" and not self.page.blocks:
            self.role, self.level = Role.HEADING, 0
        elif name == "li":
            self.bullet = "1. " if self.stack[-1:] == ["ol"] else "- "
        elif name == "dt":
            self.role, self.level = Role.HEADING, TAGGED + 2 * self.open["dd"]
        elif name == "pre":
            self.code = attributes(written).get("class", "")
        elif name == "table":
            if self.tables:
                self.tables[-1].layout = True
                self.rows()
            self.tables.append(PageTable())
        elif name == "tr" and self.tables:
            self.tables[-1].row()

    def close(self, name: str) -> None:
        if name in _BLOCKS or name in _HEADINGS or name in ("td", "th"):
            self.flush()
        elif name in _CODE and not self.open["pre"]:
            self.inline.append("`")
        elif name == "a" and self.href:
            self.link()
        if self.open[name]:
            self.pop(name)
        if name == "table" and self.tables:
            self.end_table()
        elif name == "li":
            self.bullet = ""
        elif name in self.mains:
            del self.mains[len(self.mains) - 1 - self.mains[::-1].index(name) :]

    def pop(self, name: str) -> None:
        """Whatever is open inside this element ends with it."""
        while self.stack:
            gone = self.stack.pop()
            self.open[gone] -= 1
            if gone == name:
                return

    def link(self) -> None:
        href, self.href = unescape(self.href.strip()), ""
        said = "".join(self.inline[self.linked :]).strip()
        if href[:1] == "#" and (len(said) <= 1 or said.lower().startswith("skip to ")):
            del self.inline[self.linked :]  # an anchor beside a heading
            return
        if not said or self.role is Role.HEADING or self.open["pre"] or self.open["code"]:
            return  # a number would stand in a name
        if not href or href[0] == "#" or href.lower().startswith(_NO_TARGET):
            return
        if href not in self.numbers:
            self.numbers[href] = len(self.numbers) + 1
            self.page.links.append(href)
        self.inline.append(f"[{self.numbers[href]}]")

    def flush(self) -> None:
        """The text under way is a block, or goes into a cell."""
        if not self.inline:
            self.role, self.level = Role.TEXT, 0
            return
        text = "".join(self.inline)
        self.inline.clear()
        if self.open["pre"]:
            self.block_of_code(text)
            return
        text = "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\v"))))
        role, level = self.role, self.level
        if not _SAYS.search(text):
            return
        self.role, self.level = Role.TEXT, 0
        if self.tables and not self.tables[-1].layout and self.tables[-1].add(text):
            return
        self.block(role, level, text)

    def block(self, role: Role, level: int, text: str) -> None:
        if role is Role.HEADING:
            if level < TAGGED:
                text = "#" * max(1, level) + " " + " ".join(text.split())
            else:
                text = " " * (level - TAGGED) + text
        elif lists := self.open["ul"] + self.open["ol"]:
            depth = 2 * (min(lists, DEEPEST) - 1)
            role = Role.ITEM if self.bullet else Role.TEXT
            text = (
                " " * depth + (self.bullet or "  ") + text.replace("\n", "\n" + " " * (depth + 2))
            )
            self.bullet = ""
            level = depth
        elif self.open["blockquote"]:
            text = "> " + text.replace("\n", "\n> ")
        if role is not Role.HEADING:
            indent = 2 * self.open["dd"]
            text = " " * indent + text.replace("\n", "\n" + " " * indent) if indent else text
            level += indent
        self.page.blocks.append(PageBlock(role, level, text, bool(self.mains)))

    def block_of_code(self, text: str) -> None:
        text = text.strip("\n").rstrip()
        if not text:
            return
        if self.tables and not self.tables[-1].layout and self.tables[-1].add(text):
            return
        fence = "```" if "```" not in text else "~~~~"
        language = next(
            (part[9:] for part in self.code.split() if part.startswith("language-")), ""
        )
        written = f"{fence}{language}\n{text}\n{fence}"
        self.page.blocks.append(
            PageBlock(Role.CODE, 2 * self.open["dd"], written, bool(self.mains))
        )

    def rows(self) -> None:
        """What a table holds so far, as blocks."""
        for number, line in enumerate(self.tables[-1].take()):
            role = Role.TEXT if self.tables[-1].layout else Role.ROW
            self.page.blocks.append(PageBlock(role, number, line, bool(self.mains)))

    def end_table(self) -> None:
        self.flush()
        self.rows()
        self.tables.pop()


def _alt(written: str) -> str:
    return " ".join(unescape(attributes(written).get("alt", "")).split())


__all__ = ["PageBlock", "WebPage", "web_page"]
