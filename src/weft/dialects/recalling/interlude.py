"""Interludes: what was hidden in an exchange, put back into what the client sends next time.

The client knows nothing of our calls, so its conversation lacks them. The model made them, and what
it said afterwards rests on them; and a provider's cache ends where they are missing. So they are
kept, and put back where they were:

    remember   what to keep of an exchange, under the keys that the client's own items will have
    keys       under which keys something may be kept for an item that came
    restore    what to put into that item, byte by byte

Calls of the client's own tools have ids that nobody else has: where there is one, it is the key.
What the client was only told has none; then the key is what was said, after what, and where.

An item that is not what was remembered is left as it is. That is never wrong: without an interlude
the conversation is what the client believes it to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.recalling import interlude_blocks as blocks
from weft.dialects.recalling import interlude_items as items
from weft.dialects.recalling.editing import Unclear, parsed, written
from weft.dialects.recalling.interlude_words import Kept, Place
from weft.dialects.slot import text_of
from weft.recall.ledger import identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weft.dialects.recalling.editing import Edit
    from weft.dialects.recalling.turn import Round
    from weft.dialects.slot import Dialect, Item
    from weft.recall.ledger import Identity

_STYLES = {style.name: style for style in (blocks.ANTHROPIC, blocks.GEMINI)}
_VERSION = "interlude 1"


def remember(dialect: Dialect, rounds: Sequence[Round], place: Place) -> tuple[Kept, ...]:
    """What to keep of an exchange. `place` is where its answer will stand in the conversation.

    Of a response that a client may follow, it is kept that our tool was offered in it.
    """
    if not any(one.answers for one in rounds) and dialect.name != items.RESPONSES:
        return ()
    return tuple(_kept(dialect.name, rounds, place))


def _kept(name: str, rounds: Sequence[Round], place: Place) -> Iterable[Kept]:
    try:
        if name in _STYLES:
            return list(blocks.kept(_STYLES[name], rounds, place))
        if name == items.CHAT:
            return list(items.chat_kept(rounds, place))
        return list(items.responses_kept(rounds))
    except (Unclear, UnicodeDecodeError):
        return ()


def keys(dialect: Dialect, item: Item, place: Place) -> tuple[str, ...]:
    """Under which keys something may be kept for this item of the client's conversation."""
    if dialect.name in _STYLES:
        return blocks.keys(_STYLES[dialect.name], item, place)
    if dialect.name == items.CHAT:
        return items.chat_keys(item, place)
    return items.responses_keys(item)


def restore(dialect: Dialect, raw: bytes, text: str) -> list[Edit]:
    """The ranges of this item (`raw`) to replace, and with what. Nothing where it is another."""
    item, record = parsed(raw), parsed(text.encode("utf-8", "surrogatepass"))
    if item is None or record is None:
        return []
    try:
        if dialect.name in _STYLES:
            return blocks.restore(_STYLES[dialect.name], raw, item, record)
        if dialect.name == items.CHAT:
            return items.chat_restore(raw, item, record)
        return items.responses_restore(item, record)
    except (Unclear, KeyError, ValueError):
        return []


def following_key(previous_response_id: str) -> str:
    """Under which key the response is kept that a client means by this one."""
    return items.response_key(previous_response_id)


def following(text: str, previous_response_id: str) -> bytes:
    """What `previous_response_id` is to be instead, as JSON; empty where it stays."""
    last = text_of((parsed(text.encode()) or {}).get("response"))
    return written(last) if last not in ("", previous_response_id) else b""


def identity_of(key: str) -> Identity:
    """The name under which the ledger keeps what belongs to a key."""
    return identity(key, _VERSION)


__all__ = [
    "Kept",
    "Place",
    "following",
    "following_key",
    "identity_of",
    "keys",
    "remember",
    "restore",
]
