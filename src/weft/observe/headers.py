"""Headers of an answer that say what was done to its request. Only to clients that ask.

Pure, and made of what is known before the answer begins. Numbers are those of `figures`, as
everywhere. A client asks with `x-weft-report: true` or `x-weft-explain: headers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.observe.figures import figures
from weft.wire.head import value_of

if TYPE_CHECKING:
    from weft.observe.figures import Told
    from weft.wire.head import Headers

_ASKING = ((b"x-weft-report", b"true"), (b"x-weft-explain", b"headers"))
_FORMS = 20  # names of forms in a header; more are of no use there


def wanted(headers: Headers) -> bool:
    """Whether a client asks for them."""
    for name, value in _ASKING:
        found = value_of(headers, name)
        if found is not None and found.strip().lower() == value:
            return True
    return False


def report(told: Told) -> Headers:
    """The headers."""
    numbers = figures(told)
    forms = dict.fromkeys(form for block in told.blocks if block.saved for form in block.forms)
    fields = {
        "request-id": told.request_id,
        "mode": str(told.mode),
        "tokens-before": numbers.before,
        "tokens-after": numbers.after,
        "tokens-new-saved": numbers.new_saved,
        "tokens-replayed-saved": numbers.replayed_saved,
        "tokens-saved": numbers.saved,
        "texts-new": numbers.texts,
        "texts-shortened": numbers.shortened,
        "texts-replayed": numbers.replayed,
        "forms": ",".join(list(forms)[:_FORMS]),
        "reasons": ",".join(sorted({str(block.reason) for block in told.blocks})),
    }
    return [
        (f"x-weft-{name}".encode(), _visible(str(value)))
        for name, value in fields.items()
        if value != ""
    ]


def _visible(text: str) -> bytes:
    """A header's value: visible ASCII. A form from elsewhere may be called anything."""
    return bytes(code if 0x20 < code < 0x7F else 0x3F for code in text.encode("latin-1", "replace"))
