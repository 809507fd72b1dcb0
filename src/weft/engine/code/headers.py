"""What stands before a block: which sort of block it is, and what its name is.

Reading of a few lines at most. Both outlines use it, so a name is the same in both.
"""

from __future__ import annotations

import re

from weft.engine.code.body import Sort

_TYPE = re.compile(
    r"^[^=()\"']*\b(?:class|interface|(?:struct|enum|union)(?!\s+\w+[\s*&]+\w+\s*\()|trait|impl|namespace|"
    r"module|mod|object|protocol|extension|record|@interface|declare global)\b|^extern \"C\" \{"
)
_BLOCK = re.compile(
    r"^(?:[}\s]*\b(?:if|else|elif|elsif|elseif|for|foreach|while|until|unless|switch|match|select|"
    r"case|when|default|try|catch|except|rescue|ensure|finally|do|loop|unsafe|with|using|lock|fixed|"
    r"checked|synchronized|begin|async with|async for|guard|repeat|return if)\b"
    r"|\w+:\s*(?:for|while|loop))"
)
_FUNCTION = re.compile(
    r"=>\s*\{?$|\)[^()=;]*\{?$|\)\s*(?:->|:)[^;]*\{?$|\bfunction\b|\bfunc\b|\bfn\b|\bdef\b"
    r"|\bdo\b(?:\s*\|[^|]*\|)?$|\{\s*\|[^|]*\|$|\bmacro_rules!|\boperator\b"
    r"|\b(?:get|set|init|add|remove)\s*\{?$|\bfun\b|\bsub\b|\w\s*\(\s*\)\s*\{?$"
)
_DATA = re.compile(
    r"(?:[=:(\[,]|\breturn|\bdefault|=>|\])\s*[\[{(]?$|[=:]\s*(?:new\s+)?[&*\w.<>\[\], ]*\{?$"
)

_FUNCTIONS = r"def|function\*?|fn|fun|func|sub|macro_rules!"
_TYPES = (
    r"class|interface|struct|enum|union|trait|namespace|module|mod|object|protocol|extension|record|"
    r"type"
)
_NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:{_FUNCTIONS})\s+(?:\([^()]*\)\s*)?(?:self\.)?([\w$]+[!?]?)",
        rf"^[^(=]*?\b(?:{_TYPES})\s+(?:class\s+)?([\w$]++(?:(?:::|\.)\w++)*+)(?=\s*(?:[:{{(<;=]|$|\w+\s+[\w{{]))",
        r"\bimpl\b(?:<[^{]*?>)?\s+(?:[\w:<>, ']+\s+for\s+)?([\w:]+)",
        r"(?:^|[\s.])([\w$#]+)\s*[:=]\s*(?:async\s*)?(?:function\b|\([^()]*\)[^()]*=>|[\w$]+\s*=>)",
        r"\b(?:describe|it|test|context|suite|specify|bench)(?:\.\w+)*\s*\(\s*(['\"`].{1,80}?['\"`])",
        r"(~?\b(?!if\b|for\b|while\b|switch\b|return\b)[\w$]+)\s*\(",
        r"\b([\w$]+)\s*(?:[:=]|\{|$)",
    )
)
LONGEST = 300  # characters of a header that are read


def sort_of(header: str) -> Sort:
    """Which sort of block a header opens. The header ends before or with what opens it."""
    header = header[-LONGEST:].strip()
    if _BLOCK.match(header):
        return Sort.BLOCK
    if _TYPE.match(header):
        return Sort.TYPE
    if _FUNCTION.search(header):
        return Sort.FUNCTION
    return Sort.DATA if _DATA.search(header) else Sort.BLOCK


def is_block(line: str) -> bool:
    """Whether a line opens a loop or a branch."""
    return _BLOCK.match(line) is not None


def name_of(header: str) -> str:
    """The name of what a header defines, nothing where it has none."""
    header = header[:LONGEST]
    for pattern in _NAMES:
        if found := pattern.search(header):
            return found[1].strip("'\"`")
    return ""


__all__ = ["is_block", "name_of", "sort_of"]
