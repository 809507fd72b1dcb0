"""A look at a text, whatever its size."""

from __future__ import annotations

from weft.engine.detect.sample import EACH, sample


def test_a_short_text_is_seen_whole() -> None:
    assert sample("a\n\n  \nb") == ["a", "b"]


def test_a_long_text_is_seen_at_both_ends_and_in_the_middle() -> None:
    lines = [f"line {n}" for n in range(10_000)]
    seen = sample("\n".join(lines))
    assert seen[0] == lines[0]
    assert seen[-1] == lines[-1]
    assert any("line 4900" < line < "line 5300" for line in seen)
    assert set(seen) <= set(lines)
    assert sum(map(len, seen)) < 3 * EACH


def test_a_text_of_one_line() -> None:
    assert sample("x" * 100_000) == []
