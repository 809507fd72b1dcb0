"""Forms of documents: Markdown, reStructuredText, manuals, web pages, prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.forms.document_choice import DocumentChoice
from weft.engine.forms.page_text import PageText
from weft.engine.forms.prose_choice import ProseChoice
from weft.engine.forms.stretch_choice import StretchChoice
from weft.engine.forms.text_choice import TextChoice
from weft.parity.transforms.form import lossy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.parity.comparator import Config
    from weft.parity.value import Json


def _unasked(text: str) -> Iterator[tuple[Json, Config]]:
    yield text, {"question": ""}


DOCUMENTS = (
    lossy(DocumentChoice, "the parts of a document that matter, or nothing", _unasked),
    lossy(PageText, "a web page as its main text, or nothing", _unasked),
    lossy(ProseChoice, "the sentences that matter, or nothing", _unasked),
    lossy(StretchChoice, "the stretches of a text without lines that were asked for", _unasked),
    lossy(TextChoice, "the parts of a text that were asked for, or nothing", _unasked),
)

__all__ = ["DOCUMENTS"]
