"""The law of prefixes: what turn N+1 sends upstream begins with what turn N sent.

The conversations are generated, for every dialect and many styles of JSON, and the bundled one.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from exchange_law import Sent, begins_with, items, moved
from exchange_talk import STYLES, TALKS, Client, Talk, clients, example
from exchange_world import gateway, send, turns
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weft.demo.client import Client as Agent

if TYPE_CHECKING:
    from pathlib import Path

    from proxy_process import Weft
    from scripted_upstream import Scripted

DIALECTS = ["anthropic", "chat", "responses", "gemini"]
SHARED = [HealthCheck.function_scoped_fixture]


def lawful(sent: list[Sent]) -> None:
    for earlier, later in pairwise(sent):
        assert moved(earlier, later) == []


def shorter(sent: list[Sent]) -> bool:
    """Whether anything was rewritten: else the law would be kept by doing nothing."""
    return len(sent[-1].went) < len(sent[-1].came)


def client(dialect: str, **more: bool) -> Client:
    return Client(dialect, STYLES[0], **more)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_turn_extends_the_one_before(dialect: str, weft: Weft, scripted: Scripted) -> None:
    @settings(max_examples=8, suppress_health_check=SHARED)
    @given(writer=clients(dialect), talk=TALKS)
    def law(writer: Client, talk: Talk) -> None:
        sent = turns(weft, scripted, writer, talk)
        lawful(sent)
        if not writer.marks:
            assert all(begins_with(earlier, later) for earlier, later in pairwise(sent))
        for each in sent:
            assert len(items(each.went)) == len(items(each.came))

    law()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_and_something_is_rewritten(dialect: str, weft: Weft, scripted: Scripted) -> None:
    assert shorter(turns(weft, scripted, client(dialect), example(f"some{dialect}")))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_across_a_restart(dialect: str, scripted: Scripted, tmp_path: Path) -> None:
    talk, writer = example("restart"), client(dialect)
    sent = []
    for number in range(len(talk.rounds) + 1):
        with gateway(scripted, tmp_path) as weft:
            sent += turns(weft, scripted, writer, talk, range(number, number + 1))
    lawful(sent)
    assert shorter(sent)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_across_two_workers(dialect: str, scripted: Scripted, tmp_path: Path) -> None:
    """Each request comes on a connection of its own, and so to either worker."""
    with gateway(scripted, tmp_path, "--workers", "2") as weft:
        for name in ("one", "two", "three"):
            sent = turns(weft, scripted, client(dialect), example(name))
            lawful(sent)
            assert shorter(sent)


def test_with_two_clients_of_different_keys_interleaved(weft: Weft, scripted: Scripted) -> None:
    """They say the same words, and share nothing."""
    writer, talk = client("anthropic", marks=True), example("interleaved")
    ours: list[Sent] = []
    theirs: list[Sent] = []
    for number in range(len(talk.rounds) + 1):
        body = writer.body(talk, number)
        ours.append(send(weft, scripted, writer, body, "sk-ant-api-ours"))
        if number % 2:
            theirs.append(send(weft, scripted, writer, body, "sk-ant-api-theirs"))
    lawful(ours)
    lawful(theirs)
    assert shorter(ours)


CHANGES = [
    {"WEFT_ENGINE_LOSSY": "false"},
    {"WEFT_ENGINE_OFFLOAD": "false"},
    {"WEFT_ENGINE_MIN_TOKENS": "2000"},
    {},
]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_with_the_configuration_changed_between_turns(
    dialect: str, scripted: Scripted, tmp_path: Path
) -> None:
    talk, writer = example("changed"), client(dialect)
    sent = []
    for number in range(len(talk.rounds) + 1):
        with gateway(scripted, tmp_path, **CHANGES[number % len(CHANGES)]) as weft:
            sent += turns(weft, scripted, writer, talk, range(number, number + 1))
    lawful(sent)


@settings(max_examples=6, suppress_health_check=SHARED)
@given(
    talk=TALKS,
    order=st.lists(st.integers(0, 5), min_size=3, max_size=8),
    writer=clients("anthropic"),
)
def test_a_client_that_goes_back_and_forth(
    talk: Talk, order: list[int], writer: Client, weft: Weft, scripted: Scripted
) -> None:
    """It retries, and takes turns back. What went once goes the same way again."""
    sent = [
        send(weft, scripted, writer, writer.body(talk, min(number, len(talk.rounds))))
        for number in [0, *sorted(order), *order]
    ]
    for earlier in sent:
        for later in sent:
            assert moved(earlier, later) == []


def test_the_bundled_conversation(scripted: Scripted, tmp_path: Path) -> None:
    """A real agent's, with its markers; in the middle the gateway is started anew."""
    sent = []
    requests = list(Agent().requests())
    for some in (requests[:12], requests[12:]):
        with gateway(scripted, tmp_path) as weft:
            sent += [send(weft, scripted, client("anthropic"), each.body) for each in some]
    lawful(sent)
    assert shorter(sent)


def test_without_a_ledger_the_law_is_broken(scripted: Scripted, tmp_path: Path) -> None:
    """The store is forgotten between two turns: so it is the ledger that keeps the law."""
    talk, writer = example("forgotten"), client("anthropic")
    sent = []
    for number in range(len(talk.rounds) + 1):
        with gateway(scripted, tmp_path, WEFT_STORE_URL="memory:") as weft:
            sent += turns(weft, scripted, writer, talk, range(number, number + 1))
    assert any(moved(earlier, later) for earlier, later in pairwise(sent))
