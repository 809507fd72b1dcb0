"""`GET /metrics`: what all workers have counted since the gateway started, for Prometheus.

A registry is made of a `View` at each scrape, so workers need no shared files of another library,
and every number is the one that `/stats` shows. What may go down again (net money) is a gauge.
Labels are words of ours; a client cannot make a new one.

Imported when somebody asks: the library takes longer to load than the gateway has to spend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector, CollectorRegistry

from weft.observe.counted import BEYOND, FIRST_BOUNDS, FIRST_BYTE, REWRITE_BOUNDS, REWRITING
from weft.observe.figures import dollars, status_class
from weft.observe.stats import requests_by, tokens
from weft.observe.tally import Span
from weft.policy.words import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from prometheus_client.metrics_core import Metric

    from weft.observe.tally import Tally
    from weft.observe.view import View

_MICRO = 1e6

# Metric, what it counts, table, label. Rows become values of the label.
_TABLES = (
    ("weft_texts", "Texts of requests", "texts", "what"),
    ("weft_decisions", "New texts, by what was decided and why", "reasons", "reason"),
    ("weft_forms", "Texts shortened, by form", "forms", "form"),
    ("weft_form_tokens_saved", "Tokens not sent, by form", "forms_saved", "form"),
    ("weft_failures", "Exchanges in which rewriting failed", "failures", "reason"),
    ("weft_usage_tokens", "Tokens as billed, hidden turns included", "usage", "kind"),
    ("weft_hidden_tokens", "Tokens of hidden turns as billed", "hidden", "kind"),
    ("weft_recall", "Hidden turns, and originals that were asked for", "recall", "what"),
    ("weft_model_exchanges", "Exchanges, by family of models", "models", "model"),
    ("weft_model_tokens_saved", "Tokens not sent, by family of models", "models_saved", "model"),
    ("weft_observe_failures", "Numbers written late, or not counted", "observe", "what"),
)


def exposition(view: View, accept: str) -> tuple[bytes, str]:
    """The text of a scrape and its media type."""
    registry = CollectorRegistry()
    registry.register(_Collected(view))
    encode, media_type = choose_encoder(accept)
    return encode(registry), media_type


class _Collected(Collector):
    """A view as metrics."""

    def __init__(self, view: View) -> None:
        self._view = view

    def collect(self) -> Iterator[Metric]:
        tally = self._view.run
        yield InfoMetricFamily("weft", "This gateway", {"version": self._view.started.version})
        yield GaugeMetricFamily("weft_uptime_seconds", "Since the start", self._view.uptime)
        yield GaugeMetricFamily(
            "weft_workers",
            "Workers that have not ended as told",
            sum(not entry.ended for entry in self._view.entries),
        )
        yield _requests(tally)
        yield _counter(
            "weft_exchanges", "Exchanges, by what happened in them", "what", tally.of("exchanges")
        )
        for name, text, table, label in _TABLES:
            yield _counter(name, text, label, {**_zeros(table), **tally.of(table)})
        yield from _tokens(tally)
        yield from _bytes(tally)
        yield from _money(tally)
        yield _histogram(
            "weft_rewrite_seconds", "Rewriting a request", tally, "rewrite", REWRITE_BOUNDS
        )
        yield _histogram(
            "weft_first_byte_seconds", "Until an answer began", tally, "first", FIRST_BOUNDS
        )


def _zeros(table: str) -> dict[str, int]:
    """What is there from the start, so that the first one is seen as a change."""
    return dict.fromkeys(map(str, Reason), 0) if table == "reasons" else {}


def _requests(tally: Tally) -> Metric:
    labels = ("dialect", "operation", "mode", "auth", "status")
    summed: dict[tuple[str, ...], int] = {}
    for (*key, status), number in requests_by(tally, range(len(labels))).items():
        whole = (*key, status_class(int(status)))
        summed[whole] = summed.get(whole, 0) + number
    family = CounterMetricFamily("weft_requests", "Exchanges that were looked at", labels=labels)
    for key_of, number in summed.items():
        family.add_metric(key_of, number)
    return family


def _counter(name: str, text: str, label: str, numbers: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, text, labels=[label])
    for row, number in numbers.items():
        family.add_metric([row], number)
    return family


def _tokens(tally: Tally) -> Iterator[Metric]:
    told = tokens(tally)
    yield _counter(
        "weft_tokens_saved",
        "Tokens that requests did not send",
        "texts",
        {"new": told["new_saved"], "replayed": told["replayed_saved"]},
    )
    yield _counter(
        "weft_new_tokens",
        "Tokens of new texts, before and after",
        "side",
        {"before": told["before"], "after": told["after"]},
    )
    yield CounterMetricFamily(
        "weft_tokens_unbilled",
        "Of the tokens not sent, those of exchanges that cost nothing",
        told["unbilled"],
    )
    yield CounterMetricFamily(
        "weft_tokens_would_save", "Tokens that were only observed", told["would_save"]
    )


def _bytes(tally: Tally) -> Iterator[Metric]:
    numbers = tally.of("bytes")
    for name, text in (
        ("added", "Bytes by which requests grew"),
        ("removed", "Bytes by which requests shrank"),
    ):
        yield CounterMetricFamily(f"weft_request_bytes_{name}", text, numbers.get(name, 0))
    yield _counter(
        "weft_request_bytes",
        "Bytes of bodies, before and after",
        "side",
        {side: numbers.get(side, 0) for side in ("before", "after")},
    )


def _money(tally: Tally) -> Iterator[Metric]:
    spent, unshortened = tally.number("money", "spent"), tally.number("money", "unshortened")
    yield CounterMetricFamily("weft_spent_dollars", "As billed", dollars(spent))
    yield GaugeMetricFamily(
        "weft_saved_dollars", "Net, and may be negative", dollars(unshortened - spent)
    )
    by_model = GaugeMetricFamily(
        "weft_model_saved_dollars", "Net, by family of models", labels=["model"]
    )
    for model, saved in tally.of("models_money").items():
        by_model.add_metric([model], dollars(saved))
    yield by_model
    yield _counter(
        "weft_prices",
        "Exchanges, by whether there was a price for them",
        "known",
        {"yes": tally.number("money", "priced"), "no": tally.number("money", "unpriced")},
    )


def _histogram(
    name: str, text: str, tally: Tally, table: str, bounds: Iterable[float]
) -> HistogramMetricFamily:
    counted = tally.of(table)
    # Another version's bounds may be among those that were counted.
    known = {repr(bound) for bound in bounds} | (counted.keys() - {BEYOND})
    buckets, sum_ = [], 0
    for bound in sorted(known, key=float):
        sum_ += counted.get(bound, 0)
        buckets.append((bound, float(sum_)))
    buckets.append((BEYOND, float(sum_ + counted.get(BEYOND, 0))))
    stage = {"rewrite": REWRITING, "first": FIRST_BYTE}[table]
    span = tally.spans.get("stages", {}).get(stage, Span())
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=span.total / _MICRO)
