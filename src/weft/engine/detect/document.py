"""Which kind of document is this, for forms that are asked about several and must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.detect.manual_page import is_manual
from weft.engine.detect.markdown_text import is_markdown
from weft.engine.detect.restructured_text import is_restructured
from weft.engine.markup.manual import manual_units
from weft.engine.markup.markdown import markdown_units
from weft.engine.markup.restructured import restructured_units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.engine.markup.unit import Unit


def reader_of(text: str) -> Callable[[Sequence[str]], list[Unit]] | None:
    """What reads the units of this text, in the order in which kinds are told apart."""
    if is_manual(text):
        return manual_units
    if is_restructured(text):
        return restructured_units
    return markdown_units if is_markdown(text) else None


__all__ = ["reader_of"]
