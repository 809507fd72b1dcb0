"""What is counted of an exchange: rows of tables, each with a whole number that is added up.

Pure. This is the list of everything that statistics and metrics can show; a new number is one more
row here. No row is named by a client: models by their families, failures by words of ours, forms
by their own names, statuses by their three digits.

    table            rows                                        what is added
    ---------------  ------------------------------------------  -------------------------------
    requests         dialect operation mode auth status          exchanges
    exchanges        rewritten, replaying, unheard, incomplete   exchanges
    reasons          reason                                      texts that were new
    tokens           before, after, replayed, unbilled,          tokens (see `figures`)
                     would_save
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

from functools import lru_cache
from typing import TYPE_CHECKING

from weft.observe.figures import amount, failures, figures, micros, money, shares, unbilled
from weft.observe.models import family

if TYPE_CHECKING:
    from weft.dialects.hearing.heard import Usage
    from weft.gateway.events import Exchanged
    from weft.observe.figures import Figures

Row = tuple[str, str, int]
REWRITE_BOUNDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
FIRST_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0)
BEYOND = "+Inf"
USAGE = ("fresh", "read", "written", "written_long", "output")
_HIGHEST_STATUS = 999

# The stages of an exchange that are timed, beside the forms.
REWRITING, TEXT, FIRST_BYTE, EXCHANGE = "rewriting", "text", "first_byte", "exchange"
STAGES = (REWRITING, TEXT, FIRST_BYTE, EXCHANGE)


def rows(event: Exchanged) -> list[Row]:
    """Everything that an exchange adds to."""
    told = figures(event)
    found = [
        *_exchange(event, told),
        *_texts(event, told),
        *_answer(event),
        *_money(event, told),
        *_bytes(event),
        *[("failures", word, 1) for word in failures(event)],
    ]
    if looked_at(event):
        found.append(("rewrite", _bound(event.rewrite_seconds, REWRITE_BOUNDS), 1))
    if event.first_byte_seconds > 0:
        found.append(("first", _bound(event.first_byte_seconds, FIRST_BOUNDS), 1))
    return found


def times(event: Exchanged) -> list[tuple[str, str, int]]:
    """What was timed: `stages` or `forms`, the name, microseconds."""
    found = [("stages", EXCHANGE, micros(event.seconds))]
    if looked_at(event):
        found.append(("stages", REWRITING, micros(event.rewrite_seconds)))
    if event.first_byte_seconds > 0:
        found.append(("stages", FIRST_BYTE, micros(event.first_byte_seconds)))
    for block in event.blocks:
        if block.seconds > 0:
            found.append(("stages", TEXT, micros(block.seconds)))
        found += [("forms", form, micros(seconds)) for form, seconds in block.timings.items()]
    return found


def looked_at(event: Exchanged) -> bool:
    """Whether rewriting had anything to do, if only to decide against it."""
    return bool(event.blocks or event.replayed or event.rewrite_seconds > 0)


@lru_cache(maxsize=1024)
def cell(*parts: object) -> str:
    """The name of a row that has several parts."""
    return " ".join(str(part).replace(" ", "_") or "-" for part in parts)


def _exchange(event: Exchanged, told: Figures) -> list[Row]:
    status = event.status if 0 <= event.status <= _HIGHEST_STATUS else 0
    heard = event.heard
    return [
        ("requests", cell(event.dialect, event.operation, event.mode, event.auth, status), 1),
        ("exchanges", "rewritten", int(told.shortened > 0)),
        ("exchanges", "replaying", int(event.replayed > 0)),
        ("exchanges", "unheard", int(heard is None or heard.usage is None)),
        ("exchanges", "incomplete", int(heard is not None and not heard.complete)),
    ]


def _texts(event: Exchanged, told: Figures) -> list[Row]:
    found = [
        ("texts", "new", told.texts),
        ("texts", "shortened", told.shortened),
        ("texts", "replayed", told.replayed),
        ("tokens", "before", told.before),
        ("tokens", "after", told.after),
        ("tokens", "replayed", told.replayed_saved),
        ("tokens", "unbilled", unbilled(event)),
        ("tokens", "would_save", told.would_save),
    ]
    for block in event.blocks:
        found.append(("reasons", str(block.reason), 1))
        for form, saved in shares(block):
            found += [("forms", form, 1), ("forms_saved", form, saved)]
    return found


def _answer(event: Exchanged) -> list[Row]:
    found = [
        ("recall", "turns", len(event.hidden)),
        ("recall", "retrieved", event.retrieved),
        ("recall", "missed", event.missed),
    ]
    if event.heard is not None and event.heard.usage is not None:
        found += _usage("usage", event.heard.usage)
    for usage in event.hidden:
        found += _usage("hidden", usage)
    return found


def _usage(table: str, usage: Usage) -> list[Row]:
    return [(table, name, max(0, amount(getattr(usage, name)))) for name in USAGE]


def _money(event: Exchanged, told: Figures) -> list[Row]:
    model = family(event.model)
    found = [("models", model, 1), ("models_saved", model, told.saved)]
    bill = money(event.worth)
    if bill is None:
        return [*found, ("money", "unpriced", 1)]
    return [
        *found,
        ("models_money", model, bill.saved),
        ("money", "priced", 1),
        ("money", "spent", bill.spent),
        ("money", "unshortened", bill.unshortened),
    ]


def _bytes(event: Exchanged) -> list[Row]:
    grown = event.bytes_after - event.bytes_before
    return [
        ("bytes", "before", event.bytes_before),
        ("bytes", "after", event.bytes_after),
        ("bytes", "added", max(0, grown)),
        ("bytes", "removed", max(0, -grown)),
    ]


def _bound(seconds: float, bounds: tuple[float, ...]) -> str:
    """The bucket: the least bound that is not less, as text."""
    return next((repr(bound) for bound in bounds if seconds <= bound), BEYOND)
