"""`GET /stats`: what all workers have counted, as JSON.

Pure: a `View` in, plain data out. The sections stand twice: at the top since the gateway started,
under `lifetime` since anything was ever counted here. What each number is stands in `figures` and
`counted`, and for readers in `docs/observe.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.observe.counted import EXCHANGE, FIRST_BYTE, REWRITING, STAGES, USAGE
from weft.observe.figures import dollars
from weft.observe.tally import Span
from weft.policy.words import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from weft.observe.book import Entry
    from weft.observe.tally import Tally
    from weft.observe.view import View
    from weft.recall.store import StoreStats

_AXES = ("by_dialect", "by_operation", "by_mode", "by_auth", "by_status")


def stats(
    view: View,
    forms: Iterable[str],
    store: Mapping[str, object] | None,
    alive: Callable[[int], bool],
) -> dict[str, Any]:
    """The whole answer. `forms` are all there are: one that was never used is told as 0."""
    names = tuple(forms)
    return {
        "version": view.started.version,
        "time": view.now,
        "uptime_seconds": round(view.uptime, 3),
        **sections(view.run, names),
        "store": store,
        "workers": [_worker(entry, alive) for entry in view.entries],
        "lifetime": {"since": view.since, **sections(view.lifetime, names)},
        "trouble": view.trouble,
    }


def sections(tally: Tally, forms: Iterable[str]) -> dict[str, Any]:
    """What one tally shows."""
    zeros = dict.fromkeys(forms, 0)
    return {
        "compressions_by_strategy": {**zeros, **tally.of("forms")},
        "tokens_saved_by_strategy": {**zeros, **tally.of("forms_saved")},
        "pipeline_timing": _timing(tally),
        "requests": _requests(tally),
        "texts": _rows(tally, "texts", ("new", "shortened", "replayed")),
        "reasons": {**dict.fromkeys(map(str, Reason), 0), **tally.of("reasons")},
        "tokens": tokens(tally),
        "usage": _rows(tally, "usage", USAGE),
        "hidden": {
            "turns": tally.number("recall", "turns"),
            **_rows(tally, "hidden", USAGE),
        },
        "recall": _rows(tally, "recall", ("retrieved", "missed")),
        "money": money(tally),
        "failures": dict(tally.of("failures")),
        "bytes": _rows(tally, "bytes", ("before", "after", "added", "removed")),
        "latency": _latency(tally),
        "observe": _rows(tally, "observe", ("unwritten", "faults")),
    }


def tokens(tally: Tally) -> dict[str, int]:
    """The tokens, under the names of `figures`."""
    before, after = tally.number("tokens", "before"), tally.number("tokens", "after")
    replayed = tally.number("tokens", "replayed")
    return {
        "before": before,
        "after": after,
        "new_saved": before - after,
        "replayed_saved": replayed,
        "saved": before - after + replayed,
        "unbilled": tally.number("tokens", "unbilled"),
        "would_save": tally.number("tokens", "would_save"),
    }


def money(tally: Tally) -> dict[str, Any]:
    """Dollars. What was saved is net, and may be negative."""
    spent, unshortened = tally.number("money", "spent"), tally.number("money", "unshortened")
    return {
        "spent_usd": dollars(spent),
        "unshortened_usd": dollars(unshortened),
        "saved_usd": dollars(unshortened - spent),
        "priced": tally.number("money", "priced"),
        "unpriced": tally.number("money", "unpriced"),
        "saved_usd_by_model": {
            model: dollars(saved) for model, saved in tally.of("models_money").items()
        },
    }


def requests_by(tally: Tally, axes: Iterable[int]) -> dict[tuple[str, ...], int]:
    """Exchanges by some of: dialect, operation, mode, auth, status; in that order."""
    wanted = tuple(axes)
    found: dict[tuple[str, ...], int] = {}
    for name, number in tally.of("requests").items():
        parts = name.split(" ")
        key = tuple(parts[axis] for axis in wanted)
        found[key] = found.get(key, 0) + number
    return found


def of_store(read: Callable[[], StoreStats]) -> dict[str, object]:
    """The store's figures, or why there are none."""
    from weft.recall.store import StoreError  # noqa: PLC0415

    try:
        found = read()
    except StoreError as error:
        return {"error": str(error)}
    return {name: getattr(found, name) for name in found.__slots__}


def _requests(tally: Tally) -> dict[str, Any]:
    told: dict[str, Any] = {"total": tally.exchanges}
    told |= _rows(tally, "exchanges", ("rewritten", "replaying", "unheard", "incomplete"))
    for axis, name in enumerate(_AXES):
        told[name] = {key[0]: number for key, number in requests_by(tally, [axis]).items()}
    told["by_model"] = dict(tally.of("models"))
    return told


def _rows(tally: Tally, table: str, names: Iterable[str]) -> dict[str, int]:
    return {name: tally.number(table, name) for name in names}


def _timing(tally: Tally) -> dict[str, dict[str, float]]:
    forms, stages = tally.spans.get("forms", {}), tally.spans.get("stages", {})
    spans = {**dict.fromkeys(STAGES, Span()), **forms, **stages}
    return {name: span.milliseconds() for name, span in spans.items()}


def _latency(tally: Tally) -> dict[str, Any]:
    spans = tally.spans.get("stages", {})
    return {
        name: {
            **spans.get(name, Span()).milliseconds(),
            **({"up_to_seconds": dict(tally.of(table))} if table else {}),
        }
        for name, table in ((REWRITING, "rewrite"), (FIRST_BYTE, "first"), (EXCHANGE, ""))
    }


def _worker(entry: Entry, alive: Callable[[int], bool]) -> dict[str, Any]:
    return {
        "pid": entry.worker.pid,
        "begun": entry.worker.begun,
        "seen": entry.seen,
        "alive": not entry.ended and alive(entry.worker.pid),
        "requests": entry.tally.exchanges,
    }
