"""Answers by position are the exact characters, whoever holds the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.recall import folio
from weft.recall.query import Chars, Lines, Plain, QueryError, Whole, ask, parse_part

texts = st.text(st.one_of(st.characters(), st.sampled_from("\n\r\x00\ud800é\u2028 a")), max_size=80)
ends = st.integers(0, 90)


def kept(text):
    """The same original in memory, and as it lies in a store."""
    data = folio.pack(text)
    at_rest = folio.Folio(lambda offset, length: data[offset : offset + length], len(data))
    return Plain(text), at_rest


def pieces(text):
    """The lines of a text: a line ends with a line feed and with nothing else."""
    return [line + "\n" for line in text.split("\n")[:-1]] + [
        line for line in text.split("\n")[-1:] if line
    ]


@given(texts)
def test_the_whole_is_the_whole(text):
    for original in kept(text):
        answer = ask(original, Whole())
        assert answer.text == text
        assert not answer.remains
        assert original.line_count == len(pieces(text))
        assert original.char_count == len(text)
        assert original.byte_count == len(text.encode("utf-8", "surrogatepass"))


@given(texts, ends, ends)
def test_lines_are_the_exact_slice(text, first, last):
    expected = pieces(text)[max(min(first, last) - 1, 0) : max(first, last)]
    for original in kept(text):
        if not expected or max(first, last) < 1:
            with pytest.raises(QueryError):
                ask(original, Lines(first, last))
        else:
            assert ask(original, Lines(first, last)).text == "".join(expected)


@given(texts, ends, ends)
def test_chars_are_the_exact_slice(text, first, last):
    expected = text[max(min(first, last) - 1, 0) : max(first, last)]
    for original in kept(text):
        if not expected:
            with pytest.raises(QueryError):
                ask(original, Chars(first, last))
        else:
            assert ask(original, Chars(first, last)).text == expected


@given(texts, st.integers(1, 20))
def test_a_bounded_answer_says_how_to_go_on_until_the_end(text, bound):
    for original in kept(text):
        answer = ask(original, Whole(), max_chars=bound)
        read = answer.text
        while not is_end(original, answer.parts):
            following = parse_part(next_range(answer.remains))
            answer = ask(original, following, max_chars=bound)
            assert len(answer.text) <= bound
            if type(answer.parts[0]) is type(following):
                assert answer.parts[0].first == following.first
            read += answer.text
        assert read == text


def is_end(original, parts):
    [part] = parts
    ends_at = original.line_count if isinstance(part, Lines) else original.char_count
    return isinstance(part, Whole) or part.last == ends_at


def next_range(remains):
    """What a footer says to ask next: the last range behind "ask for"."""
    return remains.split("ask for ")[1].split(";")[0].split(" or ")[-1]


def test_an_answer_names_its_part_and_the_rest():
    original = Plain("".join(f"line {number}\n" for number in range(1, 901)))
    answer = ask(original, Lines(120, 121))
    assert answer.render() == (
        "[lines 120-121 of 900]\n"
        "line 120\n"
        "line 121\n"
        "[898 of 900 lines not shown: ask for lines 1-119 or lines 122-900]\n"
    )


def test_a_range_that_reaches_out_is_clamped_and_the_answer_says_so():
    original = Plain("a\nb\nc")
    assert ask(original, Lines(2, 1000)).part == "lines 2-3 of 3 (asked for 2-1000)"
    assert ask(original, Lines(3, 2)).part == "lines 2-3 of 3 (asked for 3-2)"
    assert ask(original, Chars(0, 2)).text == "a\n"


def test_a_range_outside_is_answered_with_what_there_is():
    with pytest.raises(QueryError, match=r"line 5000 does not exist: there are 3 lines; .*1-3"):
        ask(Plain("a\nb\nc"), Lines(5000, 5001))
    with pytest.raises(QueryError, match="the text is empty"):
        ask(Plain(""), Lines(1, 1))
    assert ask(Plain(""), Whole()).text == ""


def test_a_line_longer_than_an_answer_is_cut_into_characters():
    original = Plain("short\n" + "x" * 1_000_000 + "\nlast\n")
    answer = ask(original, Lines(2, 3), max_chars=100)
    assert answer.text == "x" * 100
    assert answer.part == "the first 100 of 1000001 chars of line 2 of 3: chars 7-106"
    assert answer.remains == "line 2 goes on: ask for chars 107-1000007; behind it line 3"


def test_nothing_is_not_an_answer():
    with pytest.raises(QueryError):
        ask(Plain("a"), Whole(), max_chars=0)
