"""Sentences: where they end, what they need, and headings between them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine.prose.sentences import sentence_units
from weft.engine.prose.weight import _alone, by_weight


def sentences(text: str) -> list[str]:
    return [text[unit.first : unit.last].strip() for unit in sentence_units(text)]


def test_sentences_end_where_another_begins() -> None:
    assert sentences('He came. "Why?" she said. No answer!  Then he left.') == [
        *("He came.", '"Why?" she said.', "No answer!", "Then he left.")
    ]


def test_abbreviations_initials_and_numbers_do_not_end_one() -> None:
    text = "Dr. J. Doe saw it, e.g. at 3.5 m. It fell, i.e. Broke. See Fig. 3 of No. 7."
    assert sentences(text) == [
        *("Dr. J. Doe saw it, e.g. at 3.5 m. It fell, i.e. Broke.", "See Fig. 3 of No. 7.")
    ]


def test_filled_lines_are_joined_and_paragraphs_are_not() -> None:
    assert sentences("One that goes\non here. Two\n\nThree") == [
        *("One that goes\non here.", "Two", "Three")
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("これは一つ目です。これは二つ目です。「三つ目。」と言った。", 4),
        ("他来了。为什么？没有人知道！", 3),
        ("هل جاء؟ نعم جاء. ثم ذهب.", 3),
        ("यह पहला है। यह दूसरा है।", 2),
        ("Er kam z. B. gestern. Sie ging.", 2),
    ],
)
def test_other_scripts_end_sentences_with_their_own_signs(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_sentence_that_speaks_of_the_one_before_needs_it() -> None:
    units = sentence_units("The pump is old. It must not run dry. However, it may. Oil is fine.")
    assert [unit.needs for unit in units] == [-1, 0, 1, -1]


def test_headings_are_found() -> None:
    text = "Terms\n\n  1. Scope.\n\nThis is what it covers. It covers all.\n\n1.1 Limits\n\nNone.\n"
    units = sentence_units(text)
    assert [unit.role.name for unit in units] == [
        *("HEADING", "HEADING", "SENTENCE", "SENTENCE", "HEADING", "SENTENCE")
    ]
    assert [unit.level for unit in units if unit.role.name == "HEADING"] == [1, 1, 2]


def test_where_lines_are_not_filled_each_is_a_paragraph() -> None:
    long = "word " * 60
    assert len(sentences(f"{long}\nAnn: yes\nBob: no\n")) == 3


PARTS = st.sampled_from(
    [
        *[
            "A b c",
            "it is",
            ". ",
            "! ",
            "? ",
            "。",
            "؟ ",
            "\n",
            "\n\n",
            "  ",
            "Dr.",
            "1.",
            "- x",
            "\r\n",
        ],
        *["\ud800", "\x00", "…", ".)", "<<lines 1-2>>", "\U000f0000", "e.g. ", "Ann: "],
    ]
)


@given(st.lists(PARTS, max_size=60).map("".join))
@settings(max_examples=300)
def test_sentences_tile_any_text(text: str) -> None:
    units = sentence_units(text)
    assert "".join(text[unit.first : unit.last] for unit in units) == text
    assert all(unit.needs < number for number, unit in enumerate(units))
    texts = [text[unit.first : unit.last] for unit in units]
    order = list(by_weight(units, texts))
    assert len(order) == len(set(order)) == sum(unit.role.name != "HEADING" for unit in units)


def test_what_carries_the_text_comes_first_and_is_said_once() -> None:
    said = "The granary must hold grain for winter."
    text = f"Birds sang. {said} Somebody laughed. {said} Rain fell. The granary holds winter grain."
    units = sentence_units(text)
    texts = [text[unit.first : unit.last].strip() for unit in units]
    order = [texts[number] for number in _alone(units, texts)]
    assert order[0] == said
    assert order[1] != said
