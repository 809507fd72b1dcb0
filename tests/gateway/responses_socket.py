"""One WebSocket in memory: a client, the scripted model, and the conversation between them."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import TYPE_CHECKING, Any

from weft.demo.model.model import Model
from weft.dialects.endpoint import socket
from weft.gateway.options import Rewriting
from weft.gateway.talking import ResponsesTalk
from weft.gateway.workshop import workshop
from weft.recall.store import from_url
from weft.wire.head import RequestHead

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.gateway.answering import Doors
    from weft.gateway.events import Exchanged
    from weft.recall.store import Store
    from weft.wire.head import Headers

PATH = b"/v1/responses"
KEY = (b"authorization", b"Bearer sk-test")
LOG = "\n".join(
    f"2026-03-11T09:{n // 60:02}:{n % 60:02}Z {'ERROR' if n % 37 == 5 else 'INFO'} worker: row {n}"
    for n in range(400)
)
LONG = "You help, and you are careful. " * 800


class Told:
    """An ear that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[Exchanged] = []

    def listen(self, event: Exchanged) -> None:
        self.events.append(event)

    def report(self, asked: Headers, event: Exchanged) -> Headers:
        return []

    def doors(self) -> Doors:
        return {}

    def close(self) -> None:
        """Nothing is left."""


class World:
    """What outlives a WebSocket: the gateway with its store, and the provider."""

    def __init__(self, store: Store | None = None, **options: Any) -> None:
        self.store = store or from_url("memory:")
        self.ear = Told()
        self.workshop = workshop(self.store, Rewriting(**options), self.ear)
        self.model = Model(now=lambda: 0.0)

    @property
    def events(self) -> list[Exchanged]:
        return self.ear.events


class Socket:
    """A WebSocket. `up` holds what the provider was sent, `given` what the client was."""

    def __init__(self, world: World, *headers: tuple[bytes, bytes]) -> None:
        self.world = world
        head = RequestHead(b"GET", PATH, b"weft.example", [KEY, *headers], length=0)
        found = socket(PATH)
        assert found is not None
        terms = world.workshop.terms(head)
        self.talk = ResponsesTalk(world.workshop, head, found, terms, b"ws")
        self.up: list[bytes] = []
        self.given: list[bytes] = []
        self.raised: list[Exception] = []
        self._asked: deque[bytes] = deque()
        self.talk.opened(self.sent)

    @property
    def down(self) -> list[Any]:
        """What the client was given."""
        return [json.loads(each) for each in self.given]

    def sent(self, message: bytes) -> None:
        self.up.append(message)
        self._asked.append(message)

    def says(self, message: bytes) -> bytes:
        """The client says this; what went up."""
        return asyncio.run(self._says(message))

    async def _says(self, message: bytes) -> bytes:
        new = await self.talk.outgoing(message)
        self.sent(message if new is None else new)
        return self.up[-1]

    def asks(self, *items: Any, **asked: Any) -> dict[str, Any]:
        """The client asks, and is answered to the end. The response it has then."""
        return self.asks_text(create(*items, **asked))

    def asks_text(self, message: bytes) -> dict[str, Any]:
        self.says(message)
        self.answered()
        last: dict[str, Any] = self.down[-1]
        response: dict[str, Any] = last.get("response", last)
        return response

    def answered(self, change: Callable[[dict[str, Any]], None] = lambda _: None) -> None:
        """The provider answers all that it was asked."""
        while self._asked:
            given = json.loads(self._asked.popleft())
            if given.pop("type") != "response.create":
                continue
            lane = given.pop("stream_id", None)
            for number, event in enumerate(self.world.model.messages(given, "sk-test")):
                said = {"sequence_number": number, **event}
                if lane is not None:
                    said["stream_id"] = lane
                change(said)
                self.hears(json.dumps(said).encode())

    def hears(self, message: bytes) -> list[bytes]:
        """The provider says this; what the client is given."""
        given = asyncio.run(self._hears(message))
        self.given += given
        return given

    async def _hears(self, message: bytes) -> list[bytes]:
        try:
            given = await self.talk.incoming(message)
        except Exception as error:  # noqa: BLE001 - as `messages` does
            self.talk.failed(error)
            self.raised.append(error)
            given = None
        return [message] if given is None else list(given)


def create(*items: Any, **asked: Any) -> bytes:
    """A `response.create` as coding agents send it."""
    tools = [{"type": "function", "name": "bash", "parameters": {"type": "object"}}]
    given = {"model": "gpt-5", "instructions": LONG, "tools": tools, **asked}
    return json.dumps({"type": "response.create", **given, "input": list(items)}).encode()


def person(words: str) -> dict[str, Any]:
    content = [{"type": "input_text", "text": words}]
    return {"type": "message", "role": "user", "content": content}


def output(response: dict[str, Any], text: str = LOG) -> dict[str, Any]:
    """What the client's tool gave to the first call of a response."""
    call = next(item for item in response["output"] if item["type"] == "function_call")
    return {"type": "function_call_output", "call_id": call["call_id"], "output": text}


def called(command: str, *more: str) -> str:
    """Words that have the model call a tool, and then do as they say."""
    return "[[then]]".join([f'[[call bash {{"command": "{command}"}}]]', *more])
