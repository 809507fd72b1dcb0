"""Headers that tell a client what was done, if it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from observed import exchange, exchanges

from weft.observe.headers import report, wanted

if TYPE_CHECKING:
    from weft.gateway.events import Exchanged


@pytest.mark.parametrize(
    ("header", "asks"),
    [
        ((b"x-weft-report", b"true"), True),
        ((b"X-Weft-Explain", b" Headers"), True),
        ((b"x-weft-report", b"false"), False),
        ((b"x-weft-explain", b"body"), False),
        ((b"accept", b"true"), False),
    ],
)
def test_only_who_asks_is_told(header: tuple[bytes, bytes], asks: bool) -> None:
    assert wanted([(b"host", b"x"), header]) is asks


def test_what_is_told() -> None:
    assert report(exchange()) == [
        (b"x-weft-request-id", b"r1"),
        (b"x-weft-mode", b"full"),
        (b"x-weft-tokens-before", b"990"),
        (b"x-weft-tokens-after", b"490"),
        (b"x-weft-tokens-new-saved", b"500"),
        (b"x-weft-tokens-replayed-saved", b"1200"),
        (b"x-weft-tokens-saved", b"1700"),
        (b"x-weft-texts-new", b"2"),
        (b"x-weft-texts-shortened", b"1"),
        (b"x-weft-texts-replayed", b"3"),
        (b"x-weft-forms", b"repeated_lines,outline"),
        (b"x-weft-reasons", b"rewritten,small"),
    ]


@given(exchanges)
def test_no_header_can_be_broken_out_of(event: Exchanged) -> None:
    for name, value in report(event):
        assert name.startswith(b"x-weft-")
        assert all(0x20 < code < 0x7F for code in value)
