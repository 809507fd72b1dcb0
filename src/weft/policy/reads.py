"""Results of which an agent needs all, because it will edit the file it has just read.

An editing tool replaces text that the model repeats from what it has read. A read whose lines were
rewritten, be it losslessly, breaks the edit. So every line that a reading tool gives stays to the
byte, if it is of a kind that people edit; nobody edits a log, a listing or a table that was read.
The numbers that the tool puts in front of lines belong to no file: most of them may be left unsaid.

Source code that a shell printed (`cat`, `sed -n`) is edited too, by patches and commands: it may be
written shorter, but nothing of it is left out. In real sessions more than a third of such code is
used later, and fetching it costs more than leaving it out saves. Other people's code (installed
packages, the web) is read to be understood, and may be cut.
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from weft.engine.detect import detect
from weft.engine.detect.hints import expected
from weft.engine.formset import FormSet
from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from weft.engine.model import Block, Rendering


class Care(Enum):
    """How carefully a text must be written; the value says why."""

    FREE = ""
    WHOLE = "a file that may be edited: nothing of it is left out"
    LINES = "an editing tool needs its lines to the byte"
    EXACT = "it is to stay as it is"


# As the widely used agents and servers call them, without signs and in lower case.
READING_TOOLS = frozenset(
    (
        "cat",
        "fileread",
        "filesystemreadfile",
        "filesystemreadtextfile",
        "fsread",
        "getfile",
        "getfilecontents",
        "notebookread",
        "open",
        "openfile",
        "read",
        "readcode",
        "readfile",
        "readfiles",
        "readlines",
        "readmultiplefiles",
        "readnotebook",
        "readtextfile",
        "strreplacebasededittool",
        "strreplaceeditor",
        "texteditor",
        "view",
        "viewcode",
        "viewfile",
        "viewsourcefile",
    )
)

# Forms that change nothing but the numbers in front of lines.
LINE_KEEPING = frozenset(("numbered_lines",))
NUMBERS_NOTE = '[lines numbered like "'  # how their writing begins, where it is the whole text

# What is read to be looked at, never to be edited.
_LOOKED_AT = frozenset(
    (Kind.LOG, Kind.BUILD, Kind.TRACE, Kind.SEARCH, Kind.LISTING, Kind.TABLE, Kind.JSON_LINES)
)

# Code that is not the agent's own.
_OTHERS = re.compile(
    r"(?:node_modules|site-packages|dist-packages|vendor|third_party|\.cargo/registry|go/pkg/mod)/"
    r"|/usr/(?:lib|include|share)/|https?://"
)
_SIGNS = re.compile(r"[^a-z0-9]+")
_PREFIX = re.compile(r"^mcp__[^_]+(?:_[^_]+)*__")  # a tool of an MCP server, as agents name it


def allowed(forms: FormSet, care: Care) -> FormSet:
    """The forms that may write a text with this care."""
    return _of_lines(forms) if care is Care.LINES else forms


def said_why(rendering: Rendering, care: Care) -> Rendering:
    """What stays as it is because its lines are needed says so."""
    if care is Care.LINES and rendering.unchanged:
        return replace(rendering, reason=care.value)
    return rendering


@lru_cache(maxsize=8)
def _of_lines(forms: FormSet) -> FormSet:
    """Those that leave every line as it is."""
    return FormSet(tuple(form for form in forms.lossless if form.name in LINE_KEEPING))


def keeps_lines(text: str) -> bool:
    """Whether a text of ours has every line of its original, as it was but for its number."""
    return text.startswith(NUMBERS_NOTE)


def is_reading(tool: str) -> bool:
    """Whether a tool of this name reads files."""
    bare = _SIGNS.sub("", _PREFIX.sub("", tool.lower()))
    return bare in READING_TOOLS


def care(block: Block, more: Collection[str] = ()) -> Care:
    """How carefully this block must be written. `more` names tools whose results stay exact."""
    origin = block.origin
    if not origin.tool:
        return Care.FREE
    if origin.tool in more:
        return Care.EXACT
    if is_reading(origin.tool):
        return Care.FREE if detect(block.text, origin) in _LOOKED_AT else Care.LINES
    if _OTHERS.search(origin.arguments):
        return Care.FREE
    is_code = Kind.CODE in expected(origin) or detect(block.text, origin) is Kind.CODE
    return Care.WHOLE if is_code else Care.FREE
