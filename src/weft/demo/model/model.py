"""The `Model`: a request in, an answer out, in the dialect of its path. No sockets.

An answer is a head and pieces of a body; a body that ends without its last piece is cut there.
What the Responses API keeps (a response by its id) is kept here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weft.demo.model.anthropic import Anthropic
from weft.demo.model.asked import read
from weft.demo.model.cache import PromptCache
from weft.demo.model.chat import Chat
from weft.demo.model.gemini import Gemini
from weft.demo.model.reply import Reply, failure_words
from weft.demo.model.responses import Responses, output
from weft.demo.model.rules import broken
from weft.demo.model.script import directed
from weft.demo.model.seal import ident
from weft.demo.model.words import Fault, Think
from weft.dialects.endpoint import Operation, endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from weft.demo.model.asked import Asked
    from weft.demo.model.cache import Bill
    from weft.demo.model.reply import Grammar, Pairs
    from weft.demo.model.script import Script
    from weft.demo.model.words import Turn
    from weft.dialects.endpoint import Endpoint
    from weft.dialects.slot import Item

GRAMMARS: Mapping[str, Grammar] = {
    "anthropic": Anthropic(),
    "openai": Chat(),
    "responses": Responses(),
    "gemini": Gemini(),
}
_KEYS = ("x-api-key", "authorization", "x-goog-api-key")
_JSON = ("content-type", "application/json")
_STREAM = ("content-type", "text/event-stream; charset=utf-8")
BYTES_PER_TOKEN = 4


def about(text: str) -> int:
    """A rough count of tokens, the same everywhere."""
    return -(-len(text.encode("utf-8", "surrogatepass")) // BYTES_PER_TOKEN)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. `streamed` pieces come one by one; `cut` says that the end never comes."""

    status: int
    headers: Pairs
    pieces: tuple[bytes, ...]
    streamed: bool = False
    cut: bool = False


class Model:
    """Says what its script says. `now` is a clock in seconds, for the prompt cache alone."""

    def __init__(
        self,
        script: Script = directed,
        *,
        now: Callable[[], float],
        count: Callable[[str], int] = about,
    ) -> None:
        self._script = script
        self._now = now
        self._count = count
        self._cache = PromptCache(count)
        self._kept: dict[str, tuple[Item, ...]] = {}

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request. Names of headers are in lower case."""
        found = endpoint(method.encode("latin-1"), target.encode("latin-1"))
        if found is None:
            return _failed(Chat(), Fault(404), "There is no such path.")
        grammar = GRAMMARS[found.dialect.name]
        try:
            given = json.loads(body)
        except ValueError:
            return _failed(grammar, Fault(400), "The body is not JSON.")
        if not isinstance(given, dict):
            return _failed(grammar, Fault(400), "The body is not an object.")
        key = next((headers[name] for name in _KEYS if name in headers), "")
        reply = self._reply(found, given, key)
        if isinstance(reply, str):
            return _failed(grammar, Fault(400), reply)
        if found.operation is Operation.COUNT:
            return _whole(grammar.counted(reply.bill.input), reply.id)
        fault = reply.turn.fault
        if fault is not None and fault.status and not (reply.turn.said and reply.asked.stream):
            return _failed(grammar, fault, failure_words(fault.status))
        cut = fault is not None and not fault.status
        if not reply.asked.stream:
            return _whole(grammar.whole(reply), reply.id, cut=cut)
        return _streamed(grammar.events(reply), reply.id, target, cut=cut)

    def messages(self, given: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
        """The Responses API over a WebSocket: the messages that answer one `response.create`."""
        found = endpoint(b"POST", b"/v1/responses")
        assert found is not None
        reply = self._reply(found, given, key)
        fault, message = Fault(400), reply
        if not isinstance(reply, str):
            fault, message = reply.turn.fault or Fault(0), failure_words(400)
            if reply.turn.said or not fault.status:
                yield from Responses().messages(reply)
                return
            message = failure_words(fault.status)
        failure = Responses().failure(fault, str(message))
        yield {"type": "error", "status": fault.status, **failure}

    def _reply(self, found: Endpoint, given: dict[str, Any], key: str) -> Reply | str:
        """The reply, or why there is none."""
        before = given.get("previous_response_id")
        if isinstance(before, str) and before not in self._kept:
            return f"Previous response with id '{before}' not found."
        asked = read(found, given, key, self._kept.get(str(before), ()))
        if complaint := broken(asked):
            return complaint
        turn = self._script(asked)
        # The same question in the same place has the same id, wherever it is asked.
        name = ident("", asked.model, *(segment.text for segment in asked.segments))
        counts = found.operation is Operation.COUNT
        bill = PromptCache(self._count).bill(asked, 0.0) if counts else self._bill(asked, turn)
        reply = Reply(name, asked, turn, bill, *self._said(turn))
        if asked.dialect == "responses":
            self._kept["resp_" + name] = (*asked.items, *output(reply))
        return reply

    def _bill(self, asked: Asked, turn: Turn) -> Bill:
        if turn.fault is not None and not turn.said:
            return PromptCache(self._count).bill(asked, 0.0)  # what fails at once caches nothing
        return self._cache.bill(asked, self._now())

    def _said(self, turn: Turn) -> tuple[int, int]:
        """The tokens of what is said, and how many of them are thoughts."""
        sizes = [(self._count(repr(part)), isinstance(part, Think)) for part in turn.said]
        return sum(size for size, _ in sizes), sum(size for size, thinks in sizes if thinks)


def _encoded(value: object) -> bytes:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return data.encode("utf-8", "backslashreplace")


def _named(name: str) -> Pairs:
    return [("request-id", "req_" + name), ("x-request-id", "req_" + name)]


def _whole(value: object, name: str, *, cut: bool = False) -> Answer:
    return Answer(200, [_JSON, *_named(name)], (_encoded(value),), cut=cut)


def _streamed(events: Iterator[bytes], name: str, target: str, *, cut: bool) -> Answer:
    pieces = tuple(events)
    if "streamGenerateContent" in target and "alt=sse" not in target:
        # Without alt=sse Gemini streams one JSON array.
        values = [piece.removeprefix(b"data: ").rstrip() for piece in pieces]
        pieces = tuple((b"[" if n == 0 else b",\r\n") + each for n, each in enumerate(values))
        if not cut:
            pieces = (*pieces, b"]")
        return Answer(200, [_JSON, *_named(name)], pieces, streamed=True, cut=cut)
    headers = [_STREAM, ("cache-control", "no-cache"), *_named(name)]
    return Answer(200, headers, pieces, streamed=True, cut=cut)


def _failed(grammar: Grammar, fault: Fault, message: str) -> Answer:
    headers = [_JSON, *_named("failed")]
    if fault.retry_after:
        headers.append(("retry-after", str(fault.retry_after)))
    return Answer(fault.status, headers, (_encoded(grammar.failure(fault, message)),))
