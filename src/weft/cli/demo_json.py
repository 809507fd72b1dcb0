"""What `weft demo --json` prints: everything the page shows, for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from weft.demo import bills

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.demo.bills import Bill
    from weft.demo.conversation import Conversation
    from weft.demo.journey import Leg
    from weft.demo.proof import Fetch, Replay
    from weft.demo.story import Step, Totals

SHARE_DIGITS, DOLLAR_DIGITS = 4, 6


def document(
    told: Conversation,
    legs: Sequence[Leg],
    totals: Totals,
    counted: dict[str, Any],
    replay: Replay,
    fetch: Fetch | None,
) -> str:
    """One JSON document."""
    made = {
        "held": replay.held and (fetch is None or fetch.held),
        "conversation": {
            "messages": told.message_count,
            "turns": told.turn_count,
            "bytes": told.byte_count,
        },
        "turns": [_leg(leg) for leg in legs],
        "results": [_step(step) for leg in legs for step in leg.steps],
        "totals": _totals(totals),
        "bills": {
            "as_it_came": _bill(bills.total(leg.unshortened for leg in legs)),
            "billed": _bill(bills.total(leg.billed for leg in legs)),
        },
        "counted": {"money": counted["money"], "tokens": counted["tokens"]},
        "replay": {"held": replay.held, **_fields(replay)},
        "fetch": None if fetch is None else _fetch(fetch),
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode()


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "turn": leg.turn,
        "bytes_before": leg.came,
        "bytes_after": leg.went,
        "seconds": leg.seconds,
        "as_it_came": _bill(leg.unshortened),
        "billed": _bill(leg.billed),
    }


def _bill(bill: Bill) -> dict[str, Any]:
    used = bill.used
    return {
        "input": used.input,
        "fresh": used.fresh,
        "read": used.read,
        "written": used.written,
        "output": used.output,
        "dollars": round(bill.dollars, DOLLAR_DIGITS),
    }


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
