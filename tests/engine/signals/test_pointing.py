"""A question points into a text where it singles something out; a vague one fits all or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.signals.pointing import points

ROWS = "code,name,region,length\n" + "".join(
    f"K{n:03},Field {n} Municipal,{'Guam' if n == 70 else 'Texas'},{n * 7}\n" for n in range(200)
)


@pytest.mark.parametrize(
    "question",
    [
        "Which airports are in Guam?",
        "What is K042 called?",
        "Which has the largest length?",
        "Where does `Field 13` lie?",
    ],
)
def test_it_points(question: str) -> None:
    assert points(ROWS, question)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Explore the data in this folder; I will ask questions afterwards.",
        "Municipal fields",  # all of them
        "Texas?",  # nearly all of them
        "Is anything wrong with the deployment of the payment service?",
    ],
)
def test_it_is_vague(question: str) -> None:
    assert not points(ROWS, question)


def test_words_count_whole() -> None:
    assert not points("Somerset\n" + "abc def\n" * 99, "set")


@given(st.text(max_size=300), st.text(max_size=80))
def test_any_text_and_any_question(text: str, question: str) -> None:
    assert points(text, question) in (True, False)
