"""Repeated lines: what comes again at once is written once, and comes back byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.forms.repeated_lines import MAX_PERIOD, RepeatedLines

FORM = RepeatedLines()
LINE = "WARNING: retrying the connection to the database\n"
BLOCK = "Traceback (most recent call last):\n  File x\n\nValueError: it is not so\n"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (LINE * 38, LINE + "[the line above 37 more times]\n"),
        ("begin\n" + LINE * 2 + "end", f"begin\n{LINE}[the line above 1 more time]\nend"),
        (BLOCK * 13, BLOCK + "[the 4 lines above 12 more times]\n"),
        ((LINE * 3)[:-1], LINE + "[the line above 2 more times]"),
        (
            (LINE[:-1] + "\r\n") * 9 + "\r\n",
            LINE[:-1] + "\r\n[the line above 8 more times]\n\r\n",
        ),
        ("\n" * 99, "\n[the line above 99 more times]"),
        (
            LINE * 5 + BLOCK * 5 + LINE * 5,
            (
                f"{LINE}[the line above 4 more times]\n"
                f"{BLOCK}[the 4 lines above 4 more times]\n"
                f"{LINE}[the line above 4 more times]\n"
            ),
        ),
        (
            (BLOCK + LINE * 3) * 9,
            BLOCK + LINE * 3 + "[the 7 lines above 8 more times]\n",
        ),
        ("\x1b[2K\r 5%\n" * 40, "\x1b[2K\r 5%\n[the line above 39 more times]\n"),
        ("\ud800\n" * 40, "\ud800\n[the line above 39 more times]\n"),
    ],
    ids=range(10),
)
def test_examples(text: str, folded: str) -> None:
    assert FORM.fold(text) == folded
    assert FORM.unfold(folded) == text
    assert FORM.fold(folded) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "one line",
        "a\na\na\n",
        "a\nb\nc\n",
        LINE + "other\n" + LINE,
        LINE * 9 + "[the line above 8 more times]\n" + LINE * 9,
        LINE * 9 + "[the 2 lines above 1 more time]",
        LINE * 9 + "[the line above 8 more times]\r\n",
        LINE * 9 + "[the ٣ lines above ٣ more times]",
    ],
    ids=range(10),
)
def test_nothing_to_offer(text: str) -> None:
    assert FORM.fold(text) is None


def test_a_note_within_a_line_is_no_note() -> None:
    text = 'said "[the line above 8 more times]" again and again\n' * 20
    folded = FORM.fold(text)
    assert folded is not None
    assert FORM.unfold(folded) == text


def test_the_longest_block_that_is_looked_for() -> None:
    block = "".join(f"line number {n}\n" for n in range(MAX_PERIOD))
    assert FORM.fold(block * 3) == block + f"[the {MAX_PERIOD} lines above 2 more times]\n"
    assert FORM.fold((block + "one more\n") * 3) is None


def test_a_note_with_too_little_above_it_is_refused() -> None:
    with pytest.raises(ValueError, match="not a folded text"):
        FORM.unfold("a\n[the 2 lines above 1 more time]")


short_lines = st.lists(st.sampled_from(["a", "b", "", "a\r", "\ud800", "[the line above"]))
long_lines = st.lists(st.sampled_from([LINE[:-1], LINE[:-1] + "\r", "x" * 30, "y" * 30, ""]))
bursts = st.lists(
    st.tuples(st.one_of(short_lines, long_lines), st.integers(1, 40)), max_size=8
).map(lambda some: "\n".join("\n".join(["\n".join(lines)] * times) for lines, times in some))
notes = st.lists(
    st.sampled_from(
        [
            *("[the line above 2 more times]", "[the 2 lines above 1 more time]", LINE[:-1], "x"),
            *("[the line above 2 more times] ", "[the 99 lines above 9 more times]\r", "\n" * 30),
        ]
    ),
    max_size=20,
).map("\n".join)


@given(st.text(st.characters(codec=None)) | st.text("ab\r\n") | bursts | notes)
def test_every_text_comes_back(text: str) -> None:
    folded = FORM.fold(text)
    if folded is not None:
        assert len(folded) < len(text)
        assert FORM.unfold(folded) == text
        assert FORM.fold(folded) is None


@pytest.mark.parametrize(
    "text",
    [
        "a\n" * 200_000,
        "a\nb\n" * 100_000,
        "a\na\nb\nb\n" * 50_000,
        ("a\n" * MAX_PERIOD + "b\n") * 10_000,
        "".join("a\n" * (n % MAX_PERIOD) + "b\n" for n in range(30_000)),
        ("\n" + LINE) * 9_000 + "\n" * 9_000,
    ],
    ids=range(6),
)
def test_large_texts_full_of_repeats(text: str) -> None:
    folded = FORM.fold(text)
    assert folded is None or FORM.unfold(folded) == text
