"""Differences: always there when values differ, always bounded, always readable."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weft.parity import difference, value

TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=300), max_size=6)


@given(TEXTS, TEXTS)
def test_there_is_a_difference_exactly_when_the_values_differ(one, other):
    assert bool(difference.between(one, other)) == (value.canonical(one) != value.canonical(other))


def test_a_changed_line_is_shown_with_its_neighbours():
    before = [f"line {n}\n" for n in range(1, 30)]
    after = [*before[:14], "line fifteen\n", *before[15:]]
    assert difference.between(before, after).split("\n")[2:] == [
        "@@ -13,7 +13,7 @@",
        r'   "line 12\n",',
        r'   "line 13\n",',
        r'   "line 14\n",',
        r'-  "line 15\n",',
        r'+  "line fifteen\n",',
        r'   "line 16\n",',
        r'   "line 17\n",',
        r'   "line 18\n",',
    ]


def test_what_the_eye_cannot_tell_apart_is_told_apart():
    shown = difference.between("a b\r\n", "a\u00a0b\n")
    assert r'-"a b\r\n"' in shown
    assert r'+"a\u00a0b\n"' in shown


def test_numbers_that_compare_equal_are_different():
    assert difference.between([1, 0.0, True], [1.0, -0.0, 1])


def test_the_order_of_keys_is_no_difference():
    assert difference.between({"a": 1, "b": 2}, {"b": 2, "a": 1}) == ""


def test_a_change_in_a_long_line_shows_its_surroundings_only():
    before = ",".join(f'{{"id":{n}}}' for n in range(2000))
    shown = difference.between(before, before.replace('"id":1000}', '"id":-1}'))
    assert len(shown) < 1500
    assert '+\\"id\\":-1},' in shown


def test_a_flood_of_differences_is_bounded():
    before = [f"{n}" for n in range(50_000)]
    shown = difference.between(before, [f"x{n}" for n in range(50_000)])
    assert shown.count("\n") <= difference.MAX_LINES + 1
    assert "more lines of difference" in shown
    assert f"only the first {difference.MAX_COMPARED} lines" in shown
    assert len(difference.between("x" * 10**6, "y" * 10**6)) < 200 * (difference.MAX_LINES + 4)
