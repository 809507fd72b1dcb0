"""The table of languages: how each writes comments, strings and blocks.

Data only. How a text is told to be one of them stands in `detect`; which grammar reads it, in
`grammars`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Style(Enum):
    """What ends a block."""

    INDENT = "indentation"
    BRACES = "a brace"
    ENDS = "a word"


@dataclass(frozen=True, slots=True)
class Language:
    """One language. `strings` are patterns of what may hold braces without meaning them."""

    name: str
    style: Style
    comment: str  # what begins a comment to the end of the line
    suffixes: tuple[str, ...]
    strings: tuple[str, ...]
    filler: str = ""  # a statement for a body that would be empty otherwise
    interpreters: tuple[str, ...] = ()


# What is not closed ends with the text, so that nothing is looked through twice.
_BLOCK = r"/\*(?:.*?\*/|.*+)"
_DOUBLE = r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
_SINGLE = r"'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'"
_LONG_DOUBLE = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)'
_LONG_SINGLE = r"'[^'\\]*+(?:\\.[^'\\]*+)*+(?:'|\Z)"
_TRIPLE_DOUBLE = r'"""(?:.*?(?<!\\)"""|.*+)'
_TRIPLE_SINGLE = r"'''(?:.*?(?<!\\)'''|.*+)"
_TEMPLATE = r"`[^`\\]*+(?:\\.[^`\\]*+)*+(?:`|\Z)"
_SLASHES = r"//[^\n]*+"
_HASH = r"\#[^\n]*+"
_PATTERN = r"[=(,:;!&|?\[{}]\s*+/(?![*/])[^/\\\n\[]*+(?:(?:\\.|\[[^\]\n]*+\])[^/\\\n\[]*+)*+/"

_C = (_SLASHES, _BLOCK, _DOUBLE, _SINGLE)
_SCRIPT = (_SLASHES, _BLOCK, _PATTERN, _TEMPLATE, _DOUBLE, _SINGLE)

LANGUAGES: tuple[Language, ...] = (
    Language(
        "python",
        Style.INDENT,
        "#",
        ("py", "pyi", "pyw"),
        (_HASH, _TRIPLE_DOUBLE, _TRIPLE_SINGLE, _DOUBLE, _SINGLE),
        "...",
        ("python",),
    ),
    Language(
        "javascript",
        Style.BRACES,
        "//",
        ("js", "mjs", "cjs", "jsx"),
        _SCRIPT,
        interpreters=("node",),
    ),
    Language(
        "typescript",
        Style.BRACES,
        "//",
        ("ts", "mts", "cts"),
        _SCRIPT,
        interpreters=("deno", "bun", "ts-node"),
    ),
    Language("tsx", Style.BRACES, "//", ("tsx",), _SCRIPT),
    Language(
        "go", Style.BRACES, "//", ("go",), (_SLASHES, _BLOCK, r"`[^`]*+(?:`|\Z)", _DOUBLE, _SINGLE)
    ),
    Language(
        "rust",
        Style.BRACES,
        "//",
        ("rs",),
        (
            _SLASHES,
            _BLOCK,
            r'\br(\#{0,3})"(?:.*?"\1|.*+)',
            _LONG_DOUBLE,
            r"'(?:[^'\\\n]|\\[^\n]{1,8}?)'",
        ),
    ),
    Language(
        "java", Style.BRACES, "//", ("java",), (_SLASHES, _BLOCK, _TRIPLE_DOUBLE, _DOUBLE, _SINGLE)
    ),
    Language("c", Style.BRACES, "//", ("c", "h"), _C),
    Language(
        "cpp",
        Style.BRACES,
        "//",
        ("cpp", "cc", "cxx", "hpp", "hh", "hxx", "ipp", "tpp"),
        (_SLASHES, _BLOCK, r'\bR"(\w{0,16})\((?:.*?\)\1"|.*+)', _DOUBLE, _SINGLE),
    ),
    Language(
        "csharp",
        Style.BRACES,
        "//",
        ("cs",),
        (
            _SLASHES,
            _BLOCK,
            r'\$?@\$?"[^"]*+(?:""[^"]*+)*+(?:"|\Z)',
            _TRIPLE_DOUBLE,
            _DOUBLE,
            _SINGLE,
        ),
    ),
    Language(
        "ruby",
        Style.ENDS,
        "#",
        ("rb", "rake", "gemspec"),
        (_HASH, r"(?<=\n)=begin\b(?:.*?\n=end\b|.*+)", _DOUBLE, _SINGLE),
        interpreters=("ruby",),
    ),
    Language(
        "php",
        Style.BRACES,
        "//",
        ("php", "phtml"),
        (_SLASHES, _HASH, _BLOCK, _LONG_DOUBLE, _LONG_SINGLE),
        interpreters=("php",),
    ),
    Language(
        "bash",
        Style.BRACES,
        "#",
        ("sh", "bash", "zsh", "ksh", "bats"),
        (r"\\.", r"(?<![\w$}{])\#[^\n]*+", _LONG_DOUBLE, r"'[^']*+(?:'|\Z)"),
        ":",
        ("sh", "bash", "zsh", "dash", "ksh", "bats"),
    ),
    Language(
        "kotlin",
        Style.BRACES,
        "//",
        ("kt", "kts"),
        (_SLASHES, _BLOCK, _TRIPLE_DOUBLE, _DOUBLE, _SINGLE),
    ),
    Language("swift", Style.BRACES, "//", ("swift",), (_SLASHES, _BLOCK, _TRIPLE_DOUBLE, _DOUBLE)),
    Language(
        "perl",
        Style.BRACES,
        "#",
        ("pl", "pm", "t"),
        (r"(?<=\n)=[a-z]\w*+(?:.*?\n=cut\b|.*+)", r"(?<![$\w{(/])\#[^\n]*+", _DOUBLE, _SINGLE),
        interpreters=("perl",),
    ),
)

BY_NAME = {language.name: language for language in LANGUAGES}
BY_SUFFIX = {suffix: language for language in LANGUAGES for suffix in language.suffixes}

__all__ = ["BY_NAME", "BY_SUFFIX", "LANGUAGES", "Language", "Style"]
