"""Sums that come out the same in whatever order they are made."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from observed import exchange, exchanges

from weft.observe.tally import Span, Tally, from_json, merge


def of(*events: object) -> Tally:
    tally = Tally()
    for event in events:
        tally.add(event)  # type: ignore[arg-type]
    return tally


tallies = st.lists(exchanges, max_size=3).map(lambda events: of(*events))


@given(tallies, tallies)
def test_the_order_of_a_sum_does_not_matter(a: Tally, b: Tally) -> None:
    assert merge(a, b) == merge(b, a)


@given(tallies, tallies, tallies)
def test_nor_what_was_added_first(a: Tally, b: Tally, c: Tally) -> None:
    assert merge(merge(a, b), c) == merge(a, merge(b, c))


@given(st.lists(exchanges, max_size=4), st.integers(0, 4))
def test_nor_who_counted_what(events: list[object], place: int) -> None:
    assert merge(of(*events[:place]), of(*events[place:])) == of(*events)


@given(tallies)
def test_nothing_adds_nothing(a: Tally) -> None:
    assert merge(a, Tally()) == a == merge(Tally(), a)


@given(tallies)
def test_json_and_back(a: Tally) -> None:
    assert from_json(a.json()) == a
    assert from_json(a.json()).json() == a.json()


def test_a_sum_is_a_tally_of_its_own() -> None:
    a = of(exchange())
    before = a.json()
    merge(a, a).add(exchange())
    assert a.json() == before


def test_what_another_version_wrote_is_read() -> None:
    found = from_json(b'{"tables":{"requests":{"a b c d 200":2}},"charts":{"x":1}}')
    assert found.exchanges == 2


def test_what_is_no_tally_is_refused() -> None:
    with pytest.raises(msgspec.MsgspecError):
        from_json(b'{"tables":{"requests":{"a":"many"}}}')


def test_a_span_knows_its_average_and_its_longest() -> None:
    span = Span(2, 3_000, 2_000)
    span.add(Span(1, 6_000, 6_000))
    assert span.milliseconds() == {"average_ms": 3.0, "max_ms": 6.0, "count": 3}
    assert Span().milliseconds() == {"average_ms": 0.0, "max_ms": 0.0, "count": 0}
