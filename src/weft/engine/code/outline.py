"""The outline of a text: all bodies in it, by a grammar where there is one, else by its layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.code import light, light_python, parsed
from weft.engine.code.body import in_order
from weft.engine.code.comments import comments
from weft.engine.code.language import Style
from weft.engine.code.masks import masks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.code.body import Body
    from weft.engine.code.language import Language


def outline(
    text: str, lines: Sequence[str], language: Language, *, grammars: bool = True
) -> list[Body]:
    """The bodies of a text, the outer before the inner."""
    found = masks(text, lines, language)
    bodies = parsed.bodies(text, lines, found.inside, language) if grammars else None
    if bodies is None:
        by = light_python if language.style is Style.INDENT else light
        bodies = by.bodies(lines, light.depths(lines), found.inside, language)
    bodies += comments(lines, found, language)
    if language.style is Style.INDENT:
        bodies += light_python.module_docstring(lines, found.inside, language)
    return in_order(bodies)


__all__ = ["outline"]
