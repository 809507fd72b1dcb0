"""What is kept of an exchange to explain it: bounded, writable as JSON, and without secrets."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from observed import block, exchange, exchanges

from weft.gateway.events import BlockTold, Exchanged
from weft.observe.explain_page import listed, page
from weft.observe.explained import BLOCKS, TEXT, WHY, explained, summary
from weft.observe.packed import Damaged, packer, unpack
from weft.observe.shorten import shortened
from weft.policy.words import Reason

pack = packer()


@given(exchanges)
def test_whatever_happened_can_be_kept_and_read(event: Exchanged) -> None:
    kept = pack(msgspec.json.encode(explained(event)))
    told = json.loads(unpack(kept))
    assert len(told["blocks"]) == len(event.blocks)
    assert page(told, "now").startswith(f"request {told['request_id']}")
    assert listed([summary(event)]).count("\n") >= 2


def test_every_reason_is_said_in_words() -> None:
    assert set(WHY) == set(Reason)


def test_a_text_is_told_before_and_after() -> None:
    told = explained(exchange(blocks=(block(),)))["blocks"][0]
    assert told["where"] == "messages.3.content.0.content"
    assert told["why"] == "seen for the first time, and written shorter"
    assert told["before"].startswith("line of a log\n")
    assert told["after"] == "line of a log (40 times)"
    assert (told["tokens_before"], told["tokens_after"], told["saved"]) == (900, 400, 500)


def test_a_long_text_loses_its_middle_and_says_so() -> None:
    text = "".join(f"{n}\n" for n in range(100_000))
    told = shortened(text, 900)
    assert told.startswith("0\n1\n")
    assert told.endswith("99999\n")
    assert f"[... {len(text) - 900:,} characters are not kept here ...]" in told
    assert len(told) < 1_000


@given(st.text(st.characters(), max_size=50), st.integers(3, 60))
def test_a_shortened_text_can_be_written(text: str, most: int) -> None:
    told = shortened(text, most)
    assert told.encode().decode() == told
    if len(text) <= most:
        assert len(told) == len(text)


def test_a_vast_exchange_stays_small() -> None:
    long = BlockTold(
        where="w", reason=Reason.REWRITTEN, before="\U0001f600" * 10**5, after="y" * TEXT
    )
    told = explained(exchange(blocks=(long,) * 1_000))
    assert len(told["blocks"]) == BLOCKS
    assert told["blocks_not_listed"] == 600
    data = msgspec.json.encode(told)
    assert len(data) < 2_500_000
    assert unpack(pack(data)) == data


def test_no_password_is_kept() -> None:
    failing = BlockTold(
        where="w",
        reason=Reason.STORE_FAILED,
        detail="redis://me:s3cret@host:6379/0 does not answer",
    )
    told = explained(exchange(blocks=(failing,), failures=("store_failed: rediss://:s3cret@host",)))
    assert "s3cret" not in msgspec.json.encode(told).decode()
    assert told["blocks"][0]["detail"] == "redis://***@host:6379/0 does not answer"


def test_what_is_torn_is_not_shown() -> None:
    packed = pack(b"x" * 10_000)
    for wrong in (packed[:-3], b"not packed", packed[:10]):
        with pytest.raises(Damaged):
            unpack(wrong)


def test_the_page_reads_from_top_to_bottom() -> None:
    told = explained(exchange(failures=("engine_failed: deep",)))
    text = page(told, "2026-01-02 03:04:05 UTC")
    assert text.splitlines()[1].endswith("claude-sonnet-4-5  status 200  mode full  auth key")
    assert [text.splitlines()[0], *text.splitlines()[2:6]] == [
        "request r1",
        "",
        "tokens not sent: 1,700",
        "  2 new texts, 1 shortened: 990 → 490",
        "  3 as before: 1,200 not sent",
    ]
    assert "hidden turn 1: fresh 10" in text
    assert "originals asked for: 1 given, 1 not there" in text
    assert "failed here: engine_failed: deep" in text
    assert "repeated_lines + outline, with cuts" in text
    assert "── after ──" in text
