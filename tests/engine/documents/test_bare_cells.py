"""Which strings stand bare in a column: the quick look at all of them agrees with one at each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weft.engine.documents.cell import text_cells

CELLS = st.sampled_from(
    [
        *(
            "",
            "a",
            "a b",
            " a",
            "a ",
            "a,b",
            '"',
            "1",
            "-1.5e9",
            "1 a",
            "null",
            "nullable",
            "^",
            "^a",
        ),
        *("- a", "-a", "[", "{x", "a[", "3 lines of text", "3 lines", "4 split lines of text"),
        *("\t", "\x7f", "\x00", "é", "\u2028", "\U000f0000", "a\nb", "true", "false "),
    ]
) | st.text(max_size=5)


@given(st.lists(CELLS, min_size=1, max_size=6))
def test_a_column_is_written_as_each_of_its_cells_alone(cells: list[str]) -> None:
    assert text_cells(cells) == [text_cells([cell, "é"])[0] for cell in cells]
