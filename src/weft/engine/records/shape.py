"""The shape of a line: the line with a sign in the place of each value."""

from __future__ import annotations

import re

from weft.engine.records.notes import SLOT

_YAML = re.compile(
    r"""^(\s*(?:- +)*(?:[^\s:#"'\[{&*!|>-][^:#"]*?|"[^"]*"|'[^']*'): +)(?![|>&*]|$)(\S.*)$"""
)
_YAML_KEY = re.compile(r"""^(\s*(?:- +)*)([^\s:#'\[{&*!|>-][^:#]*|"[^"]*"|'[^']*')(: *)$""")
_YAML_ITEM = re.compile(r"^(\s*(?:- +)+)(?![^\"'{\[]*: )(\S.*[^:]|[^:])$")
_CONFIG = re.compile(r"^(\s*[^=\s\[#;][^=]*?\s*=\s*)(\S.*)$")
_SECTION = re.compile(r"^(\[{1,2})([^\[\]]+)(\]{1,2}\s*)$")
_XML = re.compile(
    r"""(?<==")([^"<>]+)(?=")|(?<==')([^'<>]+)(?=')"""
    r"|(?<=>)([^<>\s][^<>]*)(?=</)|(?<=<)(true|false)(?=/>)"
)
_OUTLINE = re.compile(r"""(?<==")([^"<>]+)(?=")|(?<==')([^'<>]+)(?=')|(?<=[\w"']: )(\S.*)$""")


def yaml(line: str) -> tuple[str, tuple[str, ...]]:
    """The shape and the values of a line of YAML."""
    found = _YAML.match(line) or _YAML_ITEM.match(line)
    if found:
        return found[1] + SLOT, (found[2],)
    if found := _YAML_KEY.match(line):
        return found[1] + SLOT + found[3], (found[2],)
    return line, ()


def config(line: str) -> tuple[str, tuple[str, ...]]:
    """The same of a line of TOML, INI or properties."""
    if found := _CONFIG.match(line):
        return found[1] + SLOT, (found[2],)
    if found := _SECTION.match(line):
        return found[1] + SLOT + found[3], (found[2],)
    return line, ()


def xml(line: str) -> tuple[str, tuple[str, ...]]:
    """The same of a line of XML: its attributes and its text."""
    values = tuple(found[0] for found in _XML.finditer(line))
    return (_XML.sub(SLOT, line), values) if values else (line, ())


def outline(line: str) -> tuple[str, tuple[str, ...]]:
    """The same of a line of an outline of XML."""
    if line.lstrip()[:1] in "<|":
        return line, ()
    values = tuple(found[0] for found in _OUTLINE.finditer(line))
    return (_OUTLINE.sub(SLOT, line), values) if values else (line, ())


def depth(line: str) -> int:
    """How far from the left this line begins."""
    return len(line) - len(line.lstrip(" \t"))


def depth_in_config(line: str) -> int:
    """The same where headings hold what is below them."""
    return 0 if _SECTION.match(line) else 1


__all__ = ["config", "depth", "depth_in_config", "outline", "xml", "yaml"]
