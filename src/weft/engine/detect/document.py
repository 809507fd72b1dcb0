"""Which kind of document is this, for forms that are asked about several and must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.detect.markdown_text import is_markdown
from weft.engine.markup.markdown import markdown_units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.engine.markup.unit import Unit


def reader_of(text: str) -> Callable[[Sequence[str]], list[Unit]] | None:
    """What reads the units of this text."""
    if is_markdown(text):
        return markdown_units
    return None


__all__ = ["reader_of"]
