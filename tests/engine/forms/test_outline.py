"""Outline: head and tail stay as they are, and the cut between them says what is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine import verify
from weft.engine.forms.outline import HEAD_CHARS, HEAD_LINES, TAIL_CHARS, TAIL_LINES, Outline
from weft.engine.model import Block, Candidate, Chars, Cut, Lines, Piece

FORM = Outline()


def cut(text: str) -> tuple[str, Cut, str] | None:
    pieces = FORM.cut(Block(text), None)
    if pieces is None:
        return None
    head, middle, tail = pieces
    assert isinstance(head, str)
    assert isinstance(middle, Cut)
    assert isinstance(tail, str)
    return head, middle, tail


def written(pieces: tuple[Piece, ...]) -> str:
    return Candidate(("outline",), pieces).write(lambda cut: f"<{cut.what}>")


def test_many_lines() -> None:
    text = "".join(f"line {n}\n" for n in range(1, 1001))
    outline = cut(text)
    assert outline is not None
    lines = written(outline).splitlines()
    assert lines[:2] == ["line 1", "line 2"]
    assert lines[HEAD_LINES] == "<lines 41-980>"
    assert lines[HEAD_LINES + 1 :] == [f"line {n}" for n in range(981, 1001)]


def test_without_a_last_line_end() -> None:
    outline = cut("\r\n".join(f"line {n}" for n in range(1, 501)))
    assert outline is not None
    assert outline[1] == Cut(Lines(41, 480), after="\n")
    assert outline[2].startswith("line 481\r\n")
    assert outline[2].endswith("line 500")


def test_long_lines_are_counted_by_their_length() -> None:
    outline = cut(("x" * 900 + "\n") * 100)
    assert outline is not None
    assert outline[1].part == Lines(HEAD_CHARS // 901 + 1, 100 - TAIL_CHARS // 901)


@pytest.mark.parametrize(
    "text",
    ["x" * 50_000, "short\n" + "x" * 50_000, "x" * 50_000 + "\nshort\n", "\n" + "x" * 50_000],
    ids=["one line", "at the end", "at the beginning", "after an empty line"],
)
def test_without_useful_lines_characters_are_cut(text: str) -> None:
    outline = cut(text)
    assert outline is not None
    assert isinstance(outline[1].part, Chars | Lines)
    assert len(outline[0]) <= HEAD_CHARS
    assert len(outline[2]) <= TAIL_CHARS
    verify.tiles(text, outline)


def test_one_long_line_in_the_middle_is_cut_as_a_line() -> None:
    outline = cut("first\n" + "x" * 50_000 + "\nlast\n")
    assert outline == ("first\n", Cut(Lines(2, 2), after="\n"), "last\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a few words",
        "line\n" * (HEAD_LINES + TAIL_LINES),
        "x" * (HEAD_CHARS + TAIL_CHARS),
    ],
    ids=range(5),
)
def test_short_texts_stay_whole(text: str) -> None:
    assert cut(text) is None


def test_what_goes_is_no_less_than_what_stays() -> None:
    assert cut("line\n" * 119) is None
    assert cut("line\n" * 120) is not None


lines = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "\r", "é\ud800", "x" * 99, "y" * 5000]), st.integers(1, 90)
    ),
    max_size=6,
).map(lambda runs: "\n".join("\n".join([line] * times) for line, times in runs))


@given(lines, st.sampled_from(["", "\n", "\n\n", "\r\n"]))
def test_head_cut_and_tail_are_the_original(text: str, end: str) -> None:
    text += end
    outline = cut(text)
    if outline is None:
        return
    head, middle, tail = outline
    assert text.startswith(head)
    assert text.endswith(tail)
    verify.tiles(text, outline)
    assert len(text) >= 2 * (len(head) + len(tail))
    if isinstance(middle.part, Lines):  # the marker stands on a line of its own
        assert head.endswith("\n")
        assert middle.after == "\n"
        assert tail
        assert text[: len(text) - len(tail)].endswith("\n")
