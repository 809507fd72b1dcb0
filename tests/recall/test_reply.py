"""What a model is told that calls the retrieval tool, however it writes its arguments."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.recall.reply import Reply, reply
from weft.recall.store import from_url

LINES = "".join(f"line {n} {'ERROR' if n % 40 == 0 else 'ok'}\n" for n in range(1, 201))
ROWS = json.dumps([{"id": n, "status": 500 if n % 10 == 0 else 200} for n in range(1, 31)])
STORE = from_url("memory:")
LOG, TABLE = STORE.put("acme", LINES).hash, STORE.put("acme", ROWS).hash


def asked(hash_: str = LOG, **arguments: Any) -> Reply:
    return reply(STORE, "acme", json.dumps({"hash": hash_, **arguments}))


def test_the_hash_alone_gives_all_of_it_and_nothing_else() -> None:
    assert asked() == Reply(LINES, found=True)


@pytest.mark.parametrize(
    "written",
    [
        f'{{"hash": "<<ccr:{LOG} lines 10-12>>"}}',
        f'{{"hash": "{LOG}", "lines": "10-12"}}',
        f'{{"hash": "{LOG.upper()}", "lines": "10:12"}}',
        f'{{"hash": "ccr:{LOG}", "lines": [10, 12]}}',
        f'{{"hash": "{LOG}", "lines": ["10", "12"]}}',
        f'{{"hash": "{LOG}", "lines": "10, 12"}}',
        f'{{"hash": "{LOG}", "lines": "lines 10-12"}}',
        f'{{"hash": "{LOG}", "lines": {{"start": 10, "end": 12.0}}}}',
        f'{{"marker": "{LOG}", "lines": "L10-L12", "rows": "", "where": null, "why": "I ask"}}',
        f'{{"hash": "{LOG}", "lines": "10-12", "rows": "all", "search": "", "pattern": ""}}',
        json.dumps(f'{{"hash": "{LOG}", "lines": "10-12"}}'),
    ],
    ids=lambda written: str(len(written)),  # the hash is another one in every process
)
def test_ranges_are_understood_however_they_are_written(written: str) -> None:
    given_ = reply(STORE, "acme", written)
    assert given_.found
    assert given_.text.startswith("[lines 10-12 of 200")
    assert "line 10 ok\nline 11 ok\nline 12 ok\n" in given_.text
    assert "line 13 ok" not in given_.text


@pytest.mark.parametrize(
    "where",
    [
        "status>=500",
        ["status>=500"],
        "status=500 and id>0",
        {"status": 500},
        {"status": ">=500"},
        ["status=500", "id>0"],
    ],
)
def test_conditions_are_understood_however_they_are_written(where: Any) -> None:
    given_ = asked(TABLE, where=where)
    assert given_.found
    assert '"id": 10' in given_.text
    assert '"status": 200' not in given_.text


def test_patterns_and_words_are_looked_for() -> None:
    assert "line 40 ERROR" in asked(pattern="error", ignore_case="true").text
    assert "line 39 ok" in asked(pattern="ERROR", context=1).text
    assert asked(query="ERROR line 80").found


def test_nothing_found_is_said() -> None:
    given_ = asked(pattern="FATAL")
    assert not given_.found
    assert given_.text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"lines": "900-950"}, "there are 200 lines"),
        ({"lines": "ten to twelve"}, "write 120-260"),
        ({"lines": "1-2", "rows": "3-4"}, "one thing at a time"),
        ({"rows": "1-2"}, "cannot be answered as it was asked"),
    ],
)
def test_what_is_not_understood_is_helped_with(arguments: dict[str, Any], says: str) -> None:
    given_ = asked(**arguments)
    assert not given_.found
    assert says in given_.text


@pytest.mark.parametrize("written", ["", "{}", "null", "nonsense", '{"hash": 7}', "[1]", "{"])
def test_a_call_without_a_hash_is_told_what_to_give(written: str) -> None:
    assert "24 hex digits" in reply(STORE, "acme", written).text


def test_what_is_not_there_is_not_to_be_asked_for_again() -> None:
    for text in (
        asked("0" * 24).text,
        reply(STORE, "others", json.dumps({"hash": LOG})).text,
    ):
        assert "do not ask for this one again" in text


def test_what_is_no_longer_there_is_to_be_made_again() -> None:
    gone = STORE.keyring.reference("acme", "never stored").hash
    assert "run again what gave it" in asked(gone).text


def test_a_huge_original_is_given_in_parts_and_says_how_to_go_on() -> None:
    huge = STORE.put("acme", "0123456789\n" * 20_000).hash
    given_ = reply(STORE, "acme", json.dumps({"hash": huge}))
    assert given_.found
    assert len(given_.text) < 61_000
    assert "ask for lines 5455-20000" in given_.text
    assert len(reply(STORE, "acme", json.dumps({"hash": huge}), max_chars=1_000).text) < 1_300


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["start", "end", "first", "status"]), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = ["lines", "rows", "chars", "where", "fields", "at", "pattern", "search", "context", "query"]


@given(st.dictionaries(st.sampled_from(NAMES), values, max_size=4), st.sampled_from([LOG, TABLE]))
def test_no_arguments_are_an_error(arguments: dict[str, Any], hash_: str) -> None:
    assert isinstance(asked(hash_, **arguments).text, str)


@given(st.text(max_size=40))
def test_no_text_is_an_error(written: str) -> None:
    assert not reply(STORE, "acme", written).found
