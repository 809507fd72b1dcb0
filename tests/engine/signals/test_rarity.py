"""What is unlike the other lines of a text."""

from __future__ import annotations

from weft.engine.signals.rarity import FEWEST, Rarity
from weft.engine.signals.severity import SILENCE, Severity


def test_one_of_a_kind_is_notable() -> None:
    lines = [f"job {n} took {n} ms, id 0x{n:08x}" for n in range(200)]
    lines[90] = "something else altogether"
    said = Rarity().lines(lines)
    assert said[90].severity is Severity.NOTABLE
    assert said[89].severity is Severity.PLAIN


def test_where_every_line_is_another_none_is_rare() -> None:
    lines = [chr(97 + n % 26) * (n + 1) for n in range(60)]
    assert set(Rarity().lines(lines)) == {SILENCE}


def test_of_few_lines_none_is_rare() -> None:
    assert Rarity().lines(["a"] * (FEWEST - 1)) == [SILENCE] * (FEWEST - 1)
    assert Rarity().items([]) == []


def test_a_line_with_the_separator_in_it() -> None:
    lines = ["a\0b 1"] * 30
    assert len(Rarity().lines(lines)) == 30
