"""Search words find the passages in which they weigh most, and say so where they find none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.recall.query import Chars, Lines, Plain, QueryError, Rows, Search, ask
from weft.recall.query.passages import OVERLAP, passages

LOG = "".join(f"INFO request {n} served in {n % 7} ms\n" for n in range(1, 601))
FAILED = LOG.replace("INFO request 307 served", "WARN ConnectTimeout, request 307 not served")


def find(text, words, limit=8, **more):
    return ask(Plain(text), Search(words, limit), **more)


def test_a_rare_word_outweighs_common_ones():
    answer = find(FAILED, "INFO request served timeout", limit=1)
    assert "ConnectTimeout" in answer.text
    assert answer.part == (
        "lines 301-312, best for INFO request served timeout"
        " (INFO, request, served nearly everywhere); the text has 600 lines"
    )
    assert answer.remains == "49 more passages hold some of the words: add words, or ask for lines"


def test_words_are_divided_by_case_and_underscores_and_may_be_plural():
    for words in ("timeout", "timeouts", "connect TIMEOUT", "ConnectTimeout"):
        assert "ConnectTimeout" in find(FAILED, words, limit=1).text
    code = "def read_timeout(): ...\n" + "pass\n" * 40 + "# timeoutless\n" + "pass\n" * 40
    assert find(code, "timeout").parts[0] == Lines(1, 12)


def test_rows_are_passages_and_keys_do_not_count():
    rows = [{"id": n, "status": "ok", "error": None} for n in range(50)]
    rows[30]["status"] = "error in the pool"
    answer = find(json.dumps(rows), "error")
    assert answer.parts == (Rows(31, 31),)
    assert answer.text == json.dumps(rows[30])
    assert answer.matches == 1


def test_nothing_found_is_said_with_what_there_is_to_ask():
    answer = find(FAILED, "refusde requst")
    assert (answer.text, answer.matches) == ("", 0)
    assert answer.render() == (
        "[nothing in this text holds refusde or requst]\n"
        "near requst: request\n"
        "600 lines, 19112 chars\n"
        "it begins:\n"
        "  INFO request 1 served in 1 ms\n"
        "  INFO request 2 served in 2 ms\n"
        "  INFO request 3 served in 3 ms\n"
        "  INFO request 4 served in 4 ms\n"
        "  INFO request 5 served in 5 ms\n"
        "[ask for other words, a pattern, or lines 1-600]\n"
    )


def test_the_fallback_names_fields_and_arrays():
    text = json.dumps({"items": [{"id": n, "state": "ok"} for n in range(5)], "ids": [1, 2]})
    answer = find(text, "state")
    assert answer.advice.startswith(
        "state stands only in keys: ask for rows with a condition on it\n"
        f"1 line, {len(text)} chars\n"
        "5 rows of items (JSON array); fields: id, state\n"
        "arrays: items (5), ids (2)\n"
    )
    assert "as a pattern" in find("concatenate", "cat").advice
    assert find("", "cat").remains.endswith("another text")


def test_a_word_that_stands_nowhere_is_named():
    answer = find(FAILED, "timeout blub")
    assert "best for timeout; nowhere: blub;" in answer.part


def test_signs_are_no_words():
    with pytest.raises(QueryError, match="use a pattern for signs"):
        find("a", "?!")
    with pytest.raises(QueryError):
        find("a", "a", limit=0)


def test_words_of_any_script_are_found():
    text = "".join(f"第{n}行 一切正常\n" for n in range(200)) + "连接超时了\n" + "Größe 5\n"
    assert "连接超时了" in find(text, "超时", limit=1).text
    assert "Größe" in find(text, "GRÖßE", limit=1).text


def test_a_full_answer_is_bounded():
    answer = find(LOG, "request", max_chars=500)
    assert len(answer.text) <= 500
    assert "more passages hold" in answer.remains
    answer = find("x" * 900 + " needle " + "x" * 90, "needle", max_chars=100)
    assert len(answer.text) == 100
    assert answer.remains == "cut: ask for chars 101-998"


@given(st.text(st.sampled_from("ab \n\r\x00\ud800"), max_size=300), st.text(max_size=10))
def test_passages_are_the_exact_parts_they_name(text, words):
    original = Plain(text)
    for passage in passages(text):
        part, body = passage.part, text[passage.start : passage.end]
        if isinstance(part, Lines):
            assert body == original.lines(part.first, part.last)
        elif isinstance(part, Chars):
            assert body == original.chars(part.first, part.last)
    try:
        find(text, words)
    except QueryError as error:
        assert "no words" in str(error)  # noqa: PT017  # most words are words


@given(st.lists(st.integers(0, 6000), max_size=6))
def test_passages_cover_a_text_whatever_its_lines(lengths):
    text = "".join("x" * length + "\n" for length in lengths)
    end = 0
    for passage in passages(text):
        assert end - OVERLAP <= passage.start <= end
        assert passage.end - passage.start <= 2400
        end = passage.end
    assert end == len(text)
