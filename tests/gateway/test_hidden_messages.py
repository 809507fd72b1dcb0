"""Hidden turns over a WebSocket, message by message."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from recall_scripts import ASK, THEIRS, responses

from weft.dialects.openai_responses import OPENAI_RESPONSES
from weft.gateway.hidden_messages import HiddenMessages, Step
from weft.gateway.replies import Means
from weft.recall.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.dialects.recalling.turn import Round
    from weft.dialects.slot import Call

LOOK, FOUND = ("text", "Let me look."), ("text", "Line 7 is wrong.")
CREATE = b'{"type":"response.create","model":"m","store":false,"input":[{"role":"user"}]}'


class Talk:
    """One response: what the client was sent, and what the provider."""

    def __init__(self, rounds: int = 5) -> None:
        self.client: list[Any] = []
        self.provider: list[Any] = []
        self.remembered: list[Sequence[Round]] = []
        self.over = False
        means = Means(
            dialect=OPENAI_RESPONSES,
            answer=self._answer,
            remember=self.remembered.append,
            rounds=rounds,
        )
        self.hidden = HiddenMessages(means, CREATE)

    def says(self, *said: tuple[str, ...], id_: str = "resp_1", stop: str = "") -> Talk:
        lines = responses(list(said), id_, stop).split(b"\n")
        messages = [line.removeprefix(b"data: ") for line in lines if line.startswith(b"data: ")]
        for step in asyncio.run(self._all(messages)):
            self.client += map(json.loads, step.client)
            self.provider += [json.loads(step.provider)] if step.provider else []
            self.over = step.over
        return self

    async def _all(self, messages: list[bytes]) -> list[Step]:
        return [await self.hidden.take(message) for message in messages]

    def _answer(self, call: Call) -> Reply:
        return Reply(f"original of {call.id}", found=True)


def test_the_connection_is_asked_to_go_on_and_the_client_sees_one_response() -> None:
    talk = Talk().says(LOOK, ASK).says(FOUND, id_="resp_2")
    (asked,) = talk.provider
    assert asked["type"] == "response.create"
    assert asked["previous_response_id"] == "resp_1"
    output = {"type": "function_call_output", "call_id": "toolu_ours"}
    assert asked["input"] == [{**output, "output": "original of toolu_ours"}]
    assert talk.over
    assert [event["sequence_number"] for event in talk.client] == list(range(len(talk.client)))
    assert talk.client[-1]["type"] == "response.completed"
    assert talk.client[-1]["response"]["id"] == "resp_1"
    assert "weft_retrieve" not in json.dumps(talk.client)
    assert len(talk.remembered) == len(talk.hidden.told.hidden) == 1


def test_what_the_client_names_afterwards_is_the_last_response() -> None:
    talk = Talk().says(ASK).says(FOUND, id_="resp_2")
    assert talk.hidden.known_as == ("resp_1", "resp_2")
    assert Talk().says(FOUND).hidden.known_as is None


def test_the_clients_own_calls_end_it() -> None:
    talk = Talk().says(ASK, THEIRS)
    assert talk.over
    assert not talk.provider
    assert talk.client[-1]["response"]["output"][0]["call_id"] == "toolu_theirs"


def test_what_was_cut_off_ends_it() -> None:
    talk = Talk().says(LOOK, ASK, stop="incomplete")
    assert talk.over
    assert not talk.provider
    assert talk.client[-1]["type"] == "response.incomplete"


def test_a_message_without_our_call_passes_as_it_is() -> None:
    message = b'{"type":"response.output_text.delta", "delta":"x",  "sequence_number":7}'
    step = asyncio.run(Talk().hidden.take(message))
    assert list(step.client) == [message]
