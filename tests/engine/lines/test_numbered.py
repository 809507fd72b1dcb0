"""Lines put together with their places in front of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.lines.cells import HOLE
from weft.engine.lines.gain import row_lengths
from weft.engine.lines.numbered import read, written
from weft.engine.lines.sheet import sheet
from weft.engine.lines.template import looks_like_head

WORDS = st.sampled_from(
    ["a", "/srv/x", "7", "{}", "{...}", '"GET /a 1"', "  ", "\t", "09:10:11", ""]
)
TEXTS = st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=30).map("\n".join)


def of(text: str) -> list[str]:
    page = sheet(text)
    lines = list(written(page, row_lengths(page)))
    assert read("\n".join(lines)) == text.split("\n")
    return lines


def stored(*numbers: int) -> list[str]:
    return [f"the orders service has stored {n} rows of the table" for n in numbers]


def test_lines_that_are_alike_leave_their_places() -> None:
    lines = [*stored(17), "first", *stored(4), "second", "third", *stored(91)]
    assert of("\n".join(lines)) == [
        "[3 lines] the orders service has stored {} rows of the table",
        "1 17",
        "3 4",
        "6 91",
        "2 first",
        "4 second",
        "third",
    ]


def test_lines_that_follow_each_other_need_no_numbers() -> None:
    assert of("\n".join(["first", *stored(1, 2, 3, 5, 8), "last"])) == [
        "first",
        "[5 lines from 2] the orders service has stored {} rows of the table",
        *"12358",
        "last",
    ]


def test_lines_that_are_the_same_are_told_by_their_places() -> None:
    same = "make[2]: Leaving directory '/home/dev/src/shop/build'"
    assert of("\n".join([same, "a", same, same, "7 b", same])) == [
        f"[4 lines: 1 3-4 6] {same}",
        "2 a",
        "5 7 b",
    ]


def test_lines_that_begin_alike() -> None:
    says = (
        "redirect folders",
        "ensure a URL is whole",
        "reject numbers",
        "answer with a policy",
        "stop",
    )
    lines = ["  static", *(f"      ✔ should {said}" for said in says), "  router"]
    assert of("\n".join(lines)) == [
        "  static",
        "[5 lines from 2]       ✔ should {...}",
        *says,
        "  router",
    ]


def test_what_is_indented_stays_with_what_it_belongs_to() -> None:
    lines = []
    for n in range(4):
        lines += [
            f"src/orders.c:{n}17: error: the order has no customer any more [-Werror=order]",
            f"  {n}17 |   return customer(order{n});",
            f"src/orders.c: In function on the line {n}:",
            "x",
        ]
    assert of("\n".join(lines))[:3] == lines[:3]


@pytest.mark.parametrize("body", ["3 a\n5 b", "[2 lines from 4] x"])
def test_what_has_no_whole_order_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="missing or doubled"):
        read(body)


@given(TEXTS)
def test_any_lines_come_back(text: str) -> None:
    if HOLE not in text and not looks_like_head(text):
        page = sheet(text)
        assert read("\n".join(written(page, row_lengths(page)))) == page.lines
