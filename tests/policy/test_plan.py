"""What is to be done with a text: the table of reasons, one example each, and their order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from weft.engine.model import Block, Origin
from weft.policy.caching import Asked
from weft.policy.plan import LEAVE, Act, Circumstances, Facts, verdict
from weft.policy.reads import Care
from weft.policy.words import Auth, Mode, Reason

LOG = "".join(f"2026-01-02 03:04:{n % 60:02} INFO job {n} done\n" for n in range(300))
CODE = "".join(f"def f{n}(x):\n    return x + {n}\n\n" for n in range(200))
NOW = Circumstances(
    mode=Mode.FULL,
    auth=Auth.KEY,
    fresh_from=2,
    prompt_bytes=100_000,
    model="claude-sonnet-4-5",
    dialect="anthropic",
    turns=1,
    asked=Asked(marked=True),
    min_tokens=200,
    min_bytes=2_048,
)


def facts(text: str = LOG, item: int = 2, **origin: str) -> Facts:
    return Facts(item, Block(text, Origin(**origin)), ("content", 0, "content"))


@pytest.mark.parametrize(
    ("text", "changed", "reason"),
    [
        (facts(), {}, Reason.REWRITTEN),
        (facts(item=1), {}, Reason.OLDER),
        (facts(item=1), {"cache_dead": True}, Reason.REWRITTEN),
        (facts(item=2), {"floor": (2, ("content", 1))}, Reason.FROZEN),
        (facts(item=2), {"floor": (1, ())}, Reason.REWRITTEN),
        (facts(item=1), {"cache_dead": True, "floor": (1, ())}, Reason.FROZEN),
        (facts(), {"prompt_bytes": 2_000}, Reason.SMALL_REQUEST),
        (facts("short"), {}, Reason.SMALL),
        (facts(tool="weft_retrieve"), {}, Reason.OURS),
        (facts(tool="mcp__weft__weft_retrieve"), {}, Reason.OURS),
        (facts(tool="headroom_retrieve"), {}, Reason.OURS),
        (facts(tool="retrieve"), {}, Reason.REWRITTEN),
        (facts(CODE, tool="Read"), {}, Reason.REWRITTEN),
        (facts(tool="Read"), {}, Reason.REWRITTEN),
        (facts(tool="mine"), {"exact_tools": frozenset({"mine"})}, Reason.EXACT),
    ],
)
def test_why_a_text_goes_out_as_it_does(
    text: Facts, changed: dict[str, Any], reason: Reason
) -> None:
    found = verdict(text, replace(NOW, **changed))
    assert found.reason is reason
    assert found.act is (Act.WRITE if reason is Reason.REWRITTEN else Act.LEAVE)
    assert found.detail or found.act is Act.WRITE


def test_the_order_of_the_reasons() -> None:
    order = [reason for reason, _, _ in LEAVE]
    assert order == [
        Reason.OLDER,
        Reason.FROZEN,
        Reason.SMALL_REQUEST,
        Reason.SMALL,
        Reason.OURS,
    ]
    all_of_them = replace(NOW, floor=(9, ()), prompt_bytes=10)
    assert verdict(facts("short", item=0, tool="weft_retrieve"), all_of_them).reason is order[0]


@pytest.mark.parametrize(
    ("text", "changed", "lossless"),
    [
        (facts(), {}, False),
        (facts(), {"mode": Mode.LOSSLESS}, True),
        (facts(LOG[:700]), {"min_tokens": 0}, True),
        (facts(LOG[:1_500]), {}, False),
        (facts(CODE, tool="Bash", arguments='{"command": "cat a.py"}'), {}, True),
        (facts(CODE, tool="Read"), {}, True),
        (facts(CODE[:1_500]), {}, True),
        (facts(LOG[:1_500]), {"prompt_bytes": 20_000_000}, True),
        (facts(LOG[:1_500]), {"prompt_bytes": 20_000_000, "chance": 0.0}, False),
    ],
)
def test_when_nothing_may_be_left_out(text: Facts, changed: dict[str, Any], lossless: bool) -> None:
    found = verdict(text, replace(NOW, **changed))
    assert found.act is Act.WRITE
    assert found.lossless_only is lossless
    assert (found.care is Care.FREE) is not lossless
    assert bool(found.detail) is lossless


def test_a_gain_is_told_in_tokens() -> None:
    assert NOW.gain(1_000, 200, lossy=False) > NOW.gain(1_000, 200, lossy=True) > 0
    assert NOW.gain(1_000, 999, lossy=True) < 0


@pytest.mark.parametrize(
    ("prompt", "before", "after", "model", "asked", "answer"),
    [
        (20_000, 5_000, 500, "claude-haiku-4-5", Asked(marked=True), True),
        (20_000, 5_000, 500, "claude-haiku-4-5", Asked(), False),
        (400_000, 5_000, 500, "claude-haiku-4-5", Asked(marked=True), False),
        (20_000, 5_000, 4_900, "claude-opus-5", Asked(marked=True), False),
        (6_000, 1_200, 100, "claude-opus-5", Asked(marked=True), True),
        # What is left costs less uncached than the whole would cached.
        (80_000, 30_000, 100, "claude-haiku-4-5", Asked(marked=True), False),
    ],
)
def test_no_prompt_falls_below_the_minimum(
    prompt: int, before: int, after: int, model: str, asked: Asked, answer: bool
) -> None:
    now = replace(NOW, prompt_bytes=prompt, model=model, asked=asked)
    assert now.falls_below_minimum(min(prompt, 20_000) - 400, before, after) is answer
