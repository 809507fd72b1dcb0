"""Texts that golden fixtures are made from: source code, whole, numbered and in slices.

Those in `sources/` were written for this, one for each language, all of the same small shop.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from inputs import TEXTS

HERE = Path(__file__).parent / "sources"
SOURCES = {f"code_{path.stem}": path for path in sorted(HERE.glob("*.txt"))}


def source(name: str) -> str:
    """The source of a language."""
    return (HERE / f"{name}.txt").read_text("utf-8")


def numbered(text: str, style: str = "{:6}\t{}", first: int = 1) -> str:
    """A text as tools show it, with a number before each line."""
    ended = text.endswith("\n")
    lines = text.split("\n")[: -1 if ended else None]
    written = "\n".join(style.format(number, line) for number, line in enumerate(lines, first))
    return written + "\n" * ended


def part(text: str, first: int, last: int) -> str:
    """Some lines of a text, as `sed -n` gives them."""
    return "".join(text.splitlines(keepends=True)[first - 1 : last])


def _in_a_row(*names: str) -> str:
    return "\n\n".join(source(name) for name in names)


for _name in SOURCES:
    TEXTS[_name] = partial(source, _name.removeprefix("code_"))
TEXTS["code_cat_n"] = lambda: numbered(source("python"))
TEXTS["code_arrows"] = lambda: numbered(source("go"), "{:5}→{}")
TEXTS["code_bars"] = lambda: numbered(source("rust"), "{:4} | {}")
TEXTS["code_from_the_middle"] = lambda: numbered(part(source("php"), 30, 80), "{}→{}", 30)
TEXTS["code_with_more_around"] = lambda: (
    "stock.go:\n" + numbered(source("go"), "{:>6}→{}") + "\n(end of file)\n"
)
TEXTS["code_two_parts"] = lambda: (
    numbered(part(source("java"), 1, 20)) + numbered(part(source("java"), 40, 66), first=40)
)
TEXTS["code_slice"] = lambda: part(source("javascript"), 30, 100)
TEXTS["code_crlf"] = lambda: source("csharp").replace("\n", "\r\n")
TEXTS["code_broken"] = lambda: source("c")[:-300] + "\n}}}}\n"
TEXTS["code_minified"] = lambda: "".join(
    line.strip() for line in source("javascript").splitlines() if "*" not in line
)
TEXTS["code_long"] = lambda: _in_a_row("go", *(["go"] * 12))
NUMBERED = [
    *("code_cat_n", "code_arrows", "code_bars", "code_from_the_middle"),
    *("code_with_more_around", "code_two_parts"),
]
CODE = [name for name in TEXTS if name.startswith("code_")]
