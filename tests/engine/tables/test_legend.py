"""A legend says what rows do not, and is read as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.tables.legend import Legend, LegendError, Said, is_legend, read

TEXT = st.text(st.characters(exclude_characters="\n"), max_size=12)
SAID = st.builds(Said, st.integers(0, 999), TEXT, TEXT)
LEGENDS = st.builds(
    Legend,
    st.just(("psql", "widths 3 -12")),
    st.lists(SAID, max_size=3).map(tuple),
    st.lists(SAID, max_size=3).map(tuple),
    st.sets(st.integers(1, 50)).map(sorted).map(tuple),
)


def test_in_words() -> None:
    legend = Legend(("box",), (Said(3, "state", "TX"),), (Said(0, "", "a, b"),), (1, 2, 3, 9))
    assert legend.written() == (
        '[table: box; every row has column 4 state=TX; an empty cell is column 1="a, b"; '
        "lines 1-3, 9 as is]"
    )


@given(LEGENDS)
def test_read_as_written(legend: Legend) -> None:
    line = legend.written()
    assert is_legend(line)
    assert "\n" not in line
    assert read(line) == legend


@pytest.mark.parametrize("line", ["", "[table]", "[table: box", "a [table: box]"])
def test_no_legend(line: str) -> None:
    with pytest.raises(LegendError):
        read(line)
