"""A text of lines, looked at once."""

from __future__ import annotations

from weft.engine.lines.sheet import sheet


def test_a_log_has_a_clock() -> None:
    page = sheet("09:00:00 a\n\tat b\n09:00:01 c")
    assert page.clock == ["09:00:00", "", "09:00:01"]
    assert not page.second


def test_a_text_without_times_has_none() -> None:
    assert sheet("a\nb\n09:00:00 c").clock == []


def test_a_clock_that_goes_back_all_the_time_says_nothing() -> None:
    assert sheet("\n".join(f"09:00:{n * 7 % 10:02} x" for n in range(90))).clock == []


def test_a_time_that_never_moves_is_passed_over() -> None:
    lines = [f"a.log_13:53:08 2031-03-04 09:{n // 60:02}:{n % 60:02} x" for n in range(300)]
    page = sheet("\n".join(lines))
    assert page.second
    assert page.clock[61] == "09:01:01"
