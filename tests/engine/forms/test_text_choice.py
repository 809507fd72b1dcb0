"""Texts of no known kind: what was asked stays, with both ends; without a question nothing goes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine.detect import detect
from weft.engine.forms.text_choice import TextChoice
from weft.engine.model import Block, Cut, Kind, Origin
from weft.engine.verify import pieces_of, tiles

TEXT = "".join(
    f".box-{n} .part {{\n  color: #{n * 7919 % 4096:03x};\n  margin: {n}px;\n}}\n\n"
    for n in range(300)
)
FORM = TextChoice()


def shown(text: str, question: str) -> str | None:
    pieces = FORM.cut(Block(text, Origin(question=question)), None)
    if pieces is None:
        return None
    tiles(text, pieces_of(pieces, text))
    return "".join(
        f"<<{piece.what}>>{piece.after}" if isinstance(piece, Cut) else piece for piece in pieces
    )


def test_what_was_asked_for_stays_with_both_ends() -> None:
    assert detect(TEXT) is Kind.TEXT
    left = shown(TEXT, "What is the margin of .box-211?")
    assert left is not None
    assert left.startswith(".box-0 .part {")
    assert "margin: 211px" in left
    assert left.endswith("margin: 299px;\n}\n\n")
    assert len(left) < 0.4 * len(TEXT)


@pytest.mark.parametrize("question", ["", "Who won the race?", "What is `#frobnicate_all`?"])
def test_where_nothing_is_known_of_what_matters_nothing_goes(question: str) -> None:
    assert shown(TEXT, question) is None


def test_short_texts_and_texts_without_lines_are_left_alone() -> None:
    assert shown(TEXT[:3000], "What is the margin of .box-2?") is None
    assert shown("box-2 " * 5000, "What is box-2?") is None


LINES = st.sampled_from(["", "box-1 is here", "  in", "}", "\ud800", "\r", "x" * 90, "a b c"])


@given(st.lists(LINES, min_size=60, max_size=200), st.booleans())
@settings(max_examples=100)
def test_whatever_stays_tiles(lines: list[str], ends: bool) -> None:
    shown("\n".join(lines) * 3 + "\n" * ends, "where is box-1, and a b c")
