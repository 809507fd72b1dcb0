"""Answers out of the coding in which the provider sent them."""

from __future__ import annotations

import gzip
import zlib

import pytest

from weft.gateway.unpacked import Unpacked, plain, readable
from weft.wire.fault import UpstreamBroken
from weft.wire.head import ResponseHead

TEXT = b"data: {}\n\n" * 500


def head(coding: bytes) -> ResponseHead:
    return ResponseHead(200, [(b"Content-Encoding", coding), (b"Content-Length", b"7")])


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        (b"gzip", gzip.compress(TEXT, mtime=0)),
        (b"GZIP", gzip.compress(TEXT, mtime=0)),
        (b"deflate", zlib.compress(TEXT)),
        (b"identity", TEXT),
        (b"", TEXT),
    ],
)
def test_pieces_come_out_as_they_can_be_read(coding: bytes, data: bytes) -> None:
    unpacked = Unpacked(head(coding))
    assert readable(head(coding))
    assert b"".join(unpacked.feed(data[at : at + 5]) for at in range(0, len(data), 5)) == TEXT


def test_a_coding_that_is_unknown_or_twofold_is_not_readable() -> None:
    assert not readable(head(b"compress"))
    assert not readable(head(b"gzip, br"))


def test_what_is_not_its_coding_is_a_fault_of_the_upstream() -> None:
    with pytest.raises(UpstreamBroken, match="the coding that it claims"):
        Unpacked(head(b"gzip")).feed(b"no gzip at all")


def test_a_bomb_is_a_fault_of_the_upstream() -> None:
    with pytest.raises(UpstreamBroken, match="far more"):
        Unpacked(head(b"gzip")).feed(gzip.compress(bytes(20_000_000)))


def test_the_head_tells_neither_coding_nor_length() -> None:
    assert plain([*head(b"gzip").headers, (b"x", b"y")]) == [(b"x", b"y")]
