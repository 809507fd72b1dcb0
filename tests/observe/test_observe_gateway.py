"""The gateway itself, with two workers: what a client is told and what anybody may ask agree."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from proxy_process import Weft, children
from scripted_upstream import Scripted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message
    from pathlib import Path

LOG = "".join(
    f"2026-01-02T03:04:{n % 60:02} INFO worker-{n % 7} done in {n} ms\n" for n in range(900)
)
SECRET = "sk-ant-api03-of-nobody"
EXCHANGES = 6


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Weft]:
    with (
        Scripted() as upstream,
        Weft(
            *("--listen", "127.0.0.1:0", "--upstream", upstream.url, "--workers", "2"),
            WEFT_STATE_DIR=str(tmp_path / "state"),
        ) as running,
    ):
        yield running


def get(gateway: Weft, path: str, **headers: str) -> bytes:
    """On a connection of its own, so any worker may answer."""
    request = urllib.request.Request(gateway.url + path, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()  # type: ignore[no-any-return]


def converse(gateway: Weft, number: int) -> Message:
    """A request with a long log in it; the headers of its answer."""
    call: dict[str, Any] = {"type": "tool_use", "id": f"toolu_{number:04}", "name": "Bash"}
    result = {"type": "tool_result", "tool_use_id": call["id"], "content": f"run {number}\n{LOG}"}
    body = {
        "model": "claude-sonnet-4-5",
        "max_tokens": 99,
        "messages": [
            {"role": "user", "content": "[[say Fine.]] What went wrong?"},
            {"role": "assistant", "content": [{**call, "input": {"command": f"run {number}"}}]},
            {"role": "user", "content": [result]},
        ],
    }
    request = urllib.request.Request(
        f"{gateway.url}/v1/messages",
        json.dumps(body).encode(),
        {
            "content-type": "application/json",
            "anthropic-version": "2023-06-01",
            "x-api-key": SECRET,
            "x-weft-report": "true",
        },
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
        return answer.headers  # type: ignore[no-any-return]


def until(found: Callable[[], Any], wanted: Any) -> None:
    last = time.monotonic() + 20
    while found() != wanted:
        assert time.monotonic() < last, f"{found()} is not {wanted}"
        time.sleep(0.05)


def test_what_is_told_agrees_on_every_worker(gateway: Weft, tmp_path: Path) -> None:
    headers = [converse(gateway, number) for number in range(EXCHANGES)]

    def stats() -> Any:
        return json.loads(get(gateway, "/stats"))

    # Many connections, so that both workers are asked.
    for _ in range(8):
        until(lambda: stats()["requests"]["total"], EXCHANGES)
    told = stats()
    assert len(told["workers"]) == 2
    assert sum(worker["requests"] for worker in told["workers"]) == EXCHANGES
    assert told["requests"]["by_dialect"] == {"anthropic": EXCHANGES}
    assert told["requests"]["by_status"] == {"200": EXCHANGES}
    assert told["store"]["backend"] == "sqlite"
    assert told["trouble"] == ""

    tokens = told["tokens"]
    assert tokens["new_saved"] > 0
    for name in ("before", "after", "saved"):
        assert tokens[name] == sum(int(each[f"x-weft-tokens-{name}"]) for each in headers)
    explained = [
        json.loads(get(gateway, f"/v1/explain/{each['x-weft-request-id']}")) for each in headers
    ]
    assert tokens["saved"] == sum(each["tokens"]["saved"] for each in explained)
    assert told["money"]["saved_usd"] == pytest.approx(
        sum(each["money"]["saved_usd"] for each in explained), abs=1e-8
    )
    (first,) = [each for each in explained[0]["blocks"] if each["tool"] == "Bash"]
    assert (first["reason"], first["before"][:6]) == ("rewritten", "run 0\n")
    assert first["timings"]
    scraped = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(get(gateway, "/metrics").decode())
        for sample in family.samples
    }
    assert scraped["weft_tokens_saved_total", "new"] == tokens["new_saved"]
    assert scraped["weft_first_byte_seconds_count",] == EXCHANGES
    for name, number in told["compressions_by_strategy"].items():
        assert scraped.get(("weft_forms_total", name), 0) == number

    seen = get(gateway, "/v1/explain") + json.dumps(explained).encode()
    kept = b"".join(file.read_bytes() for file in (tmp_path / "state").glob("observe.db*"))
    for each in (seen, kept, json.dumps(told).encode(), gateway.output.encode()):
        assert SECRET.encode() not in each


def test_a_worker_that_is_killed_is_still_counted(gateway: Weft) -> None:
    def stats() -> Any:
        return json.loads(get(gateway, "/stats"))

    until(lambda: len(stats()["workers"]), 2)
    for number in range(4):
        converse(gateway, number)
    until(lambda: stats()["requests"]["total"], 4)
    for pid in children(gateway.pid):
        os.kill(pid, signal.SIGKILL)
    gateway.wait_for("ended by signal 9")

    def after() -> tuple[int, int, int] | None:
        try:
            told = stats()
        except OSError:  # nobody serves for a moment
            return None
        living = sum(worker["alive"] for worker in told["workers"])
        return told["requests"]["total"], living, len(told["workers"])

    until(after, (4, 2, 4))
