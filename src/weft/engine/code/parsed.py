"""An outline by a grammar.

The grammar says where bodies and literals are; only whole lines of them may go. What has an error
inside is no body, so a slice of a file loses nothing but what is whole in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.code.body import Body, Sort
from weft.engine.code.grammars import grammar
from weft.engine.code.headers import name_of
from weft.engine.code.language import Style
from weft.engine.code.light import ENTRIES, FIRST_ENTRIES, filled, indent
from weft.engine.code.light_python import definition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from weft.engine.code.language import Language

HEADER_LINES = 4  # of which a name is read

_TYPES = (
    "class", "interface", "struct", "enum", "union", "trait", "impl", "namespace", "module", "object",
    "protocol", "record", "mod_item", "foreign_mod", "linkage", "annotation_type",
)  # fmt: skip
_FUNCTIONS = (
    "function", "method", "constructor", "destructor", "lambda", "arrow", "closure", "accessor",
    "func_literal", "operator", "do_block", "block_call", "static_init",
)  # fmt: skip


def bodies(
    text: str, lines: Sequence[str], inside: bytearray, language: Language
) -> list[Body] | None:
    """The bodies of functions, types, blocks and literals; nothing without a grammar."""
    known = grammar(language.name)
    if known is None:
        return None
    from tree_sitter import QueryCursor  # noqa: PLC0415 - belongs to an extra

    tree = known.parser.parse(text.encode("utf-8", "surrogatepass"))
    found = QueryCursor(known.query).captures(tree.root_node)
    made: list[Body] = []
    for node in found.get("body", ()):
        made += _body(node, lines, inside, language)
    for node in found.get("literal", ()):
        made += _literal(node, lines, language)
    return made


def _body(node: Node, lines: Sequence[str], inside: bytearray, language: Language) -> list[Body]:
    first, last = node.start_point[0], node.end_point[0]
    parent = node.parent
    if last - first < 1 or parent is None or node.has_error:
        return []
    sort = _sort(parent.type)
    start = parent.start_point[0]
    above = parent.parent
    if above is not None and above.type == "decorated_definition":
        start = above.start_point[0]
    if lines[first][: node.start_point[1]].strip() or _closed(node):
        # Between braces or words: what stands behind the one and before the other stays.
        if lines[last][: node.end_point[1]].strip() not in _ENDS:
            return []
        end, first, last = last, first + 1, last - 1
    else:
        if node.end_point[1] == 0:
            last -= 1
        end = last
        if lines[last][node.end_point[1] :].strip(" \t\r;").split(language.comment)[0]:
            return []
    if first > last:
        return []
    header = parent.start_point[0]
    name = name_of(" ".join(map(str.strip, lines[header : min(first, header + HEADER_LINES)])))
    if sort is Sort.BLOCK:
        name = ""
    if language.style is Style.INDENT:
        return definition(lines, inside, language, start, first, last, sort, name)
    shown = next((line for line in lines[first : last + 1] if line.strip()), lines[first])
    before = indent(shown) + filled(language, sort)
    return [Body(start, first, last, end, sort, before, name)]


_ENDS = ("}", "done", "end", "fi", "esac")


def _closed(node: Node) -> bool:
    """Whether what opens and closes a body belongs to it."""
    last = node.child(node.child_count - 1) if node.child_count else None
    return last is not None and last.type in _ENDS


def _sort(kind: str) -> Sort:
    if any(word in kind for word in _FUNCTIONS):
        return Sort.FUNCTION
    return Sort.TYPE if any(word in kind for word in _TYPES) else Sort.BLOCK


def _literal(node: Node, lines: Sequence[str], language: Language) -> list[Body]:
    start, end = node.start_point[0], node.end_point[0]
    if end - start <= ENTRIES or node.has_error:
        return []
    if lines[end][: node.end_point[1] - 1].strip():
        return []  # what closes it does not stand first in its line
    entries = [child for child in node.named_children if "comment" not in child.type]
    if len(entries) < ENTRIES:
        return []
    first = entries[FIRST_ENTRIES].start_point[0]
    above = entries[FIRST_ENTRIES - 1].end_point[0]
    if first <= above or lines[first][: entries[FIRST_ENTRIES].start_point[1]].strip():
        return []  # several in a line
    before = indent(lines[first]) + f"{language.comment} "
    return [Body(start, first, end - 1, end, Sort.DATA, before, name_of(lines[start].strip()))]


__all__ = ["bodies"]
