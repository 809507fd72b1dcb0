"""Dialogues through an exchange that is looked at: what each side sees is as in any passage.

Only the request's body is another one, and when all is over an event is told.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from exchange_bodies import chat, chat_round
from stage import Stage

from weft.gateway.options import Rewriting
from weft.gateway.workshop import workshop
from weft.policy.words import Reason
from weft.recall.store import from_url

if TYPE_CHECKING:
    from weft.gateway.answering import Doors
    from weft.gateway.events import Exchanged
    from weft.wire.head import Headers

PATH = "POST /v1/chat/completions"
JSON = (b"content-type", b"application/json")
SMALL = b'{"model":"gpt-6","messages":[{"role":"user","content":"Hi"}]}'
LARGE = chat(*chat_round(), temperature=0.5)
ANSWER = {
    "model": "gpt-6",
    "choices": [{"message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 9, "completion_tokens": 1},
}


class Listening:
    """An ear that keeps what it hears."""

    def __init__(self) -> None:
        self.events: list[Exchanged] = []

    def listen(self, event: Exchanged) -> None:
        self.events.append(event)

    def report(self, asked: Headers, event: Exchanged) -> Headers:
        return [(b"x-weft-saved", b"%d" % event.saved)]

    def doors(self) -> Doors:
        return {}

    def close(self) -> None:
        """Nothing is kept."""


class Looked(Stage):
    """A stage whose relay looks at what is in a request."""

    def __init__(self, cap: int = 1_000_000) -> None:
        self.ear = Listening()
        shop = workshop(from_url("memory:"), Rewriting(), self.ear)
        super().__init__(cap=cap, workshop=shop)

    @property
    def event(self) -> Exchanged:
        (event,) = self.ear.events
        return event


def test_a_small_request_goes_as_it_came_and_is_told_of() -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, body=SMALL)
        assert stage.outbound.got == SMALL
        stage.upstream_says(200, JSON, body=json.dumps(ANSWER).encode())
        assert json.loads(stage.inbound.got) == ANSWER
        assert stage.header(b"x-weft-saved") == b"0"
        assert stage.header(b"x-request-id") == b"fresh-id"
        event = stage.event
        assert (event.status, event.model, event.bytes_before) == (200, "gpt-6", len(SMALL))
        assert event.heard is not None
        assert event.heard.usage is not None


def test_a_large_one_is_rewritten_and_says_its_length() -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, (b"content-length", b"%d" % len(LARGE)), body=LARGE)
        stage.wait_for_the_upstream()
        got = stage.outbound.got
        assert len(got) < len(LARGE)
        assert stage.seen.length == len(got)
        assert (b"content-length", b"%d" % len(got)) in stage.seen.headers
        assert json.loads(got)["temperature"] == 0.5
        stage.upstream_says(200, JSON, body=json.dumps(ANSWER).encode())
        stage.settle()
        assert [block.reason for block in stage.event.blocks] == [Reason.REWRITTEN]
        assert stage.event.bytes_after == len(got)


def test_a_body_in_many_pieces_is_one_body() -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, body=SMALL[:5], end=False, length=None)
        for at in range(5, len(SMALL)):
            stage.client_goes_on(SMALL[at : at + 1])
        assert stage.untouched  # nothing goes out before all of it is here
        stage.client_goes_on(end=True)
        assert (stage.outbound.got, stage.outbound.whole) == (SMALL, True)


def test_over_the_cap_it_is_refused_before_anybody_is_asked() -> None:
    with Looked(cap=100) as stage:
        stage.client(PATH, JSON, body=b"x" * 60, end=False, length=None)
        stage.client_goes_on(b"x" * 60)
        assert stage.status == 413
        assert "--max-body-bytes" in json.loads(stage.inbound.got)["error"]["message"]
        assert stage.untouched
        assert stage.ear.events == []


def test_trailers_and_interim_answers_pass() -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, body=SMALL, trailers=[(b"x-sum", b"1")])
        assert stage.outbound.got == SMALL
        assert stage.outbound.got_trailers == [(b"x-sum", b"1")]
        stage.upstream_informs(103, (b"link", b"</a.css>"))
        assert stage.inbound.interim == [103]
        stage.upstream_says(200, JSON, body=b"{}", trailers=[(b"x-end", b"2")])
        assert stage.inbound.got_trailers == [(b"x-end", b"2")]


@pytest.mark.parametrize("status", [204, 400, 404, 429, 500, 529])
def test_whatever_the_upstream_answers_is_the_client_s(status: int) -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, body=SMALL)
        body = b"" if status == 204 else b'{"error":{"message":"no"}}'
        stage.upstream_says(status, JSON, (b"retry-after", b"7"), body=body)
        assert (stage.status, stage.inbound.got, stage.inbound.over) == (status, body, True)
        assert stage.header(b"retry-after") == b"7"
        assert stage.event.status == status


def test_a_stream_arrives_piece_by_piece() -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, body=SMALL)
        stage.upstream_says(200, (b"content-type", b"text/event-stream"), end=False)
        for piece in (b'data: {"a"', b": 1}\n\n", b"\xff\x00 no event", b"data: [DONE]\n\n"):
            before = stage.inbound.got
            stage.upstream_goes_on(piece)
            assert stage.inbound.got == before + piece
        assert stage.ear.events == []
        stage.upstream_goes_on(end=True)
        assert stage.inbound.over
        assert stage.event.status == 200


def test_a_client_that_leaves_in_the_answer_is_told_of() -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, body=SMALL)
        stage.upstream_says(200, (b"content-type", b"text/event-stream"), end=False)
        stage.upstream_goes_on(b"data: {}\n\n")
        stage.client_leaves()
        assert stage.outbound.aborted
        assert stage.ended
        assert stage.event.status == 200


def test_a_client_that_leaves_while_its_request_is_worked_on_asks_nobody() -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, body=LARGE)
        stage.client_leaves()
        stage.settle()
        assert stage.ended
        assert stage.untouched


def test_an_upstream_that_breaks_in_its_answer_is_an_abort() -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, body=SMALL)
        stage.upstream_says(200, JSON, body=b"half", end=False)
        stage.upstream_breaks()
        assert (stage.inbound.got, stage.inbound.over, stage.inbound.aborted) == (
            b"half",
            False,
            True,
        )
        assert stage.event.status == 200


def test_an_upstream_that_breaks_before_its_answer_is_told_in_the_dialect() -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, body=SMALL)
        stage.upstream_breaks()
        assert stage.status == 502
        assert "message" in json.loads(stage.inbound.got)["error"]


def test_what_is_bypassed_is_not_looked_at() -> None:
    with Looked() as stage:
        stage.client(PATH, JSON, (b"x-weft-bypass", b"true"), body=LARGE)
        assert stage.outbound.got == LARGE
        stage.upstream_says(200, JSON, body=b"{}")
        assert stage.ear.events == []
