"""What stands earlier is said by reference: only where it stands, and never for good."""

from __future__ import annotations

import json
from typing import Any

import pytest
from exchange_bodies import messages, result, use
from rewrite_world import TENANT, World, asked, rewrite

from weft.policy.words import Mode, Reason

CODE = "".join(
    f"def step_{n}(value: int) -> int:\n    return value * {n} + {n * 7}\n\n" for n in range(60)
)
NUMBERED = "\n".join(f"{n:>6}\t{line}" for n, line in enumerate(CODE.split("\n"), 1))
EDITED = CODE.replace("value * 30", "value * 31")
ONE, TWO, THREE = "toolu_one_0123456", "toolu_two_0123456", "toolu_three_01234"
SYSTEM = "You help. " * 3_000


def read_file(call: str) -> list[dict[str, Any]]:
    return [use(call, "read_file", path="src/steps.py")]


def talk(*given: tuple[str, str]) -> bytes:
    """The model reads, and reads again."""
    items: list[tuple[str, Any]] = [("user", "Look at the steps.")]
    for call, text in given:
        items += [("assistant", read_file(call)), ("user", [result(call, text)])]
    return messages(*items, system=SYSTEM)


def contents(body: bytes) -> list[str]:
    return [
        block["content"]
        for item in json.loads(body)["messages"]
        if not isinstance(item["content"], str)
        for block in item["content"]
        if block["type"] == "tool_result"
    ]


def in_turn(world: World, *given: tuple[str, str], mode: Mode = Mode.FULL) -> list[str]:
    """The results as they went, after the requests of each turn."""
    rewriter = world.rewriter()
    for number in range(1, len(given) + 1):
        done = rewrite(rewriter, asked(talk(*given[:number]), mode=mode))
    return contents(done.body)


def test_a_file_that_is_read_again_is_said_by_reference() -> None:
    first, second = in_turn(World(), (ONE, CODE), (TWO, CODE))
    assert first == CODE
    assert len(second) < len(CODE) / 5
    assert "as in read_file src/steps.py" in second


def test_after_an_edit_what_differs_is_said() -> None:
    first, second = in_turn(World(), (ONE, CODE), (TWO, EDITED))
    assert first == CODE
    assert "return value * 31 + 210" in second
    assert len(second) < len(CODE) / 2


def test_the_original_can_be_had() -> None:
    world = World()
    rewriter = world.rewriter()
    rewrite(rewriter, asked(talk((ONE, CODE))))
    done = rewrite(rewriter, asked(talk((ONE, CODE), (TWO, EDITED))))
    (block,) = done.blocks
    assert block.reason is Reason.REWRITTEN
    assert block.forms == ("as_before",)
    folio = world.store.open(TENANT, block.hash)
    assert folio is not None
    assert folio.text() == EDITED


def test_numbers_in_front_of_lines_hide_none() -> None:
    """What was numbered is pointed at, and what is numbered now is known by its lines."""
    first, second = in_turn(World(), (ONE, NUMBERED), (TWO, CODE))
    assert "as in read_file" in second
    assert all(line in first for line in CODE.split("\n"))


def test_nothing_points_at_a_text_that_is_a_reference_itself() -> None:
    first, second, third = in_turn(World(), (ONE, CODE), (TWO, CODE), (THREE, CODE))
    assert first == CODE
    assert "as in read_file" in second
    assert "as in read_file" in third  # the first one still stands


def test_nothing_points_at_what_was_cut() -> None:
    """A log is cut at first sight: its lines are not there to be pointed at."""
    log = "\n".join(
        f"2026-01-01T00:00:{n % 60:02} INFO worker {n % 3} took {n * 7} ms" for n in range(500)
    )
    world = World()
    rewriter = world.rewriter()
    calls = [("assistant", [use(ONE, "bash", command="make")]), ("user", [result(ONE, log)])]
    again = [("assistant", [use(TWO, "bash", command="make")]), ("user", [result(TWO, log)])]
    head: list[tuple[str, Any]] = [("user", "Why?")]
    (block,) = rewrite(rewriter, asked(messages(*head, *calls, system=SYSTEM))).blocks
    assert block.lossy
    (second,) = rewrite(rewriter, asked(messages(*head, *calls, *again, system=SYSTEM))).blocks
    assert second.forms != ("as_before",)


def test_results_of_one_item_do_not_point_at_each_other() -> None:
    """Which of them the model reads first is nobody's to say."""
    both = [*read_file(ONE), *read_file(TWO)]
    results = [result(ONE, CODE), result(TWO, CODE)]
    body = messages(("user", "Look."), ("assistant", both), ("user", results), system=SYSTEM)
    assert contents(rewrite(World().rewriter(), asked(body)).body) == [CODE, CODE]


@pytest.mark.parametrize(
    "calls", [("c1", "c2"), ("functions.read_file:0", "functions.read_file:1")]
)
def test_calls_that_are_only_numbered_are_of_no_one_conversation(calls: tuple[str, str]) -> None:
    """Another conversation may have the same call with the same result, and nothing before it."""
    assert in_turn(World(), (calls[0], CODE), (calls[1], CODE)) == [CODE, CODE]


def test_losslessly_nothing_is_said_by_reference() -> None:
    assert in_turn(World(), (ONE, CODE), (TWO, CODE), mode=Mode.LOSSLESS) == [CODE, CODE]


def test_the_same_at_a_worker_that_never_saw_the_first() -> None:
    world = World()
    went = in_turn(world, (ONE, CODE), (TWO, EDITED))
    assert contents(rewrite(world.rewriter(), asked(talk((ONE, CODE), (TWO, EDITED)))).body) == went
    anew = rewrite(World().rewriter(), asked(talk((ONE, CODE), (TWO, EDITED)))).body
    assert contents(anew) == went
