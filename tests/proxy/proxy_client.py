"""A client of the gateway's own endpoints: JSON there and back, over the standard library."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxy_plays import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proxy_process import Weft


@dataclass(frozen=True)
class Told:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    weft: Weft, method: str, target: str, body: object = None, headers: Mapping[str, str] = {}
) -> Told:
    """One request on a connection of its own, so that any worker may answer."""
    assert isinstance(weft.address, tuple)
    connection = http.client.HTTPConnection("127.0.0.1", weft.address[1], timeout=PATIENCE)
    try:
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        kind = {"content-type": "application/json"} if data is not None else {}
        connection.request(method, target, data, {**kind, **headers})  # type: ignore[arg-type]
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Told(answer.status, told, answer.read())
    finally:
        connection.close()


LOG = "".join(
    f"2026-01-02 03:{n // 60:02}:{n % 60:02} {'ERROR' if n == 417 else 'INFO'} worker-{n % 7} "
    f"job {n} {'failed: disk full' if n == 417 else f'took {n * 37 % 91} ms'}\n"
    for n in range(600)
)


def conversation(turns: int, log: str = LOG) -> list[dict[str, Any]]:
    """A chat of so many turns, each of which reads a log of its own."""
    items: list[dict[str, Any]] = [{"role": "user", "content": "Why did job 417 fail?"}]
    for turn in range(turns):
        function = {"name": "bash", "arguments": f'{{"n":{turn}}}'}
        call = {"id": f"call_number_{turn:04}", "type": "function", "function": function}
        items.append({"role": "assistant", "content": "Let me look.", "tool_calls": [call]})
        given = log.replace("worker", f"worker{turn}")
        items.append({"role": "tool", "tool_call_id": call["id"], "content": given})
    return items
