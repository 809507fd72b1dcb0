"""What the access log says of an exchange: what happened, and nobody's secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage import Stage

from weft.gateway.access import logged
from weft.gateway.noted import hidden


class LoggedStage(Stage):
    """A stage whose relay writes an access log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []
        ticks = iter(range(100))
        handler = logged(self.relay, self.lines.append, lambda: float(next(ticks)), lambda: "now")
        self.relay = handler  # type: ignore[assignment]


def test_a_line_for_each_exchange() -> None:
    with LoggedStage() as stage:
        secret = (b"Authorization", b"Bearer sk-secret")
        stage.client("POST /v1/messages?beta=true&key=sk-secret", secret, body=b"12345")
        stage.upstream_says(200, (b"request-id", b"req_1"), body=b"123")
        (line,) = stage.lines
        assert line | {"seconds": 0, "first_byte": 0} == {
            "time": "now",
            "client": "10.0.0.1",
            "method": "POST",
            "target": "/v1/messages?beta=true&key=***",
            "version": "1.1",
            "status": 200,
            "request_id": "fresh-id",
            "received": 5,
            "sent": 3,
            "first_byte": 0,
            "end": "complete",
            "seconds": 0,
        }
        assert line["seconds"] >= line["first_byte"] > 0
        assert "sk-secret" not in json.dumps(line)


def test_streams_are_counted() -> None:
    with LoggedStage() as stage:
        stage.client("POST /", body=b"123", end=False, length=None)
        stage.client_goes_on(b"45", end=True)
        stage.upstream_says(200, body=b"1", end=False)
        stage.upstream_goes_on(b"23", end=True)
        (line,) = stage.lines
        assert (line["received"], line["sent"], line["end"]) == (5, 3, "complete")


def test_how_it_ended() -> None:
    ends = []
    for happens in ("client_leaves", "upstream_breaks"):
        with LoggedStage() as stage:
            stage.client("GET /")
            stage.upstream_says(200, body=b"1", end=False)
            getattr(stage, happens)()
            ends += [line["end"] for line in stage.lines]
    assert ends == ["client gone", "aborted"]


def test_a_client_that_left_unanswered_has_no_status() -> None:
    with LoggedStage() as stage:
        stage.client("GET /")
        stage.client_leaves()
        (line,) = stage.lines
        assert (line["status"], line["end"]) == (None, "client gone")


def test_a_websocket() -> None:
    with LoggedStage() as stage:
        stage.client("GET /live", protocol=b"websocket")
        stage.upstream_says(101, end=False)
        stage.inbound.tunnel.source.put(end=True)
        stage.outbound.raw.source.put(end=True)
        stage.settle()
        (line,) = stage.lines
        assert (line["status"], line["end"]) == (101, "switched")


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("/a", "/a"),
        ("/a?", "/a?***"),
        ("/a?key=s", "/a?key=***"),
        ("/a?sk-secret", "/a?***"),
        ("/a?limit=5&X-Amz-Signature=s&stream", "/a?limit=5&X-Amz-Signature=***&stream"),
        ("/a?x==y=s", "/a?x=***"),
        ("/a?c2VjcmV0==", "/a?***"),
    ],
)
def test_secrets_in_a_query_are_hidden(target: str, shown: str) -> None:
    assert hidden(target) == shown


@given(st.text("ab=&?%+/"), st.sampled_from(["", "=", "==", "&", "&a=b", "%20", "/"]))
def test_wherever_in_a_query_it_stands_a_secret_is_hidden(before: str, after: str) -> None:
    assert "SECRET" not in hidden(f"/path?{before}SECRET{after}")
