"""Lines cut into cells, and what is left of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weft.engine.lines.cells import HOLE, cells, families, shapes_and_rows


def test_what_a_cell_is() -> None:
    line = 'sshd[24200]: rt=0.012, to 10.0.0.1:50010 at 09:10:11,123 "a quoted text" /usr/lib/x'
    assert cells(line) == [
        "sshd",
        "24200",
        ":",
        "rt",
        "0.012",
        "to",
        "10.0.0.1:50010",
        "at",
        "09:10:11,123",
        '"a quoted text"',
        "/usr/lib/x",
    ]


def test_lines_of_one_shape_are_a_family() -> None:
    shaped, cut = shapes_and_rows("job 1 (done)\nnothing\njob 22 (lost)")
    first, second = families(shaped, cut)
    assert first.places == [0, 2]
    assert first.columns == [("job", "job"), ("1", "22"), ("done", "lost")]
    assert second.columns == [("nothing",)]


PLAIN = st.text(alphabet="ab01 \t\n\r\f\v'()[]{}<>=,;|:/.-_\x1c\x7f", max_size=200)


@given(st.text(alphabet=st.characters(exclude_characters=HOLE), max_size=200) | PLAIN)
def test_shape_and_cells_make_up_the_line(text: str) -> None:
    shaped, cut = shapes_and_rows(text)
    for line, shape, row in zip(text.split("\n"), shaped, cut, strict=True):
        parts = shape.split(HOLE)
        filled = parts[0] + "".join(cell + part for cell, part in zip(row, parts[1:], strict=True))
        assert filled == line
        assert cells(line) == row
