"""The journey: the conversation sent turn by turn through the gateway, to the scripted model.

Each turn gives a `Leg`: what became of the texts that are new in it, as the gateway itself
explains it and as they reached the model, and what the provider billed. Nothing is decided here.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from weft.demo.bills import bill, usage
from weft.demo.client import PATH
from weft.demo.model.model import Model
from weft.demo.model.script import told
from weft.demo.prefix import Prefix
from weft.demo.story import AS_BEFORE, Step
from weft.engine.detect import detect
from weft.recall import marker
from weft.rewrite.sight import LEAST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from weft.demo.bills import Bill
    from weft.demo.client import Client, Request
    from weft.demo.conversation import ToolResult
    from weft.demo.gateway import Gateway

SHORT = "the text is short"


@dataclass(frozen=True, slots=True)
class Leg:
    """One turn. `came` and `went` are bytes of the request, `seconds` what rewriting took."""

    turn: int
    steps: tuple[Step, ...]
    came: int
    went: int
    seconds: float
    billed: Bill
    unshortened: Bill


class Journey:
    """What was sent, turn by turn. `bodies` are those that reached the model."""

    def __init__(
        self, client: Client, gateway: Gateway, bodies: list[bytes], count: Callable[[str], int]
    ) -> None:
        self.client = client
        self.gateway = gateway
        self.bodies = bodies
        self.prefix = Prefix()
        self.last: tuple[Request, dict[str, Any], bytes] | None = None
        self.count = functools.cache(count)
        self._plain = Model(told(client.turns), now=lambda: 0.0, count=self.count)
        self._forms: dict[str, tuple[str, ...]] = {}
        self._number = 0

    def walk(self, results: Sequence[ToolResult]) -> Iterator[Leg]:
        """Send the turns up to that of the last of these results. Only as fast as it is asked."""
        for request in self.client.requests(results[-1].turn):
            here = [each for each in results if each.turn == request.turn]
            yield self._leg(request, here)

    def send(self, request: Request) -> tuple[dict[str, Any], str, bytes]:
        """Send a request: its answer, its id, and what reached the model first."""
        before = len(self.bodies)
        answer, request_id = self.gateway.send(request)
        return answer, request_id, self.bodies[before]

    def _leg(self, request: Request, results: Sequence[ToolResult]) -> Leg:
        answer, request_id, went = self.send(request)
        self.last = request, answer, went
        self.prefix.follow(went)
        explained = self.gateway.explain(request_id)
        plain = self._plain.answer("POST", PATH, {}, request.body)
        without = msgspec.json.decode(b"".join(plain.pieces))
        return Leg(
            request.turn,
            tuple(self._steps(request, results, went, explained)),
            len(request.body),
            len(went),
            explained["seconds"]["rewriting"],
            bill(usage(answer)),
            bill(usage(without)),
        )

    def _steps(
        self,
        request: Request,
        results: Sequence[ToolResult],
        went: bytes,
        explained: dict[str, Any],
    ) -> Iterator[Step]:
        blocks = {block["where"]: block for block in explained["blocks"]}
        texts = _results(went, request.message)
        for result, (at, sent) in zip(results, texts, strict=True):
            self._number += 1
            about = blocks.get(f"{request.message}.content.{at}.content")
            yield self._step(result, sent, about)

    def _step(self, result: ToolResult, sent: str, about: dict[str, Any] | None) -> Step:
        before = self.count(result.text)
        marks = [each for each in marker.parse(sent) if each.hash not in result.text]
        if about is not None:
            self._forms.setdefault(sent, tuple(about["forms"]))
        replayed = about is None and len(result.text) >= LEAST
        reason = AS_BEFORE if replayed else SHORT
        return Step(
            number=self._number,
            result=result,
            kind=str((about and about["kind"]) or detect(result.text)),
            sent=sent,
            before=before,
            after=before if sent == result.text else self.count(sent),
            forms=self._forms.get(sent, ()),
            cuts=tuple(each.what for each in marks),
            reason=reason if about is None else about["detail"] or about["why"],
            hash=marks[0].hash if marks else None,
            replayed=replayed,
        )


def _results(body: bytes, message: int) -> list[tuple[int, str]]:
    """The texts of the results in a message, and where they stand in it."""
    content = msgspec.json.decode(body)["messages"][message]["content"]
    return [
        (at, block["content"]) for at, block in enumerate(content) if block["type"] == "tool_result"
    ]
