"""Originals as they are told to who asks for them: the part, what remains, and figures.

Imported when somebody asks first: searching and counting take memory that most gateways never need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.tokens import count
from weft.gateway.answering import Refused
from weft.policy.tenants import LOCAL
from weft.recall.asking import asked as asked_for
from weft.recall.asking import most
from weft.recall.query import END, QueryError, Whole, ask
from weft.recall.query.read import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.recall.folio import Folio
    from weft.recall.store import Limits, Store

COUNTED = 4 * 1024 * 1024  # bytes of an original whose tokens and rows are counted
_NOT_FOUND = 404


def found(
    store: Store, limits: Limits, tenant: str, arguments: Mapping[str, object]
) -> dict[str, object]:
    """What is asked for, with what is known of it; otherwise `Refused` says why not."""
    try:
        hash_, question = asked_for(arguments)
        folio = _open(store, tenant, hash_)
        if folio is None:
            raise _gone(hash_, limits.idle_seconds)
        answer = ask(folio, question, max_chars=most(arguments, END))
    except QueryError as error:
        raise Refused(400, str(error), code="bad_question") from None
    small = folio.byte_count <= COUNTED
    whole = answer.text if isinstance(question, Whole) and not answer.remains else None
    text = (folio.text() if whole is None else whole) if small else None
    return {
        "hash": hash_,
        "original_content": answer.text,
        "original_tokens": None if text is None else count(text),
        "original_item_count": None if text is None else _items(text),
        "compressed_item_count": None,
        "tool_name": None,
        "retrieval_count": None,
        "part": answer.part,
        "remains": answer.remains,
        "matches": answer.matches,
        "advice": answer.advice,
    }


def _open(store: Store, tenant: str, hash_: str) -> Folio | None:
    """The original of this tenant; of any, where no credential says which."""
    folio = store.open(tenant, hash_)
    if folio is not None or tenant != LOCAL:
        return folio
    owner = store.owner(hash_)
    return None if owner is None else store.open(owner, hash_)


def _items(text: str) -> int | None:
    """How many rows stand in an original; null where it is no table."""
    try:
        return len(read(text).spans)
    except QueryError:
        return None


def _gone(hash_: str, idle: float) -> Refused:
    message = (
        f"Entry not found: no original {hash_} is kept here for whoever asks. One that was not "
        f"used for {idle:g} seconds is forgotten; get the text anew where it came from"
    )
    return Refused(_NOT_FOUND, message, code="no_original", more={"detail": message})
