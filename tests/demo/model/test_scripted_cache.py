"""The simulated prompt cache bills as a provider does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.demo.model.asked import read
from weft.demo.model.cache import PromptCache
from weft.dialects.endpoint import endpoint

MARK = {"cache_control": {"type": "ephemeral"}}
LONG = {"cache_control": {"type": "ephemeral", "ttl": "1h"}}


def cache() -> PromptCache:
    return PromptCache(lambda text: text.count("#"))  # one token to each #


def block(tokens: int, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": "#" * tokens, **more}


def ask(*blocks: dict[str, Any], key: str = "k", model: str = "m", path: str = "messages") -> Any:
    found = endpoint(b"POST", f"/v1/{path}".encode())
    assert found
    body = {"model": model, "messages": [{"role": "user", "content": list(blocks)}]}
    return read(found, body, key)


def test_what_ends_at_a_marker_is_written_then_read() -> None:
    prompts = cache()
    first = prompts.bill(ask(block(2000, **MARK), block(10)), 0)
    assert (first.read, first.written, first.written_long) == (0, 2000, 0)
    bill = prompts.bill(ask(block(2000, **MARK), block(50)), 10)
    assert (bill.read, bill.written) == (2000, 0)


def test_a_moved_marker_changes_no_prefix() -> None:
    prompts = cache()
    prompts.bill(ask(block(2000, **MARK)), 0)
    bill = prompts.bill(ask(block(2000), block(500, **MARK)), 10)
    assert (bill.read, bill.written) == (2000, 500)


def test_one_other_byte_and_nothing_is_read() -> None:
    prompts = cache()
    prompts.bill(ask(block(2000, **MARK)), 0)
    other = {"type": "text", "text": "X" + "#" * 2000, **MARK}
    assert prompts.bill(ask(other), 10).read == 0


@pytest.mark.parametrize(("key", "model"), [("other", "m"), ("k", "other")])
def test_nobody_reads_what_another_wrote(key: str, model: str) -> None:
    prompts = cache()
    prompts.bill(ask(block(2000, **MARK)), 0)
    assert prompts.bill(ask(block(2000, **MARK), key=key, model=model), 1).read == 0


def test_five_minutes_and_every_read_makes_it_five_more() -> None:
    prompts = cache()
    asked = ask(block(2000, **MARK))
    assert [prompts.bill(asked, now).read for now in (0, 299, 597, 898)] == [0, 2000, 2000, 0]


def test_an_hour_where_the_marker_says_so() -> None:
    prompts = cache()
    asked = ask(block(2000, **LONG))
    assert prompts.bill(asked, 0).written_long == 2000
    assert prompts.bill(asked, 3000).read == 2000


@pytest.mark.parametrize(("model", "least"), [("claude-opus-5", 512), ("claude-haiku-4-5", 4096)])
def test_below_the_minimum_nothing_is_cached(model: str, least: int) -> None:
    for tokens, written in ((least - 9, 0), (least, least)):
        assert cache().bill(ask(block(tokens, **MARK), model=model), 0).written == written


def test_a_marker_looks_back_for_twenty_blocks() -> None:
    for more, found in ((19, 2000), (20, 0)):
        prompts = cache()
        prompts.bill(ask(block(2000, **MARK)), 0)
        asked = ask(block(2000), *[block(1)] * (more - 1), block(1, **MARK))
        assert prompts.bill(asked, 1).read == found


def test_others_need_no_marker() -> None:
    prompts = cache()
    prompts.bill(ask(block(2000), path="chat/completions"), 0)
    bill = prompts.bill(ask(block(2000), block(5), path="chat/completions"), 1)
    assert (bill.read, bill.written) == (2000, 0)


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=6), st.booleans())
def test_a_bill_adds_up(sizes: list[int], marked: bool) -> None:
    prompts = cache()
    asked = ask(*(block(size, **(MARK if marked else {})) for size in sizes))
    for now in (0, 1):
        bill = prompts.bill(asked, now)
        assert bill.input == sum(segment.text.count("#") for segment in asked.segments)
        assert min(bill.fresh, bill.read, bill.written) >= 0
