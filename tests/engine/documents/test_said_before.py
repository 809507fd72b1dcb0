"""What a document has said already: values above, cells above, and ways of lone members."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine import verify
from weft.engine.forms.json_sheet import JsonSheet
from weft.engine.model import Exactness
from weft.engine.tokens import count

SHEET = JsonSheet()
LABELS = {"app.kubernetes.io/name": "cart", "app.kubernetes.io/part-of": "shop", "tier": "back"}


def folded(document: object) -> str:
    """What a document becomes; that it comes back is checked."""
    text = json.dumps(document)
    written = SHEET.fold(text)
    assert written is not None
    verify.same(text, SHEET.unfold(written), Exactness.JSON)
    return written


def test_a_value_that_stands_above_is_named() -> None:
    document = {"spec": {"labels": LABELS, "template": {"labels": copy.deepcopy(LABELS)}}}
    assert folded(document).endswith("tier: back\n template:\n  labels: same as spec.labels")


def test_a_table_and_a_long_text_are_named_too() -> None:
    rows = [{"id": n, "name": f"row {n}"} for n in range(20)]
    steps = ["x", {"run": "make it all " * 9}, {"run": "make it all " * 9, "in": "a"}, {"b": [[]]}]
    written = folded({"a b": rows, "b.c": {"rows": rows}, "steps": steps})
    assert "b.c:\n rows: same as a b\n" in written
    assert "  run: same as steps[1].run\n" in written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": "x" * 80}, {"a": True, "b": "x" * 80}),
        ({"a": 1, "b": "x" * 80}, {"a": 1.0, "b": "x" * 80}),
        ({"a": 1, "b": "x" * 80}, {"b": "x" * 80, "a": 1}),
        ({"a": "1", "b": "x" * 80}, {"a": 1, "b": "x" * 80}),
    ],
)
def test_nearly_equal_is_not_the_same(one: object, other: object) -> None:
    lines = folded({"one": one, "other": {"deep": other}}).split("\n")
    assert not any("same as one" in line and "one.b" not in line for line in lines)


def test_a_text_that_reads_like_a_name_is_quoted() -> None:
    assert folded({"a": "same as b"}).endswith('a: "same as b"')


def test_lone_members_stand_on_one_line() -> None:
    term = {"term": {"user": "kim"}}
    document = {
        "settings": {"index": {"analysis": {"filter": {"english": {"type": "stemmer"}}}}},
        "aliases": {"logs": {"filter": term}},
        "a.b": {"c": {"d.e": {"f": 1}}},
    }
    assert folded(document) == (
        "[JSON as lines and tables; a.b is b in a]\n"
        "settings.index.analysis.filter.english.type: stemmer\n"
        "aliases.logs.filter.term.user: kim\n"
        '"a.b".c."d.e".f:1'
    )


def test_cells_that_repeat_the_cell_above() -> None:
    rows = [{"id": n, "at": f"2026-05-06T10:{n // 4:02}:00Z", "s": "^"} for n in range(16)]
    rows[3]["s"] = "up"
    lines = folded(rows).split("\n")
    assert lines[0].startswith("[JSON as lines and tables; ^ is the cell above")
    assert lines[2:7] == [
        '0,2026-05-06T10:00:00Z,"^"',
        '1,^,"^"',
        '2,^,"^"',
        "3,^,up",
        '4,2026-05-06T10:01:00Z,"^"',
    ]


def test_a_long_run_says_its_value_again() -> None:
    rows = [{"id": n, "host": f"ip-10-0-{n // 40}-17.internal"} for n in range(80)]
    lines = folded(rows).split("\n")[2:]
    said = [place for place, line in enumerate(lines) if "internal" in line]
    assert max(after - place for place, after in pairwise(said)) == 9


def test_rows_around_a_gap_are_written_out() -> None:
    rows: list[Any] = [{"id": n, "at": f"2026-05-06T10:0{n // 9}:00Z"} for n in range(36)]
    rows.insert(20, "\U000f0000")
    assert "^" not in folded(rows)


def test_each_is_shorter_where_it_is_used() -> None:
    rows = [{"id": n, "at": f"2026-05-06T10:{n // 4:02}:00Z"} for n in range(40)]
    plain = "40 rows of id,at\n" + "\n".join(f"{row['id']},{row['at']}" for row in rows)
    assert count(folded(rows)) < count("[JSON as lines and tables]\n" + plain)


KEYS = st.sampled_from(["a", "a.b", "same as a", "^", "[0]", '"', "- x", "a: b", "é", "", "(key)"])
LEAVES = st.sampled_from(
    [None, True, 1, 1.0, "^", "same as a", "same as a.b", "x" * 90, "y, z " * 30, "1", "", "\n" * 9]
)
SHARED = st.recursive(
    LEAVES,
    lambda inner: (
        st.dictionaries(KEYS, inner, min_size=1, max_size=4) | st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def repetitive(draw: st.DrawFn) -> Any:
    """A document in which some values come again and again."""
    parts = draw(st.lists(SHARED, min_size=1, max_size=3))
    placed = st.recursive(
        st.sampled_from(parts),
        lambda inner: (
            st.dictionaries(KEYS, inner, min_size=1, max_size=3)
            | st.lists(inner, max_size=3)
            | st.lists(st.fixed_dictionaries({"k": inner, "^": LEAVES}), min_size=2, max_size=12)
        ),
        max_leaves=15,
    )
    return draw(st.dictionaries(KEYS, placed, min_size=1, max_size=4))


@settings(max_examples=150, deadline=None)
@given(repetitive())
def test_any_repetitive_document_comes_back(document: Any) -> None:
    text = json.dumps(document, ensure_ascii=False)
    written = SHEET.fold(text)
    if written is not None:
        verify.same(text, SHEET.unfold(written), Exactness.JSON)


RUNS = st.lists(
    st.tuples(st.sampled_from(["2026-05-06T10:00:00Z", "^", "ip-10-0-0-17.internal", ""]), LEAVES),
    min_size=2,
    max_size=60,
)


@settings(max_examples=100, deadline=None)
@given(RUNS, st.lists(st.integers(1, 12), min_size=1, max_size=4))
def test_any_runs_come_back(cells: list[tuple[str, Any]], lengths: list[int]) -> None:
    rows = [
        {"id": n, "at": at, "v": value}
        for n, (at, value) in enumerate(cells)
        for _ in range(lengths[n % len(lengths)])
    ]
    text = json.dumps(rows)
    written = SHEET.fold(text)
    if written is not None:
        verify.same(text, SHEET.unfold(written), Exactness.JSON)
