"""Conversations for the exchange's bench, as bytes, and a connection that sends them and waits.

A `Talk` grows by rounds: what the model said, a call, and what the tool gave. Its bytes of one turn
begin with those of the turn before, as those of real clients do.
"""

from __future__ import annotations

import json
import random
import socket
import time
from typing import TYPE_CHECKING

import texts
import texts_tools

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = (
    b"POST /v1/messages HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    b"x-api-key: sk-ant-api-bench\r\nanthropic-version: 2023-06-01\r\nContent-Length: %d\r\n\r\n"
)
SYSTEM = "You are a careful assistant that works with tools. " * 200
KINDS: tuple[Callable[[random.Random, int], str], ...] = (
    texts.logs,
    texts.prose,
    texts_tools.search,
    texts.code,
    texts.json_pretty,
)


class Talk:
    """One conversation in Anthropic's dialect."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        opening = {"role": "user", "content": f"Why are mails sent twice? ({seed})"}
        start = {"model": "claude-sonnet-5", "max_tokens": 999, "system": SYSTEM}
        self._bytes = bytearray(_json(start)[:-1] + b',"messages":[' + _json(opening))
        self._number = 0

    def __len__(self) -> int:
        return len(self._bytes)

    def grow(self, size: int) -> None:
        """One more round, with a result of about so many bytes."""
        kind = KINDS[self._number % len(KINDS)]
        call = f"toolu_{self._random.getrandbits(64):016x}"
        self._number += 1
        given = {"command": f"make step{self._number}"}
        use = {"type": "tool_use", "id": call, "name": "bash", "input": given}
        said = {"type": "text", "text": "I look at the next step."}
        text = kind(self._random, size)
        result = {"type": "tool_result", "tool_use_id": call, "content": text}
        self._bytes += b"," + _json({"role": "assistant", "content": [said, use]})
        self._bytes += b"," + _json({"role": "user", "content": [result]})

    def body(self) -> bytes:
        """The request of this turn."""
        return bytes(self._bytes) + b"]}"


def grown(seed: str, size: int, step: int) -> Talk:
    """A conversation of about this size."""
    talk = Talk(seed)
    while len(talk) < size:
        talk.grow(step)
    return talk


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Line:
    """One connection. `ask` says how many seconds an answer took, complete."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, body: bytes) -> float:
        """Send a request; wait for the end of the answer."""
        data = HEAD % len(body) + body
        begun = time.perf_counter()
        self._socket.sendall(data)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._received()
        head, _, rest = got.partition(b"\r\n\r\n")
        if b" 200 " not in head[:16]:
            raise ConnectionError(f"not an answer: {got[:300]!r}")
        left = _length(head) - len(rest)
        while left > 0:
            left -= len(self._received())
        return time.perf_counter() - begun

    def close(self) -> None:
        """End it."""
        self._socket.close()

    def _received(self) -> bytes:
        data = self._socket.recv(262_144)
        if not data:
            raise ConnectionError("the connection ended before the answer did")
        return data


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ConnectionError("an answer without a length")
