"""The words of the engine: how parts read, and that a cut cannot be written without a receipt."""

from __future__ import annotations

import pytest

from weft.engine.model import (
    Block,
    Candidate,
    Chars,
    Cut,
    Lines,
    Rendering,
    Rows,
    Whole,
)
from weft.recall.marker import Keyring, Receipt

KEYRING = Keyring(bytes(32))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Whole(), "whole"),
        (Lines(120, 260), "lines 120-260"),
        (Lines(7, 7), "line 7"),
        (Rows(14, 200), "rows 14-200"),
        (Rows(1, 1, "data.items"), "row 1 of data.items"),
        (Chars(1, 4096), "chars 1-4096"),
    ],
)
def test_parts_in_words(part: object, words: str) -> None:
    assert str(part) == words
    assert Cut(part).what == words
    assert Cut(part, "body of parse()").what == f"body of parse(), {words}"


def test_a_rendering_with_cuts_asks_for_the_original_to_be_kept_before_it_is_written() -> None:
    block = Block("one\ntwo\nthree\n")
    rendering = Rendering(
        block, Candidate(("form",), ("one\n", Cut(Lines(2, 3), after="\n"))), 14, 10
    )
    kept: list[str] = []

    def keep(original: str) -> Receipt:
        kept.append(original)
        return Receipt(KEYRING.reference("t", original).hash, "t", KEYRING)

    text = rendering.settle(keep)
    assert kept == [block.text]
    assert text == f"one\n<<ccr:{KEYRING.reference('t', block.text).hash} lines 2-3>>\n"


def test_where_nothing_can_be_kept_nothing_is_written() -> None:
    def keep(original: str) -> Receipt:
        raise OSError("disk full")

    rendering = Rendering(Block("a\nb\n"), Candidate(("form",), (Cut(Whole()),)), 4, 1)
    with pytest.raises(OSError, match="disk full"):
        rendering.settle(keep)


def test_a_rendering_without_cuts_keeps_nothing() -> None:
    def keep(original: str) -> Receipt:
        raise AssertionError("not asked for")

    assert Rendering(Block("[ 1 ]"), Candidate(("c",), ("[1]",)), 3, 2).settle(keep) == "[1]"
