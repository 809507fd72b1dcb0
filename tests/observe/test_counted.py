"""What an exchange adds to, and that nobody outside can add a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from observed import FORMS, block, exchange, exchanges

from weft.dialects.hearing.heard import Heard, Usage
from weft.observe.counted import rows, times
from weft.observe.figures import (
    MOST,
    failures,
    figures,
    money,
    shares,
    status_class,
    unbilled,
)
from weft.observe.models import LABELS, family
from weft.policy.money import Worth
from weft.policy.words import Reason

if TYPE_CHECKING:
    from weft.gateway.events import Exchanged

_OURS = re.compile(r"[a-z0-9_ .+-]+", re.IGNORECASE)


@given(exchanges)
def test_no_row_is_named_from_outside(event: Exchanged) -> None:
    for table, row, number in rows(event):
        assert isinstance(number, int)
        assert abs(number) <= 4 * MOST
        assert _OURS.fullmatch(row), (table, row)
        if table.startswith("models"):
            assert row in LABELS
        if table == "failures":
            assert row in {*map(str, Reason), "other"}
        if table == "requests":
            assert 0 <= int(row.split(" ")[4]) <= 999


@given(exchanges)
def test_times_are_whole_microseconds(event: Exchanged) -> None:
    for group, name, number in times(event):
        assert number >= 0
        assert name in (
            FORMS if group == "forms" else ("rewriting", "first_byte", "exchange", "text")
        )


def test_a_provider_may_say_anything() -> None:
    absurd = Heard(usage=Usage(10**40, -5, 1, 0, 3))
    told = {(table, row): number for table, row, number in rows(exchange(heard=absurd))}
    assert told["usage", "fresh"] == MOST
    assert told["usage", "read"] == 0


def test_forms_share_what_a_text_saved_to_the_last_token() -> None:
    assert list(shares(block(before=900, after=399))) == [("repeated_lines", 251), ("outline", 250)]
    assert list(shares(block(Reason.OBSERVED))) == []


def test_what_was_observed_was_not_saved() -> None:
    told = figures(exchange(blocks=(block(Reason.OBSERVED, 900, 400),), replayed_saved=0))
    assert (told.before, told.after, told.saved, told.would_save) == (900, 900, 0, 500)


def test_what_is_not_billed_is_told_apart() -> None:
    assert unbilled(exchange()) == 0
    for change in ({"operation": "count"}, {"status": 429}, {"status": 0}):
        event = exchange(**change)
        assert unbilled(event) == event.saved == 1_700


def test_money_is_whole_billionths_and_may_be_lost() -> None:
    found = money(Worth(spent=2.0004, unshortened=1.0))
    assert found is not None
    assert (found.spent, found.unshortened, found.saved) == (2_000, 1_000, -1_000)
    assert money(None) is None
    assert money(Worth(float("nan"), 1.0)) is None


def test_a_failure_is_told_once_and_by_a_word_of_ours() -> None:
    event = exchange(
        blocks=(block(Reason.OVER_TIME, 9, 9), block(Reason.OVER_TIME, 9, 9)),
        failures=("over_time: 3 s", "engine_failed", "http://user:secret@host/ is gone"),
    )
    assert failures(event) == ("engine_failed", "other", "over_time")


def test_statuses_have_classes() -> None:
    assert [status_class(each) for each in (200, 404, 529, 0, 799, 101)] == [
        "2xx",
        "4xx",
        "5xx",
        "none",
        "other",
        "1xx",
    ]


def test_models_are_counted_by_family() -> None:
    named = {
        "claude-opus-4-1-20250805": "claude-opus",
        "us.anthropic.claude-3-5-haiku-20241022-v1:0": "claude-haiku",
        "claude-3-7-sonnet@20250219": "claude-sonnet",
        "openai/gpt-4o-mini": "gpt-4o-mini",
        "gpt-4o-2024-08-06": "gpt-4o",
        "gpt-5-codex": "codex",
        "gpt-5-nano": "gpt-5-mini",
        "o3-mini": "o3",
        "models/gemini-2.5-flash-lite": "gemini-flash-lite",
        "my-own-model": "other",
        "": "other",
        "x" * 10**6: "other",
    }
    assert {model: family(model) for model in named} == named
