"""Gaps: one character for each cut, which comes out of a fold whole or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from weft.engine.gap import close_gaps, has_gap, is_gap, open_gaps
from weft.engine.model import Cut, Lines

FIRST, SECOND = Cut(Lines(2, 3), after="\n"), Cut(Lines(5, 5), "quiet", before="# ", after="\n")
PIECES = ("one\n", FIRST, "four\n", SECOND, "six\n")


def test_a_gap_stands_where_a_cut_is_with_what_decorates_it() -> None:
    assert open_gaps(PIECES) == "one\n\U000f0000\nfour\n# \U000f0001\nsix\n"


def test_a_folded_text_gets_its_cuts_back_bare() -> None:
    folded = "1 \U000f0000 4 # \U000f0001 6"
    assert close_gaps(folded, PIECES) == (
        "1 ",
        Cut(Lines(2, 3)),
        " 4 # ",
        Cut(Lines(5, 5), "quiet"),
        " 6",
    )


def test_gaps_may_change_places_but_not_go_missing_or_come_twice() -> None:
    swapped = close_gaps("\U000f0001\U000f0000", PIECES)
    assert swapped == (Cut(Lines(5, 5), "quiet"), Cut(Lines(2, 3)))
    assert close_gaps("\U000f0000", PIECES) is None
    assert close_gaps("\U000f0000\U000f0001\U000f0001", PIECES) is None
    assert close_gaps("\U000f0000\U000f0002", PIECES) is None


def test_a_text_that_has_such_characters_itself_gets_no_gaps() -> None:
    assert open_gaps(("\U000f1234", FIRST)) is None
    assert has_gap("a\U000f1234")
    assert not has_gap("äöü \U0001f600")


def test_a_gap_is_one_character() -> None:
    assert is_gap("\U000f0000")
    assert not is_gap("\U000f0000\U000f0001")
    assert not is_gap("a")
    assert not is_gap("")


@given(st.lists(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]))))
def test_what_is_opened_can_be_closed(texts: list[str]) -> None:
    pieces = [piece for n, text in enumerate(texts) for piece in (text, Cut(Lines(n + 1, n + 1)))]
    text = open_gaps(pieces)
    assert text is not None
    assert close_gaps(text, pieces) == tuple(piece for piece in pieces if piece != "")
