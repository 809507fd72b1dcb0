"""What a column tells of its lines."""

from __future__ import annotations

from weft.engine.lines.columns import answers, extremes, levels, rare
from weft.engine.signals.severity import Severity


def test_levels_in_any_spelling() -> None:
    assert levels({"INFO", "WARN"}) == {"INFO": Severity.PLAIN, "WARN": Severity.WARNING}
    assert levels({"D", "W", "E"}) == {
        "D": Severity.TRIFLE,
        "W": Severity.WARNING,
        "E": Severity.ERROR,
    }
    assert levels({"notice"}) == {"notice": Severity.NOTABLE}


def test_words_and_single_letters_are_no_levels() -> None:
    assert levels({"INFO", "table"}) is None
    assert levels({"a"}) is None
    assert levels({"I"}) is None


def test_answers_of_a_web_server() -> None:
    assert answers({"200", "404", "502"}) == {
        "200": Severity.PLAIN,
        "404": Severity.WARNING,
        "502": Severity.ERROR,
    }
    assert answers({"200"}) is None
    assert answers({"512", "640"}) is None  # sizes, perhaps


def test_a_value_that_hardly_any_line_has() -> None:
    column = ["open"] * 50 + ["lost"] + ["open"] * 50
    assert list(rare(column, set(column))) == [50]
    assert list(rare([str(n) for n in range(90)], {str(n) for n in range(90)})) == []


def test_the_largest_and_the_smallest_number() -> None:
    assert list(extremes(["5", "3", "9.5"], {"5", "3", "9.5"})) == [2, 1]
    assert list(extremes(["5ms", "3ms", "90ms"], {"5ms", "3ms", "90ms"})) == [2, 1]
    assert list(extremes(["5ms", "3s", "9ms"], {"5ms", "3s", "9ms"})) == []
    assert list(extremes(["1.2.3", "3", "4"], {"1.2.3", "3", "4"})) == []
