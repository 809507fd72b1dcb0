"""An exchange as it is explained: what was decided for each text, before and after, and why.

Pure: an event in, plain data out. What is kept is bounded: long texts lose their middle, and of
very many texts the rest is only counted. There is no header and no credential in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.observe.counted import USAGE
from weft.observe.figures import dollars, failures, figures, money, unbilled
from weft.observe.shorten import clean, secretless, shortened
from weft.policy.words import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.dialects.hearing.heard import Usage
    from weft.gateway.events import BlockTold, Exchanged

TEXT = 8_000  # characters of a text, before and after each
TEXTS = 400_000  # characters of all texts of an exchange
LEAST = 400  # characters of a text, however many there are
BLOCKS = 400  # texts that are told one by one
NAME = 300  # characters of a name: a tool, a model, a place
WORDS = 1_000  # characters of a failure

WHY: Mapping[Reason, str] = {
    Reason.REWRITTEN: "seen for the first time, and written shorter",
    Reason.REPLAYED: "decided before, and written the same way again",
    Reason.OLDER: "stood here before anything was decided: a cached prefix may hold it",
    Reason.FROZEN: "at or before a cache marker that the client has set",
    Reason.SMALL: "too short to be worth it",
    Reason.SMALL_REQUEST: "the whole request is too short to be worth it",
    Reason.EXACT: "an editing tool will need it byte for byte",
    Reason.NOT_SHORTER: "there is no shorter way to write it",
    Reason.NOT_WORTH: "not worth it in money, over the rest of the conversation",
    Reason.CACHE_MINIMUM: "the prompt would become too short for the provider to cache it",
    Reason.OBSERVED: "could be written shorter, and was only observed",
    Reason.OURS: "an original that was asked for",
    Reason.OVER_TIME: "working it out took too long",
    Reason.STORE_FAILED: "its original could not be kept",
    Reason.ENGINE_FAILED: "working it out failed",
    Reason.MOVED: "could not be found again in the bytes of the request",
}


def explained(event: Exchanged) -> dict[str, Any]:
    """Everything that is kept of an exchange."""
    told, worth = figures(event), money(event.worth)
    heard, listed = event.heard, event.blocks[:BLOCKS]
    each = max(LEAST, min(TEXT, TEXTS // (2 * len(listed) or 1)))
    return {
        **summary(event),
        "operation": event.operation,
        "auth": str(event.auth),
        "mode": str(event.mode),
        "tokens": {
            "before": told.before,
            "after": told.after,
            "new_saved": told.new_saved,
            "replayed_saved": told.replayed_saved,
            "saved": told.saved,
            "unbilled": unbilled(event),
            "would_save": told.would_save,
        },
        "texts": {"new": told.texts, "shortened": told.shortened, "replayed": told.replayed},
        "bytes": {"before": event.bytes_before, "after": event.bytes_after},
        "seconds": {
            "rewriting": event.rewrite_seconds,
            "first_byte": event.first_byte_seconds,
            "exchange": event.seconds,
        },
        "usage": None if heard is None or heard.usage is None else usage(heard.usage),
        "hidden": [usage(turn) for turn in event.hidden],
        "retrieved": event.retrieved,
        "missed": event.missed,
        "stop": "" if heard is None else clean(heard.stop)[:NAME],
        "error": "" if heard is None else clean(heard.error)[:NAME],
        "complete": heard is not None and heard.complete,
        "money": None
        if worth is None
        else {
            "spent_usd": dollars(worth.spent),
            "unshortened_usd": dollars(worth.unshortened),
            "saved_usd": dollars(worth.saved),
        },
        "failures": list(failures(event)),
        "words": [_words(text) for text in event.failures],
        "blocks": [_block(block, each) for block in listed],
        "blocks_not_listed": len(event.blocks) - len(listed),
    }


def summary(event: Exchanged) -> dict[str, Any]:
    """What a list of exchanges shows of one."""
    return {
        "request_id": clean(event.request_id)[:NAME],
        "time": event.time,
        "dialect": event.dialect,
        "model": clean(event.model)[:NAME],
        "status": event.status,
        "saved": figures(event).saved,
    }


def usage(used: Usage) -> dict[str, int]:
    """Usage, as it is shown."""
    return {name: getattr(used, name) for name in USAGE}


def _block(block: BlockTold, each: int) -> dict[str, Any]:
    return {
        "where": clean(block.where)[:NAME],
        "tool": clean(block.tool)[:NAME],
        "kind": block.kind,
        "reason": str(block.reason),
        "why": WHY[block.reason],
        "detail": _words(block.detail),
        "forms": list(block.forms),
        "lossy": block.lossy,
        "hash": block.hash,
        "tokens_before": block.tokens_before,
        "tokens_after": block.tokens_after,
        "saved": block.saved,
        "seconds": block.seconds,
        "timings": dict(block.timings),
        "before": None if block.before is None else shortened(block.before, each),
        "after": None if block.after is None else shortened(block.after, each),
    }


def _words(text: str) -> str:
    return shortened(secretless(text), WORDS)
