"""A gateway before a recording upstream, and a client that sends conversations through it."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from exchange_law import Sent
from proxy_plays import PATIENCE
from proxy_process import Weft
from scripted_upstream import body_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exchange_talk import Client, Talk
    from scripted_upstream import Scripted, Sockets

JSON = ("Content-Type", "application/json")


@contextmanager
def gateway(
    scripted: Scripted | Sockets, state: Path, *flags: str, **environment: str
) -> Iterator[Weft]:
    """A gateway that keeps its state there."""
    flags = ("--listen", "127.0.0.1:0", "--upstream", scripted.url, *flags)
    with Weft(*flags, WEFT_STATE_DIR=str(state), **environment) as running:
        yield running


def send(
    weft: Weft, scripted: Scripted, client: Client, body: bytes, key: str = "sk-ant-api-1"
) -> Sent:
    """One request on a connection of its own; what came of it at the upstream."""
    before = len(scripted.all(client.path))
    with weft.raw() as raw:
        answer = raw.ask("POST", client.path, JSON, ("x-api-key", key), body=body)
    assert answer.status == 200, answer.body
    return Sent(body, body_of(scripted.seen(client.path, before + 1)))


def turns(
    weft: Weft,
    scripted: Scripted,
    client: Client,
    talk: Talk,
    numbers: range | None = None,
    key: str = "sk-ant-api-1",
) -> list[Sent]:
    """The requests of a conversation after each of these rounds."""
    numbers = range(len(talk.rounds) + 1) if numbers is None else numbers
    return [send(weft, scripted, client, client.body(talk, number), key) for number in numbers]


def own(weft: Weft, path: str) -> dict[str, Any]:
    """What the gateway itself says there."""
    with weft.raw() as raw:
        answer = raw.ask("GET", path, ("Host", "localhost"))
    assert answer.status == 200, answer.body
    found: dict[str, Any] = json.loads(answer.body)
    return found


def until(weft: Weft, name: str, least: int = 1) -> int:
    """Wait until so many texts were left for this reason; what is told may come a little later."""
    end = time.monotonic() + PATIENCE
    while (count := int(own(weft, "/stats")["reasons"][name])) < least:
        assert time.monotonic() < end, f"{count} texts left for {name}, not {least}"
        time.sleep(0.01)
    return count
