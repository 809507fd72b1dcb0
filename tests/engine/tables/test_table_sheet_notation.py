"""How sheets are written: what is said once, how rows are grouped and divided; all of it back."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine.tables import sheet
from weft.engine.tables.sheet import Sheet


def written(lines, **how) -> list[str]:
    """The lines of a sheet that comes back as it was."""
    given = Sheet(deepcopy(lines), **how)
    text = sheet.write(given)
    assert text is not None
    assert sheet.read(text, given.delimiter) == Sheet(lines, **how)
    return text.split("\n")


def test_rows_that_stand_together_are_grouped_where_they_are():
    rows = [[space, f"pod-{n}", str(n * 7)] for space in ("kube-system", "shop") for n in range(9)]
    assert written([["NAMESPACE", "NAME", "AGE"], *rows])[:4] == [
        "[table: grouped by column 1 NAMESPACE]",
        "NAME,AGE",
        "kube-system (9 rows):",
        "pod-0,0",
    ]


def test_rows_that_are_sorted_are_moved_and_brought_back():
    rows = [[str(1000 - n), ("checkout-service", "cart")[n % 2], str(n % 7)] for n in range(60)]
    assert written([["id", "service", "took"], *rows])[:4] == [
        "[table: grouped by column 2 service; else in falling order of column 1]",
        "id,took",
        "checkout-service (30 rows):",
        "1000,0",
    ]


def test_a_gap_among_sorted_rows_keeps_their_order():
    rows = [[str(n), ("checkout-service", "cart")[n % 2], str(n % 7)] for n in range(60)]
    assert (
        "grouped" not in written([["id", "service", "took"], *rows[:9], "\U000f0000", *rows[9:]])[0]
    )


def test_what_a_column_begins_and_ends_with():
    rows = [[f"https://shop.example/items/{n * 37}", f"user{n}@shop.example"] for n in range(9)]
    assert written([["url", "mail"], *rows])[:3] == [
        (
            '[table: column 1 url begins "https://shop.example/items/"; '
            'column 2 mail ends "@shop.example"]'
        ),
        "url,mail",
        "0,user0",
    ]


def test_a_column_with_spaces_of_its_own_stands_last():
    rows = [[f"job{n}", f"went {'very ' * (n % 3)}well", "queued", "fast"] for n in range(9)]
    rows[1][2:] = ["done", "slow"]
    lines = written([["job", "how", "state", "speed"], *rows])
    assert "column 2 how stands last" in lines[0]
    assert lines[1:3] == ["job state speed how", "job0 queued fast went well"]


CELL = st.one_of(
    st.text('ab ,;"/@.-019\n\\é日', max_size=7),
    st.sampled_from(["", "x (3 rows):", "a/b/", "[table: x]", "column 1", "\ud800", "\0", "a  b"]),
    st.integers(0, 999).map(str),
)


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_any_rows_come_back(data: st.DataObject):
    columns = data.draw(st.integers(1, 5))
    pools = [data.draw(st.lists(CELL, min_size=1, max_size=12)) for _ in range(columns)]
    count = data.draw(st.integers(2, 40))
    rows = [[pool[n * 7 % len(pool)] for pool in pools] for n in range(count)]
    if data.draw(st.booleans()):
        for n, row in enumerate(rows):
            row.insert(0, str(n * 3))
    if data.draw(st.booleans()):
        rows.insert(data.draw(st.integers(1, len(rows))), "a line, that is none")
    given = Sheet(
        deepcopy(rows), data.draw(st.integers(0, 1)), (), data.draw(st.sampled_from(",\t;"))
    )
    if (text := sheet.write(given)) is not None:
        assert sheet.read(text, given.delimiter).lines == rows
