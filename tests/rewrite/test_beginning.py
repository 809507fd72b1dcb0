"""Digests say of no byte that it is there if it is not, and every byte is read once."""

from __future__ import annotations

from hashlib import sha256
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from weft.rewrite.beginning import APART, CHANGED, Prefixes, agreeing, upto

BODIES = st.binary(max_size=400)
LENGTHS = st.lists(st.integers(1, 40), min_size=1, max_size=30)


@given(BODIES, st.lists(st.integers(0, 400), max_size=20))
def test_a_digest_is_that_of_the_bytes_in_whatever_order_one_asks(
    body: bytes, ends: list[int]
) -> None:
    prefixes = Prefixes(body)
    for asked in ends:
        end = min(asked, len(body))
        assert prefixes.digest(end) == sha256(body[:end]).digest()


@given(LENGTHS, st.integers(0, 1200), st.integers(1, 255))
def test_a_byte_that_differs_ends_what_holds(lengths: list[int], at: int, other: int) -> None:
    ends = list(accumulate(lengths))
    body = bytes(range(256)) * 5
    changed = bytearray(body)
    changed[at] ^= other
    held = agreeing(upto(ends, Prefixes(body)), Prefixes(bytes(changed)))
    assert held == 0 or ends[held - 1] <= at
    alike = sum(end <= at for end in ends)  # the items that really hold
    if alike == len(ends) or alike >= max(1, len(ends) - CHANGED):
        assert held == alike


@given(LENGTHS, st.integers(0, 1200))
def test_a_body_that_ends_earlier_holds_no_more_than_it_has(lengths: list[int], cut: int) -> None:
    ends = list(accumulate(lengths))
    body = bytes(range(256)) * 5
    held = agreeing(upto(ends, Prefixes(body)), Prefixes(body[:cut]))
    assert held == 0 or ends[held - 1] <= cut


def test_a_long_conversation_is_told_by_few_digests() -> None:
    body, ends = bytes(1_000_000), list(range(1_000, 1_000_001, 1_000))
    found = upto(ends, Prefixes(body))
    assert found[0].items == 1
    assert [each.items for each in found[-CHANGED - 1 :]] == list(range(1000 - CHANGED, 1001))
    assert len(found) < len(body) / APART + CHANGED + 2
    begun = [each.end for each in found]
    assert max(b - a for a, b in pairwise(begun)) < APART + 1_000


def test_a_conversation_that_goes_on_is_told_as_if_read_anew() -> None:
    body, ends = bytes(range(250)) * 2_000, list(range(5_000, 500_001, 5_000))
    prefixes = Prefixes(body)
    assert agreeing(upto(ends[:-2], Prefixes(body)), prefixes) == len(ends) - 2
    assert upto(ends, prefixes) == upto(ends, Prefixes(body))
