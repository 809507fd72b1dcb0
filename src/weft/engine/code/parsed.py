"""An outline by a grammar.

The grammar says where bodies and literals are; only whole lines of them may go. What has an error
inside is no body, so a slice of a file loses nothing but what is whole in it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from weft.engine.code.body import Body, Sort
from weft.engine.code.grammars import grammar
from weft.engine.code.headers import name_of
from weft.engine.code.language import Style
from weft.engine.code.light import ENTRIES, FIRST_ENTRIES
from weft.engine.code.light_python import definition
from weft.engine.view import view

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

    from weft.engine.code.page import Page

LONGEST = 150_000  # characters; longer texts, and what is made to be slow to parse, are not read
HEADER_LINES = 4  # of which a name is read

_TYPES = (
    *("class", "interface", "struct", "enum", "union", "trait", "impl", "namespace", "module"),
    *("object", "protocol", "record", "mod_item", "foreign_mod", "linkage", "annotation_type"),
)
_FUNCTIONS = (
    *("function", "method", "constructor", "destructor", "lambda", "arrow", "closure"),
    *("accessor", "func_literal", "operator", "do_block", "static_init"),
)
_ENDS = ("}", "done", "end", "fi", "esac")


def bodies(page: Page, *, blocks: bool) -> list[Body] | None:
    """The bodies of functions, types, blocks and literals; `None` without a grammar."""
    known = grammar(page.language.name) if len(page.text) <= LONGEST else None
    if known is None:
        return None
    from tree_sitter import QueryCursor  # noqa: PLC0415 - belongs to an extra

    query = known.query_blocks if blocks else known.query
    found = QueryCursor(query).captures(_tree(page.language.name, page.text).root_node)
    by_indent = page.language.style is Style.INDENT
    made: list[Body] = []
    for node in found.get("body", ()):
        parent = node.parent
        if parent is None or node.end_point[0] == parent.start_point[0]:
            continue
        if by_indent and node.type != "block":
            continue  # a branch with its header
        sort = _sort(parent.type)
        if sort is Sort.BLOCK and not (blocks and (by_indent or _is_bracketed(node))):
            continue
        if not node.has_error:
            made += _body(page, node, parent, sort)
    for node in found.get("literal", ()):
        made += _literal(page, node)
    return made


@view(1)
def _tree(language: str, text: str) -> Tree:
    """What the parser makes of a text. An outline is asked for again, with its blocks."""
    known = grammar(language)
    assert known is not None
    return known.parser.parse(text.encode("utf-8", "surrogatepass"))


def _body(page: Page, node: Node, parent: Node, sort: Sort) -> list[Body]:
    lines = page.lines
    first, last = node.start_point[0], node.end_point[0]
    start = header = parent.start_point[0]
    above = parent.parent
    if above is not None and above.type == "decorated_definition":
        start = above.start_point[0]
    if lines[first][: node.start_point[1]].strip() or _closed(node):
        # Between braces or words: what stands behind the one and before the other stays.
        if lines[last][: node.end_point[1]].strip() not in _ENDS:
            return []
        end, first, last = last, first + 1, last - 1
    else:
        end = last = last - (node.end_point[1] == 0)
        behind = lines[last][node.end_point[1] :] if node.end_point[1] else ""
        if behind.strip(" \t\r;").split(page.language.comment)[0]:
            return []
    if first > last:
        return []
    name = ""
    if sort is not Sort.BLOCK:
        name = name_of(
            " ".join(page.bare[header : max(header + 1, min(first, header + HEADER_LINES))])
        )
    if page.language.style is Style.INDENT:
        return definition(page, start, first, last, sort, name)
    shown = next((at for at in range(first, last + 1) if page.bare[at]), first)
    return [Body(start, first, last, end, sort, page.statement(shown), name)]


def _closed(node: Node) -> bool:
    """Whether what opens and closes a body belongs to it."""
    last = node.child(node.child_count - 1) if node.child_count else None
    return last is not None and last.type in _ENDS


def _is_bracketed(node: Node) -> bool:
    """Whether a block begins with what opens it; a branch begins with `else`."""
    first = node.child(0) if node.child_count else None
    return first is not None and first.type in ("{", "do")


@cache
def _sort(kind: str) -> Sort:
    if any(word in kind for word in _FUNCTIONS):
        return Sort.FUNCTION
    return Sort.TYPE if any(word in kind for word in _TYPES) else Sort.BLOCK


def _literal(page: Page, node: Node) -> list[Body]:
    start, end = node.start_point[0], node.end_point[0]
    if end - start <= ENTRIES or node.has_error:
        return []
    if page.lines[end][: node.end_point[1] - 1].strip():
        return []  # what closes it does not stand first in its line
    entries = [child for child in node.named_children if "comment" not in child.type]
    if len(entries) < ENTRIES:
        return []
    entry = entries[FIRST_ENTRIES]
    first = entry.start_point[0]
    if first <= entries[FIRST_ENTRIES - 1].end_point[0]:
        return []  # several in a line
    if page.lines[first][: entry.start_point[1]].strip():
        return []
    return [
        Body(start, first, end - 1, end, Sort.DATA, page.remark(first), name_of(page.bare[start]))
    ]


__all__ = ["bodies"]
