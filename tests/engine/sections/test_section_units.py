"""Units are the whole text, in order, whatever its levels are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weft.engine.sections.levels import BLANK, COMMENT
from weft.engine.sections.units import LARGE, SMALL, units


@given(st.lists(st.sampled_from([BLANK, COMMENT, *range(12)]), max_size=300))
def test_units_are_the_whole(levels: list[int]) -> None:
    found = units(levels)
    assert [line for unit in found for line in range(unit.first, unit.last)] == list(
        range(len(levels))
    )
    assert all(unit.parent < number for number, unit in enumerate(found))


def test_a_small_subtree_is_a_unit() -> None:
    assert len(units([0, 2, 2, 4])) == 1


def test_the_first_line_of_a_large_one_holds_it() -> None:
    first, *rest = units([0] + [2] * SMALL)
    assert first.holds
    assert [unit.parent for unit in rest] == [0] * SMALL


def test_many_large_siblings_are_units() -> None:
    found = units(([0] + [2] * SMALL) * 12)
    assert [unit.last - unit.first for unit in found] == [SMALL + 1] * 12
    assert LARGE > SMALL
