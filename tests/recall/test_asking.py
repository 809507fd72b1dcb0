"""Questions as programs write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.recall.asking import asked, most
from weft.recall.query import (
    Condition,
    Lines,
    Operator,
    Pattern,
    QueryError,
    Question,
    Rows,
    Search,
    Select,
    Whole,
)

HASH = "0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("arguments", "question"),
    [
        ({}, Whole()),
        ({"lines": "3-9"}, Lines(3, 9)),
        ({"lines": 3}, Lines(3, 3)),
        ({"query": "disk full"}, Search("disk full")),
        ({"search": "disk full", "query": "other"}, Search("disk full")),
        ({"query": None, "lines": "", "where": []}, Whole()),
        ({"pattern": "ERR", "ignore_case": True, "context": 2}, Pattern("ERR", True, 2, 2)),
        ({"pattern": "ERR", "ignore_case": "yes", "context": "2"}, Pattern("ERR", True, 2, 2)),
        ({"rows": "2-3", "fields": ["a", "b"]}, Select(2, 3, fields=("a", "b"))),
        ({"rows": "2-3", "fields": "a,b"}, Select(2, 3, fields=("a", "b"))),
        (
            {"where": "status>=500"},
            Select(where=(Condition("status", Operator.AT_LEAST, "500"),)),
        ),
        (
            {"where": ["a", "!b"]},
            Select(
                where=(Condition("a", Operator.PRESENT), Condition("b", Operator.ABSENT)),
            ),
        ),
        ({"something": "else"}, Whole()),
    ],
)
def test_a_question_is_read(arguments: dict[str, object], question: Question) -> None:
    assert asked({"hash": HASH, **arguments}) == (HASH, question)


@pytest.mark.parametrize(
    ("written", "question"),
    [
        (HASH, Whole()),
        (f" ccr:{HASH} ", Whole()),
        (f"<<ccr:{HASH}>>", Whole()),
        (f"<<ccr:{HASH} 4 lines, lines 3-6>>", Lines(3, 6)),
        (f"<<ccr:{HASH} rows 2-9 of items>>", Rows(2, 9, "items")),
    ],
)
def test_the_name_may_be_the_whole_marker(written: str, question: Question) -> None:
    assert asked({"hash": written}) == (HASH, question)


def test_what_a_marker_says_has_to_be_understood_only_where_nothing_else_is_asked() -> None:
    written = f"<<ccr:{HASH} something of another grammar>>"
    assert asked({"hash": written, "lines": "1-2"}) == (HASH, Lines(1, 2))
    with pytest.raises(QueryError, match="is not understood"):
        asked({"hash": written})


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"hash": ""},
        {"hash": "xyz"},
        {"hash": 7},
        {"hash": HASH.upper()},
        {"hash": HASH, "lines": "many"},
        {"hash": HASH, "lines": 1.5},
        {"hash": HASH, "lines": True},
        {"hash": HASH, "lines": {}},
        {"hash": HASH, "lines": "1-2", "search": "x"},
        {"hash": HASH, "where": [1, ["a"]]},
        {"hash": HASH, "ignore_case": "perhaps"},
        {"hash": HASH, "pattern": "x", "context": -1},
        {"hash": HASH, "pattern": "x", "context": 10_000},
        {"hash": HASH, "search": "\ud800"},
    ],
)
def test_what_cannot_be_read_is_said(arguments: dict[str, object]) -> None:
    with pytest.raises(QueryError):
        asked(arguments)


def test_how_much_is_a_number() -> None:
    assert most({}, 7) == 7
    assert most({"max_chars": "12"}, 7) == 12
    assert most({"max_chars": 10**9}, 7) == 10**9
    with pytest.raises(QueryError):
        most({"max_chars": "all"}, 7)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
KEYS = st.sampled_from(
    ["hash", "lines", "chars", "rows", "at", "where", "fields", "pattern", "ignore_case", "context",
     "search", "query", "max_chars"]
)  # fmt: skip


@given(st.dictionaries(KEYS, VALUES))
def test_any_arguments_are_a_question_or_an_error(arguments: dict[str, object]) -> None:
    for given_ in (arguments, {**arguments, "hash": HASH}):
        try:
            name, _ = asked(given_)
        except QueryError:
            continue
        assert len(name) == 24
