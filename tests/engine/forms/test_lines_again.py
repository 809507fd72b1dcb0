"""Lines that stood above already become a reference."""

from __future__ import annotations

import pytest
from line_texts import turns_back

from weft.engine.forms.lines_again import LinesAgain

FORM = LinesAgain()
TRACE = (
    "java.lang.IllegalStateException: ledger is closed\n"
    "\tat com.example.shop.Ledger.append(Ledger.java:88)\n"
    "\tat com.example.shop.Billing.charge(Billing.java:41)\n"
    "\tat com.example.shop.Orders.checkout(Orders.java:112)\n"
    "\tat com.example.shop.Main.main(Main.java:9)\n"
)


def test_a_trace_that_comes_again() -> None:
    text = f"order 1 failed\n{TRACE}order 2 paid\norder 3 failed\n{TRACE}done\n"
    assert turns_back(FORM, text) == (
        f"order 1 failed\n{TRACE}order 2 paid\norder 3 failed\n"
        "[5 lines as above, from: java.lang.IllegalStateException: ledger is closed]\n"
        "done\n"
    )


def test_a_trace_that_begins_otherwise() -> None:
    other = TRACE.replace("closed", "gone")
    folded = turns_back(FORM, TRACE + "x\n" + other)
    assert folded is not None
    assert folded.endswith(
        "java.lang.IllegalStateException: ledger is gone\n"
        "[4 lines as above, from: at com.example.shop.Ledger.append(Ledger.java:88)]\n"
    )


def test_a_repeat_of_a_repeat() -> None:
    turns_back(FORM, (TRACE + "a\n" + TRACE + "b\n") * 5)


def test_lines_that_begin_alike() -> None:
    long = "x" * 100
    turns_back(FORM, f"{long}1\na line here\nb line here\n{long}2\na line here\nb line here\n" * 9)


@pytest.mark.parametrize(
    "text", ["", "a\nb\nc", "a\n" * 3, "[3 lines as above, from: x]\n" + TRACE + "y\n" + TRACE]
)
def test_nothing_to_offer(text: str) -> None:
    assert FORM.fold(text) is None


def test_one_line_many_times_is_not_said_by_reference() -> None:
    deep = "\tat com.example.Tree.depth(Tree.java:6)\n" * 20
    assert turns_back(FORM, f"com.example.Deep: too deep\n{deep}") is None
