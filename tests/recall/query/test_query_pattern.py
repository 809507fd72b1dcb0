"""Lines that match are those a naive search finds, with the lines around them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.recall import folio
from weft.recall.query import Chars, Lines, Pattern, Plain, QueryError, ask

LOG = "".join(f"line {n} {'ERROR' if n % 100 == 7 else 'ok'}\n" for n in range(1, 901))

lines = st.lists(st.text(st.sampled_from("abé😀 \r\x00"), max_size=6), max_size=12)
atoms = st.sampled_from(["a", "b", "é", ".", "[ab]", "[^a]", "😀", "^", "$", "a|b", "(ab)", "a*"])
expressions = st.lists(atoms, min_size=1, max_size=4).map("".join)


def shown(text, expression, before=0, after=0):
    """The numbers of the lines that should be shown, the naive way."""
    all_lines = text.removesuffix("\n").split("\n") if text else []
    numbers = set()
    for number, line in enumerate(all_lines, 1):
        if re.search(expression, line):
            numbers.update(range(max(number - before, 1), min(number + after, len(all_lines)) + 1))
    return sorted(numbers)


def numbers_of(answer):
    return [n for part in answer.parts for n in range(part.first, part.last + 1)]


@given(lines, st.booleans(), expressions, st.integers(0, 3), st.integers(0, 3))
def test_matches_are_those_of_a_naive_search(rows, ended, expression, before, after):
    text = "\n".join(rows) + ("\n" if ended and rows else "")
    data = folio.pack(text)
    at_rest = folio.Folio(lambda offset, length: data[offset : offset + length], len(data))
    for original in (Plain(text), at_rest):
        answer = ask(original, Pattern(expression, before=before, after=after))
        assert numbers_of(answer) == shown(text, expression, before, after)
        assert answer.matches == len(shown(text, expression))
        if len(answer.parts) == 1:
            [part] = answer.parts
            assert answer.text == original.lines(part.first, part.last)
        else:
            assert answer.text == "".join(named(original, part) for part in answer.parts)


def named(original, part):
    body = original.lines(part.first, part.last)
    return f"--- {part} ---\n{body}" + ("" if body.endswith("\n") else "\n")


def test_context_that_touches_is_joined():
    answer = ask(Plain("a\nb\nx\nc\nd\nx\ne\n"), Pattern("x", before=1, after=1))
    assert answer.parts == (Lines(2, 7),)
    answer = ask(Plain("a\nb\nx\nc\nd\ne\nx\n"), Pattern("x", before=1, after=1))
    assert answer.render() == (
        "[2 matches of 'x': lines 2-4, 6-7 of 7]\n"
        "--- lines 2-4 ---\nb\nx\nc\n--- lines 6-7 ---\ne\nx\n"
        "[2 lines not shown, without a match]\n"
    )


def test_an_answer_that_is_full_says_where_to_go_on():
    answer = ask(Plain(LOG), Pattern("error", ignore_case=True), max_chars=100)
    assert answer.matches == 9
    assert answer.remains == "6 more matches: ask the same of lines 307-900"
    answer = ask(Plain(LOG), Pattern("ERROR", first=307), max_chars=100)
    assert answer.parts[0] == Lines(307, 307)
    assert answer.remains.endswith("lines 1-306 not looked at")


def test_nothing_found_is_said_with_what_else_to_try():
    answer = ask(Plain(LOG), Pattern("zzz"))
    assert answer.render() == (
        "[no match of 'zzz' in lines 1-900 of 900]\n[try ignoring case, or search words]\n"
    )
    assert "never matches" in ask(Plain(LOG), Pattern("ok\\nline")).remains
    assert ask(Plain(""), Pattern("a")).matches == 0


def test_in_a_long_line_the_places_are_shown():
    text = "head\n" + "x" * 5000 + "needle" + "y" * 5000 + "needle\ntail needle\n"
    answer = ask(Plain(text), Pattern("needle", before=1))
    assert answer.matches == 3
    *places, last = answer.parts
    assert last == Lines(2, 3)
    for part in places:
        assert isinstance(part, Chars)
        assert "needle" in text[part.first - 1 : part.last]
        assert f"--- {part} ---\n{text[part.first - 1 : part.last]}\n" in answer.text
    scoped = ask(Plain(text), Pattern("needle", first=2, last=2))
    assert scoped.parts == tuple(places)


def test_characters_are_counted_behind_any_script():
    text = "é漢😀\ud800\n" * 50 + "é" * 3000 + "needle"
    answer = ask(Plain(text), Pattern("needle"))
    [part] = answer.parts
    assert answer.text == text[part.first - 1 : part.last]
    assert answer.text.endswith("needle")


def test_an_empty_match_never_lies_within_a_character():
    for text in ("😀\n1😀", "é" * 3000):
        assert ask(Plain(text), Pattern(r"\B\B")).matches


def test_a_window_larger_than_an_answer_is_cut_and_the_rest_named():
    text = "needle\n" + "x" * 10_000 + "\n"
    answer = ask(Plain(text), Pattern("needle", after=1), max_chars=1000)
    assert answer.text == text[:1000]
    assert answer.parts == (Chars(1, 1000),)
    assert answer.remains.startswith("cut: ask for chars 1001-10008")


def test_a_search_that_stops_says_what_it_did_not_see():
    text = ("ab" * 50 + "\n") * 20_000
    answer = ask(Plain(text), Pattern("[ab]{900}c|needle"))
    [goes_on] = re.findall(r"the search stopped: ask the same of lines (\d+)-20000", answer.remains)
    assert answer.part.startswith("no match so far of ")
    assert answer.part.endswith(f" in lines 1-{int(goes_on) - 1} of 20000")


def test_a_search_of_a_long_line_that_stops_says_so():
    answer = ask(Plain("x" * 3_000_000 + "\nx\n"), Pattern("x|[ab]{30}"))
    assert answer.part.startswith(f"{answer.matches} matches or more of 'x|")
    assert answer.matches > 100
    assert answer.remains.startswith("the search stopped within line 1: ask it for a simpler")
    assert answer.remains.endswith("then the same of line 2")


@pytest.mark.parametrize("context", [-1, 1001])
def test_context_has_bounds(context):
    with pytest.raises(QueryError, match="context is 0 to 1000 lines"):
        ask(Plain("a"), Pattern("a", before=context))


def test_a_million_lines_and_a_hundred_thousand_matches():
    text = "ab\n" * 1_000_000
    answer = ask(Plain(text), Pattern("b", before=3, after=3))
    assert answer.part.startswith("100000 matches or more of 'b': ")
    assert len(answer.text) <= 50_000
    assert "cut: ask for chars" in answer.remains
