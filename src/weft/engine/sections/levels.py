"""How deep each line of a text stands: by indentation in YAML and XML, by headings in INI and TOML.

A comment stands as deep as the line it speaks of, a blank line as deep as the one before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANK = -1
COMMENT = -2

_OPENED = re.compile(r"<[A-Za-z_][^<>]*$")
_HEADING = re.compile(r"\[{1,2}[^\[\]]+\]{1,2}\s*(?:[#;].*)?$")


def levels(lines: Sequence[str], kind: Kind) -> list[int]:
    """A number for each line, larger for what belongs to it. Blank lines and comments: below 0."""
    if kind is Kind.CONFIG:
        return [_of_config(line) for line in lines]
    if kind is Kind.XML:
        return [_of_xml(line) for line in lines]
    found = [_of_yaml(line) for line in lines]
    if "---" in lines[1:]:  # what stands below a line of three hyphens belongs to it
        return [
            0 if line == "---" else level + 2 if level >= 0 else level
            for line, level in zip(lines, found, strict=True)
        ]
    return found


def continued(lines: Sequence[str], kind: Kind) -> list[bool]:
    """Whether each line is one more of a tag that takes several."""
    if kind is not Kind.XML:
        return [False] * len(lines)
    found = []
    opened = False
    for line in lines:
        found.append(opened)
        opened = ">" not in line if opened else _OPENED.search(line) is not None
    return found


def _of_yaml(line: str) -> int:
    bare = line.lstrip(" ")
    if not bare.strip():
        return BLANK
    if bare[0] == "#":
        return COMMENT
    # An item may stand right below the key it belongs to.
    return 2 * (len(line) - len(bare)) + bare.startswith("- ")


def _of_config(line: str) -> int:
    bare = line.strip()
    if not bare:
        return BLANK
    if bare[0] in "#;":
        return COMMENT
    return 0 if _HEADING.match(line) else 1 + len(line) - len(line.lstrip())


def _of_xml(line: str) -> int:
    bare = line.lstrip()
    if not bare:
        return BLANK
    if bare.startswith("<!--") and bare.rstrip().endswith("-->"):
        return COMMENT
    # What closes an element belongs to what opens it.
    return 2 * (len(line) - len(bare)) + bare.startswith("</")


__all__ = ["BLANK", "COMMENT", "continued", "levels"]
