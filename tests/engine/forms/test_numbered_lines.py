"""Numbered lines: most numbers go, and all come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.forms.numbered_lines import END, NumberedLines
from weft.engine.forms.registry import FORMS
from weft.engine.model import Block
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count

FORM = NumberedLines()
STYLES = ("{:6}\t{}", "{}→{}", "{:5}→{}", "{:4} | {}", "{}: {}", "{:3}|{}")
LINE = st.sampled_from(
    [
        "",
        "    return x",
        "\tgo()",
        "é",
        END,
        "[lines from 3 on]",
        "7→x",
        "  12\ty",
        "\r",
        "\U000f0000",
    ]
)


def text(style: str = "{:6}\t{}", first: int = 1, size: int = 30, ended: str = "\n") -> str:
    numbers = range(first, first + size)
    return "\n".join(style.format(n, f"    line({n})" if n % 7 else "") for n in numbers) + ended


def test_what_it_looks_like() -> None:
    folded = FORM.fold("a.py:\n" + text(first=8, size=10) + "\nThat was all.\n")
    assert folded is not None
    assert folded.split("\n") == [
        "a.py:",
        '[lines numbered like "     8\\t", every tenth shown]',
        "     8\t    line(8)",
        "    line(9)",
        "    10\t    line(10)",
        *(f"    line({n})" if n % 7 else "" for n in range(11, 18)),
        END,
        "",
        "That was all.",
        "",
    ]


def test_where_numbers_jump_a_line_says_so() -> None:
    given = text(size=12) + text(first=205, size=12)
    folded = FORM.fold(given)
    assert folded is not None
    assert "\n[lines from 205 on]\n    line(205)\n" in folded
    assert FORM.unfold(folded) == given


def test_behind_a_gap_the_number_is_shown() -> None:
    given = text(size=12) + "# \U000f0000\n" + text(first=205, size=12)
    folded = FORM.fold(given)
    assert folded is not None
    assert "\n# \U000f0000\n   205\t    line(205)\n" in folded
    assert FORM.unfold(folded) == given


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ended", ["\n", "", "\n\n", "\nbehind", "\nbehind\n"])
def test_it_turns_back(style: str, ended: str) -> None:
    given = text(style, first=95, ended=ended)
    folded = FORM.fold(given)
    assert folded is not None
    assert FORM.unfold(folded) == given
    assert count(folded) < count(given)
    assert FORM.fold(folded) is None
    assert FORM.owns(folded)


@given(st.sampled_from(STYLES), st.lists(LINE, max_size=40), st.integers(0, 10**6), st.booleans())
def test_whatever_the_lines_are(style: str, lines: list[str], first: int, ended: bool) -> None:
    given = "\n".join(style.format(n, line) for n, line in enumerate(lines, first)) + "\n" * ended
    folded = FORM.fold(given)
    assert folded is None or FORM.unfold(folded) == given


@given(st.lists(LINE | st.just("     1\ta") | st.integers(1, 9).map("{:6}\tb".format), max_size=30))
def test_lines_with_and_without_numbers(lines: list[str]) -> None:
    given = "\n".join(lines)
    folded = FORM.fold(given)
    assert folded is None or FORM.unfold(folded) == given


@pytest.mark.parametrize(
    "others",
    ["", "1→a\n", "a\n" * 30, "".join(f"{n} | a | b\n" for n in range(1, 40)), text(size=5)],
)
def test_what_it_leaves_alone(others: str) -> None:
    assert FORM.fold(others) is None


def test_a_table_with_numbers_stays_a_table() -> None:
    table = "".join(f"{n:3} | {'open' if n % 3 else 'shut'} | a\n" for n in range(1, 60))
    rendering = render(Block(table), FORMS, Terms(count))
    assert "numbered_lines" not in rendering.candidate.forms
