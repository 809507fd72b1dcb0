"""Grammars, where the extra `code` is installed: loaded once, when the first text needs one.

The grammars are inside their packages; nothing is fetched. Nothing here reads a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module, metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Parser, Query

# Which package has the grammar of a language, and which function of it gives it.
_PACKAGES = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "go": ("tree_sitter_go", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "java": ("tree_sitter_java", "language"),
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "bash": ("tree_sitter_bash", "language"),
}

# What holds the entries of a literal.
_LITERALS = {
    "python": "list dictionary set tuple",
    "javascript": "array object",
    "typescript": "array object",
    "tsx": "array object",
    "go": "literal_value",
    "rust": "array_expression",
    "java": "array_initializer",
    "c": "initializer_list",
    "cpp": "initializer_list",
    "csharp": "initializer_expression",
    "ruby": "array hash",
    "php": "array_creation_expression",
    "bash": "array",
}
# Where bodies stand: those of functions and types in the first, those of branches in all.
_FIELDS = ("body", "consequence", "alternative")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What reads a language: a parser, and the questions that find bodies and literals."""

    parser: Parser
    query: Query
    query_blocks: Query  # the same with branches


@cache
def grammar(name: str) -> Grammar | None:
    """The grammar of a language, if it is installed."""
    if name not in _PACKAGES:
        return None
    package, function = _PACKAGES[name]
    try:
        core = import_module("tree_sitter")
        language = core.Language(getattr(import_module(package), function)())
    except ModuleNotFoundError:
        return None
    known = {language.field_name_for_id(number) for number in range(1, language.field_count + 1)}
    asks = [f"(_ {field}: (_) @body)" for field in _FIELDS if field in known]
    literals = [f"({kind}) @literal" for kind in _LITERALS[name].split()]
    return Grammar(
        core.Parser(language),
        core.Query(language, "\n".join([*asks[:1], *literals])),
        core.Query(language, "\n".join([*asks, *literals])),
    )


@cache
def versions() -> str:
    """Which grammars are installed: another version may find other bodies. Empty without any."""
    packages = ["tree_sitter", *sorted({package for package, _ in _PACKAGES.values()})]
    return " ".join(f"{name} {version}" for name in packages if (version := _version(name)))


def _version(package: str) -> str:
    try:
        return metadata.version(package.replace("_", "-"))
    except metadata.PackageNotFoundError:
        return ""


__all__ = ["Grammar", "grammar", "versions"]
