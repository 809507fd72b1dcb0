"""Which lines belong to the line above them."""

from __future__ import annotations

from weft.engine.lines.records import belong_above


def test_without_times_what_is_indented_does() -> None:
    assert belong_above(["a", "  b", "\tc", "", "d"], []) == [False, True, True, True, False]


def test_with_times_what_begins_as_no_timed_line_does() -> None:
    lines = ["20310304-09:00:01 a", "Traceback", "  File", "20310304-9:0:3 c"]
    clock = ["09:00:01", "", "", ""]
    assert belong_above(lines, clock) == [False, True, True, False]
