"""When a line was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.lines.clock import REACH, second_times, stands_still, times


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("2031-03-04 09:10:11,123 INFO x", "09:10:11,123"),
        ("2031-03-04T09:10:11.123456Z x", "09:10:11.123456"),
        ("Mar  4 09:10:11 gate sshd[9]: x", "09:10:11"),
        ('192.0.2.1 - - [04/Mar/2031:09:10:11 +0000] "GET /"', "09:10:11"),
        ("20310304-09:10:11:123|Step|x", "09:10:11:123"),
        ("[ 5123.004211] usb 1-2: x", " 5123.004211"),
        ("1930000000.25 x", "1930000000.25"),
        ("[12.345s][info][gc] GC(3) Pause", "12.345"),
        ("310304 091011 148 INFO x", "091011"),
        ("no time", ""),
        ("", ""),
        ("ratio 12:34", ""),
        ("address aa:12:34:56:78:9", "12:34:56:78"),
        ("é 日本 09:10:11 x", "09:10:11"),
        ("x" * REACH + " 09:10:11", ""),
    ],
)
def test_formats(line: str, time: str) -> None:
    assert times(line) == [time]


def test_a_time_per_line() -> None:
    assert times("09:00:00 a\n  b\n\n09:00:01 c\n") == ["09:00:00", "", "", "09:00:01", ""]


def test_the_second_time() -> None:
    line = "app.log.2031-03-04_13:53:08 2031-03-04 00:00:01.008 x"
    assert times(line) == ["13:53:08"]
    assert second_times(line) == ["00:00:01.008"]
    assert second_times("09:00:00 only one") == [""]


def test_a_clock_that_stands_still() -> None:
    assert stands_still(["13:53:08"] * 200)
    assert not stands_still([f"00:00:{n:02}" for n in range(60)])


@given(st.text(alphabet=st.sampled_from(list("0123456789:.,[] \nax\ud800é")), max_size=200))
def test_a_line_alone_says_the_same(text: str) -> None:
    assert times(text) == [times(line)[0] for line in text.split("\n")]
    assert len(second_times(text)) == len(text.split("\n"))
