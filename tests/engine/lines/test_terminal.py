"""What a terminal shows in the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.lines.terminal import is_drawn, shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[1;32mok\x1b[0m done\n", "ok done\n"),
        ("10%\r20%\r100%\n", "100%\n"),
        ("a\r\nb\r\n", "a\r\nb\r\n"),
        ("10%\r20%\r\n", "20%\r\n"),
        ("\x1b]0;a title\x07text", "text"),
        ("\x1b[2K\x1b[1Gline", "line"),
        ("ab\bc", "ac"),
        ("plain", "plain"),
    ],
)
def test_last_state(text: str, seen: str) -> None:
    assert shown(text) == seen
    assert is_drawn(text) == (seen != text) or "\b" in text


@given(st.text(alphabet=st.sampled_from(list("ab\n\r\b\x1b[;m0")), max_size=60))
def test_lines_stay_lines(text: str) -> None:
    assert shown(text).count("\n") == text.count("\n")
