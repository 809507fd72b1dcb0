"""What `weft demo --json` prints: everything the page shows, for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.demo.conversation import Conversation
    from weft.demo.proof import Fetch, Replay
    from weft.demo.story import Step, Totals

SHARE_DIGITS = 4


def document(
    told: Conversation, steps: Sequence[Step], totals: Totals, replay: Replay, fetch: Fetch
) -> str:
    """One JSON document."""
    made = {
        "held": replay.held and fetch.held,
        "conversation": {
            "messages": told.message_count,
            "turns": told.turn_count,
            "bytes": told.byte_count,
        },
        "results": [_step(step) for step in steps],
        "totals": _totals(totals),
        "replay": {"held": replay.held, **_fields(replay)},
        "fetch": _fetch(fetch),
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode()


def _step(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "turn": step.result.turn,
        "message": step.result.message,
        "tool": step.result.tool,
        "call": step.result.call,
        "kind": step.kind,
        "tokens_before": step.before,
        "tokens_after": step.after,
        "changed": step.changed,
        "replayed": step.replayed,
        "forms": step.forms,
        "cuts": step.cuts,
        "reason": step.reason,
        "hash": step.hash,
    }


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        **_fields(totals),
        "saved": totals.saved,
        "share_of_results": round(totals.share_of_results, SHARE_DIGITS),
        "share_of_all": round(totals.share_of_all, SHARE_DIGITS),
    }


def _fetch(fetch: Fetch) -> dict[str, Any]:
    shown = {name: value for name, value in _fields(fetch).items() if name not in {"step", "part"}}
    return {"held": fetch.held, "result": fetch.step.number, **shown}


def _fields(record: object) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(record)
    return fields
