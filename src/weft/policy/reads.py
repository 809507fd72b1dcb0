"""Results that an agent needs byte for byte, because it will edit the file it has just read.

An editing tool replaces text that the model repeats from what it has read. A read that was
rewritten, be it losslessly, breaks the edit. So what a reading tool gives is left alone, if it is
of a kind that people edit. Nobody edits a log, a listing or a table that was read; and what a
shell prints (`cat`, `sed -n`) is output like any other, unless the caller says otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.detect import detect
from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from weft.engine.model import Block

NEEDED = "an editing tool needs it to the byte"

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

# What is read to be looked at, never to be edited.
_LOOKED_AT = frozenset(
    (Kind.LOG, Kind.BUILD, Kind.TRACE, Kind.SEARCH, Kind.LISTING, Kind.TABLE, Kind.JSON_LINES)
)

_SIGNS = re.compile(r"[^a-z0-9]+")
_PREFIX = re.compile(r"^mcp__[^_]+(?:_[^_]+)*__")  # a tool of an MCP server, as agents name it


def is_reading(tool: str) -> bool:
    """Whether a tool of this name reads files."""
    bare = _SIGNS.sub("", _PREFIX.sub("", tool.lower()))
    return bare in READING_TOOLS


def reason_to_leave(block: Block, more: Collection[str] = ()) -> str:
    """Why this block must stay as it is, byte for byte; nothing where it need not.

    `more` names tools whose results stay, whatever they are of.
    """
    tool = block.origin.tool
    if tool in more or (is_reading(tool) and detect(block.text) not in _LOOKED_AT):
        return NEEDED
    return ""
