"""What an exchange cost, and what it would have cost: worked examples of each kind of answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.hearing.heard import Usage
from weft.policy.gain import CALL
from weft.policy.money import Worth, cost, worth
from weft.policy.prices import Prices

SONNET = Prices(3.0, 0.3, 3.75, 6.0, 15.0)
COUNTS = st.integers(0, 10**6)


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    written = draw(COUNTS)
    long = draw(st.integers(0, written))
    return Usage(draw(COUNTS), draw(COUNTS), written, long, draw(COUNTS))


def test_a_bill() -> None:
    usage = Usage(fresh=10, read=1_000, written=200, written_long=100, output=50)
    assert cost(usage, SONNET) == 10 * 3 + 1_000 * 0.3 + 100 * 3.75 + 100 * 6 + 50 * 15


def test_nothing_saved_is_worth_nothing() -> None:
    found = worth(Usage(fresh=10, output=5), (), SONNET, new=0, replayed=0)
    assert found == Worth(105.0, 105.0)
    assert found.saved == 0


@pytest.mark.parametrize(
    ("usage", "new", "replayed", "saved"),
    [
        # Written to the cache, as new material of a marked request is.
        (Usage(read=9_000, written=1_000), 500, 0, 500 * 3.75),
        (Usage(read=9_000, written=1_000, written_long=1_000), 500, 0, 500 * 6.0),
        # Nothing is cached at all.
        (Usage(fresh=1_000), 500, 700, 1_200 * 3.0),
        # Automatic caching that bills no writes.
        (Usage(fresh=1_000, read=9_000), 500, 0, 500 * 3.0),
        # Replayed, and read from the cache.
        (Usage(read=9_000, written=1_000), 0, 700, 700 * 0.3),
        # The cache was gone: all of it was written anew.
        (Usage(written=10_000), 0, 700, 700 * 3.75),
        # Only a quarter (the system prompt) was still there.
        (Usage(read=2_500, written=7_500), 0, 1_000, 1_000 * (0.25 * 0.3 + 0.75 * 3.75)),
    ],
)
def test_saved_tokens_cost_what_their_neighbours_did(
    usage: Usage, new: int, replayed: int, saved: float
) -> None:
    found = worth(usage, (), SONNET, new=new, replayed=replayed)
    assert found is not None
    assert found.saved == pytest.approx(saved)


def test_a_hidden_turn_is_our_cost_alone() -> None:
    first = Usage(read=9_000, written=1_000, output=CALL)
    hidden = Usage(read=10_000, written=500, output=300)
    found = worth(first + hidden, (hidden,), SONNET, new=0, replayed=0)
    assert found is not None
    assert found.spent == pytest.approx(cost(first, SONNET) + cost(hidden, SONNET))
    assert found.saved == pytest.approx(-(10_000 * 0.3 + 500 * 3.75 + CALL * 15))


def test_what_is_not_known_is_not_told() -> None:
    assert worth(None, (), SONNET, new=1, replayed=1) is None
    assert worth(Usage(), (), None, new=1, replayed=1) is None


@given(usages(), st.lists(usages(), max_size=3), COUNTS, COUNTS)
def test_a_bill_never_shrinks_by_saving_more(
    first: Usage, hidden: list[Usage], new: int, replayed: int
) -> None:
    total = first
    for turn in hidden:
        total += turn
    found = worth(total, hidden, SONNET, new=new, replayed=replayed)
    less = worth(total, hidden, SONNET, new=new // 2, replayed=replayed // 2)
    assert found is not None
    assert less is not None
    assert found.spent == less.spent
    assert found.unshortened >= less.unshortened


@given(usages(), st.lists(usages(), max_size=3))
def test_hidden_turns_alone_only_cost(first: Usage, hidden: list[Usage]) -> None:
    total = first
    for turn in hidden:
        total += turn
    found = worth(total, hidden, SONNET, new=0, replayed=0)
    assert found is not None
    assert found.saved <= 1e-6 * max(1.0, found.spent)
