"""What is counted of an exchange: rows of tables, each with a whole number that is added up.

Pure. This is the list of everything that statistics and metrics can show; a new number is one more
row here. No row is named by a client: models by their families, failures by words of ours, forms
by their own names, statuses by their three digits.

    table            rows                                        what is added
    ---------------  ------------------------------------------  -------------------------------
    requests         dialect operation mode auth status          exchanges
    exchanges        rewritten, replaying, unheard, incomplete   exchanges
    reasons          reason                                      texts that were new
    tokens           before, after, replayed, would_save         tokens (see `figures`)
    texts            new, shortened, replayed                    texts
    forms            form                                        texts shortened by it
    forms_saved      form                                        tokens
    models           family                                      exchanges
    models_saved     family                                      tokens
    models_money     family                                      billionths of a dollar, net
    usage, hidden    fresh, read, written, written_long, output  tokens, as billed
    recall           turns, retrieved, missed                    hidden turns; originals
    money            spent, unshortened, priced, unpriced        billionths; exchanges
    failures         reason                                      exchanges
    bytes            before, after, added, removed               bytes of bodies
    rewrite, first   upper bound in seconds                      exchanges
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.observe.figures import amount, failures, figures, micros, money, shares
from weft.observe.models import family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.dialects.hearing.heard import Usage
    from weft.gateway.events import Exchanged
    from weft.observe.figures import Figures

Row = tuple[str, str, int]
REWRITE_BOUNDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
FIRST_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0)
BEYOND = "+Inf"
_HIGHEST_STATUS = 999

# The stages of an exchange that are timed, beside the forms.
REWRITING, TEXT, FIRST_BYTE, EXCHANGE = "rewriting", "text", "first_byte", "exchange"
STAGES = (REWRITING, TEXT, FIRST_BYTE, EXCHANGE)


def rows(event: Exchanged) -> Iterator[Row]:
    """Everything that an exchange adds to."""
    told = figures(event)
    yield from _exchange(event, told)
    yield from _texts(event, told)
    yield from _answer(event)
    yield from _money(event, told)
    yield from _bytes(event)
    for word in failures(event):
        yield "failures", word, 1
    if looked_at(event):
        yield "rewrite", _bound(event.rewrite_seconds, REWRITE_BOUNDS), 1
    if event.first_byte_seconds > 0:
        yield "first", _bound(event.first_byte_seconds, FIRST_BOUNDS), 1


def times(event: Exchanged) -> Iterator[tuple[str, str, int]]:
    """What was timed: `stages` or `forms`, the name, microseconds."""
    if looked_at(event):
        yield "stages", REWRITING, micros(event.rewrite_seconds)
    if event.first_byte_seconds > 0:
        yield "stages", FIRST_BYTE, micros(event.first_byte_seconds)
    yield "stages", EXCHANGE, micros(event.seconds)
    for block in event.blocks:
        if block.seconds > 0:
            yield "stages", TEXT, micros(block.seconds)
        for form, seconds in block.timings.items():
            yield "forms", form, micros(seconds)


def looked_at(event: Exchanged) -> bool:
    """Whether rewriting had anything to do, if only to decide against it."""
    return bool(event.blocks or event.replayed or event.rewrite_seconds > 0)


def _exchange(event: Exchanged, told: Figures) -> Iterator[Row]:
    status = event.status if 0 <= event.status <= _HIGHEST_STATUS else 0
    yield "requests", cell(event.dialect, event.operation, event.mode, event.auth, status), 1
    if told.shortened:
        yield "exchanges", "rewritten", 1
    if event.replayed:
        yield "exchanges", "replaying", 1
    if event.heard is not None and not event.heard.complete:
        yield "exchanges", "incomplete", 1


def cell(*parts: object) -> str:
    """The name of a row that has several parts."""
    return " ".join(str(part).replace(" ", "_") or "-" for part in parts)


def _texts(event: Exchanged, told: Figures) -> Iterator[Row]:
    yield "texts", "new", told.texts
    yield "texts", "shortened", told.shortened
    yield "texts", "replayed", told.replayed
    yield "tokens", "before", told.before
    yield "tokens", "after", told.after
    yield "tokens", "replayed", told.replayed_saved
    yield "tokens", "would_save", told.would_save
    for block in event.blocks:
        yield "reasons", str(block.reason), 1
        for form, saved in shares(block):
            yield "forms", form, 1
            yield "forms_saved", form, saved


def _answer(event: Exchanged) -> Iterator[Row]:
    if event.heard is None or event.heard.usage is None:
        yield "exchanges", "unheard", 1
    else:
        yield from _usage("usage", event.heard.usage)
    for usage in event.hidden:
        yield from _usage("hidden", usage)
    yield "recall", "turns", len(event.hidden)
    yield "recall", "retrieved", event.retrieved
    yield "recall", "missed", event.missed


def _usage(table: str, usage: Usage) -> Iterator[Row]:
    for name in ("fresh", "read", "written", "written_long", "output"):
        yield table, name, max(0, amount(getattr(usage, name)))


def _money(event: Exchanged, told: Figures) -> Iterator[Row]:
    model = family(event.model)
    yield "models", model, 1
    yield "models_saved", model, told.saved
    found = money(event.worth)
    if found is None:
        yield "money", "unpriced", 1
        return
    yield "money", "priced", 1
    yield "money", "spent", found.spent
    yield "money", "unshortened", found.unshortened
    yield "models_money", model, found.saved


def _bytes(event: Exchanged) -> Iterator[Row]:
    grown = event.bytes_after - event.bytes_before
    yield "bytes", "before", event.bytes_before
    yield "bytes", "after", event.bytes_after
    yield "bytes", "added", max(0, grown)
    yield "bytes", "removed", max(0, -grown)


def _bound(seconds: float, bounds: tuple[float, ...]) -> str:
    """The bucket: the least bound that is not less, as text."""
    return next((repr(bound) for bound in bounds if seconds <= bound), BEYOND)
