"""The proofs hold on a gateway that keeps its promises, and name what another one breaks."""

from __future__ import annotations

import functools
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from weft.demo import proof
from weft.demo.client import Client
from weft.demo.conversation import load
from weft.demo.gateway import Gateway
from weft.demo.journey import Journey
from weft.demo.model.model import Model, about
from weft.demo.model.script import told
from weft.demo.model.served import Served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TURNS = 9  # in the eighth something is left out


@contextmanager
def journey(folder: Path, store: str | None = None) -> Iterator[Journey]:
    client = Client()
    model = Model(told(client.turns), now=lambda: 0.0)
    with Served(model) as served, Gateway(served.url, folder, store) as gateway:
        yield Journey(client, gateway, served.bodies, functools.cache(about))


def results() -> list:  # type: ignore[type-arg]
    return [each for each in load().results if each.turn <= TURNS]


def test_a_journey_that_keeps_every_promise(tmp_path: Path) -> None:
    with journey(tmp_path) as made:
        legs = list(made.walk(results()))
        steps = [step for leg in legs for step in leg.steps]
        replay = proof.replay(made, restart=True)
        fetch = proof.fetch(made, steps)
    assert [step.result for step in steps] == results()
    assert all(step.after <= step.before for step in steps)
    assert any(step.changed for step in steps)
    assert all(leg.went <= leg.came for leg in legs)
    assert legs[-1].billed.dollars < legs[-1].unshortened.dollars
    assert replay.held
    assert (replay.turns, replay.sha256_first) == (TURNS, replay.sha256_second)
    assert fetch is not None
    assert fetch.held, fetch.faults
    assert fetch.part in fetch.step.result.text
    assert fetch.marker in fetch.step.sent


def test_a_gateway_that_forgot_is_found_out(tmp_path: Path) -> None:
    with journey(tmp_path, "memory:") as made:
        list(made.walk(results()))
        replay = proof.replay(made, restart=True)
    assert not replay.held
    assert "sent otherwise the second time" in replay.faults[0]
    assert replay.sha256_first != replay.sha256_second


def test_an_original_that_is_gone_is_found_out(tmp_path: Path) -> None:
    with journey(tmp_path) as made:
        legs = list(made.walk(results()))
        made.gateway.stop()
        shutil.rmtree(tmp_path / "state")
        made.gateway.restart()
        fetch = proof.fetch(made, [step for leg in legs for step in leg.steps])
    assert fetch is not None
    assert not fetch.held
    assert any("404" in fault for fault in fetch.faults)


def test_where_nothing_was_left_out_there_is_nothing_to_fetch(tmp_path: Path) -> None:
    first = [each for each in load().results if each.turn <= 2]
    with journey(tmp_path) as made:
        (*_, last) = made.walk(first)
        assert proof.fetch(made, last.steps) is None
