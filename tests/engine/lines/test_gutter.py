"""Numbers before lines: when they are a gutter."""

from __future__ import annotations

import pytest

from weft.engine.lines.gutter import Gutter, numbered

CODE = ["def f():", "", "    return 1", "", "x = f()", "y = x", "print(y)", "# end"]


def lines(style: str, first: int = 1) -> list[str]:
    return [style.format(number, line) for number, line in enumerate(CODE, first)]


@pytest.mark.parametrize("style", ["{:6}\t{}", "{}\t{}", "{:5}→{}", "{}→{}", "{:4} | {}", "{}: {}"])
@pytest.mark.parametrize("first", [1, 9, 98, 99_998])
def test_what_tools_write(style: str, first: int) -> None:
    found = numbered(lines(style, first))
    assert found is not None
    assert list(found.inner) == CODE
    assert found.numbers == tuple(range(first, first + len(CODE)))
    again = [
        found.gutter.written(n) + line for n, line in zip(found.numbers, found.inner, strict=True)
    ]
    assert again == lines(style, first)


def test_lines_without_a_number_keep_what_they_are() -> None:
    found = numbered(["a file:", *lines("{:3}→{}"), "(end)"])
    assert found is not None
    assert found.gutter == Gutter(3, "→")
    assert found.numbers[0] == found.numbers[-1] == -1
    assert (found.inner[0], found.inner[-1]) == ("a file:", "(end)")


def test_numbers_may_jump_now_and_then() -> None:
    assert numbered(lines("{:3}→{}") + lines("{:3}→{}", 40)) is not None


@pytest.mark.parametrize(
    "others",
    [
        [],
        ["1→a"],
        [f"{number * 3}: found" for number in range(20)],
        [f"{number} | a | b" for number in range(1, 20)],
        ["12:00 a", "12:01 b"] * 9,
        ["a: b"] * 20,
        ["1. a", "2. b", "3. c", "4. d", "5. e", "6. f", "7. g"],
    ],
)
def test_what_is_no_gutter(others: list[str]) -> None:
    assert numbered(others) is None
