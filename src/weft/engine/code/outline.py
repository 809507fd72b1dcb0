"""The outline of a page: all bodies in it, by a grammar where there is one, else by its layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.code import light, light_python, parsed
from weft.engine.code.body import in_order
from weft.engine.code.comments import comments
from weft.engine.code.language import Style

if TYPE_CHECKING:
    from weft.engine.code.body import Body
    from weft.engine.code.page import Page


def outline(page: Page, *, blocks: bool = False, grammars: bool = True) -> list[Body]:
    """The bodies of a page, the outer before the inner, those of loops and branches if asked."""
    bodies = parsed.bodies(page, blocks=blocks) if grammars else None
    held_by_indent = page.language.style is Style.INDENT
    if bodies is None:
        bodies = (light_python if held_by_indent else light).bodies(page, blocks=blocks)
    bodies += comments(page)
    if held_by_indent:
        bodies += light_python.module_docstring(page)
    return in_order(bodies)


__all__ = ["outline"]
