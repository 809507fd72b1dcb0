"""One exchange as a dialogue: what the client sends, what the upstream sees, what comes back."""

from __future__ import annotations

import json

import pytest
from stage import Stage

from weft.wire.fault import ClientFault, UpstreamBroken, UpstreamSilent, UpstreamUnreachable

TEXT = (b"content-type", b"text/plain")


def test_a_whole_request_goes_out_in_one_piece_and_its_answer_comes_back_in_one() -> None:
    with Stage() as stage:
        stage.client("POST /echo?q=1", TEXT, body=b"ping")
        assert (stage.seen.method, stage.seen.target) == (b"POST", b"/echo?q=1")
        assert (stage.outbound.got, stage.outbound.whole) == (b"ping", True)
        stage.upstream_says(201, TEXT, body=b"pong")
        assert (stage.status, stage.inbound.got, stage.inbound.over) == (201, b"pong", True)
        assert stage.ended
        assert not stage.outbound.aborted  # its connection can be used again


def test_an_answer_streams_before_the_upstream_ends() -> None:
    with Stage() as stage:
        stage.client("GET /")
        stage.upstream_says(200, body=b"data: 1\n\n", end=False)
        assert (stage.status, stage.inbound.got, stage.inbound.over) == (200, b"data: 1\n\n", False)
        stage.upstream_goes_on(b"data: 2\n\n")
        assert stage.inbound.got == b"data: 1\n\ndata: 2\n\n"
        stage.upstream_goes_on(end=True)
        assert stage.inbound.over
        assert not stage.outbound.aborted


def test_a_request_streams_before_the_client_ends() -> None:
    with Stage() as stage:
        stage.client("POST /", body=b"one", end=False, length=9)
        assert (stage.outbound.got, stage.outbound.whole) == (b"one", False)
        stage.client_goes_on(b"two")
        stage.client_goes_on(b"end", end=True)
        assert (stage.outbound.got, stage.outbound.whole) == (b"onetwoend", True)
        stage.upstream_says(200, body=b"ok")
        assert stage.inbound.over
        assert not stage.outbound.aborted


def test_both_ways_at_once() -> None:
    with Stage() as stage:
        stage.client("POST /", body=b"1", end=False, length=None)
        stage.upstream_says(200, body=b"a", end=False)
        stage.client_goes_on(b"2")
        stage.upstream_goes_on(b"b")
        assert (stage.outbound.got, stage.inbound.got) == (b"12", b"ab")
        stage.client_goes_on(end=True)
        stage.upstream_goes_on(end=True)
        assert stage.inbound.over
        assert not stage.outbound.aborted


def test_an_early_answer_ends_the_upload() -> None:
    with Stage() as stage:
        stage.client("POST /", body=b"some", end=False, length=1_000_000)
        stage.upstream_says(403, body=b"no")
        assert (stage.status, stage.inbound.got, stage.inbound.over) == (403, b"no", True)
        assert stage.ended
        assert stage.outbound.aborted  # the request it was sent is not whole


def test_a_slow_reader_slows_the_upstream() -> None:
    with Stage() as stage:
        stage.client("GET /")
        stage.inbound.room.clear()
        stage.upstream_says(200, body=b"1", end=False)
        stage.upstream_goes_on(b"2")
        assert stage.inbound.got == b"1"  # the rest was not even read
        assert stage.outbound.body.pieces == [b"2"]
        stage.inbound.room.set()
        stage.upstream_goes_on(end=True)
        assert stage.inbound.got == b"12"


def test_a_slow_upstream_slows_the_client() -> None:
    with Stage() as stage:
        stage.client("POST /", end=False, length=2)
        stage.outbound.room.clear()
        stage.client_goes_on(b"1")
        stage.client_goes_on(b"2")
        assert stage.outbound.got == b"1"
        assert stage.inbound.body.pieces == [b"2"]


def test_trailers_pass_both_ways() -> None:
    with Stage() as stage:
        up = [(b"x-sum", b"1"), (b"content-length", b"3"), (b"x-weft-key", b"k")]
        stage.client("POST /", body=b"abc", length=None, trailers=up)
        assert stage.outbound.got_trailers == [(b"x-sum", b"1")]
        stage.upstream_says(200, body=b"abc", trailers=[(b"grpc-status", b"0")])
        assert stage.inbound.got_trailers == [(b"grpc-status", b"0")]
        assert stage.inbound.over


def test_interim_answers_pass_but_the_leave_to_go_on_is_ours() -> None:
    with Stage() as stage:
        stage.client("GET /")
        stage.upstream_informs(100)
        stage.upstream_informs(103, (b"link", b"</a.css>"), (b"connection", b"close"))
        assert stage.inbound.interim == [103]


# Who fails.


@pytest.mark.parametrize(
    ("fault", "status"),
    [(UpstreamUnreachable("no connection to up:80"), 502), (UpstreamSilent("late"), 504)],
)
def test_an_upstream_that_cannot_be_reached(fault: UpstreamUnreachable, status: int) -> None:
    with Stage() as stage:
        for pool in stage.pools.values():
            pool.fault = fault
        stage.client("POST /v1/messages", body=b"{}")
        assert stage.status == status
        told = json.loads(stage.inbound.got)
        assert told["error"]["message"] == str(fault)
        assert told["request_id"] == stage.header(b"x-request-id").decode() == "fresh-id"
        assert stage.complaints == [f"http://up.example: {fault}"]


def test_an_upstream_that_breaks_before_its_answer() -> None:
    with Stage() as stage:
        stage.client("GET /x")
        stage.upstream_breaks()
        assert (stage.status, stage.inbound.over) == (502, True)


def test_an_upstream_that_breaks_in_its_answer_is_an_abort() -> None:
    with Stage() as stage:
        stage.client("GET /x")
        stage.upstream_says(200, body=b"half", end=False)
        stage.upstream_breaks()
        assert (stage.inbound.got, stage.inbound.over) == (b"half", False)
        assert stage.inbound.aborted


def test_an_upstream_that_stops_listening_may_still_answer() -> None:
    with Stage() as stage:
        stage.client("POST /", body=b"1", end=False, length=100)
        stage.outbound.deaf = UpstreamBroken("reset")
        stage.client_goes_on(b"2")
        assert stage.inbound.answer is None
        stage.upstream_says(413, body=b"too much")
        assert (stage.status, stage.inbound.got) == (413, b"too much")


def test_a_client_that_leaves_takes_the_upstream_along() -> None:
    with Stage() as stage:
        stage.client("GET /")
        stage.client_leaves()
        assert stage.outbound.aborted
        assert stage.ended


def test_a_client_that_leaves_in_the_answer() -> None:
    with Stage() as stage:
        stage.client("GET /")
        stage.upstream_says(200, body=b"1", end=False)
        stage.client_leaves()
        assert stage.outbound.aborted
        assert stage.ended


def test_a_client_that_leaves_while_we_connect() -> None:
    with Stage() as stage:
        (pool,) = stage.pools.values()
        pool.connected.clear()
        stage.client("GET /")
        stage.client_leaves()
        pool.connected.set()
        stage.settle()
        assert stage.ended
        assert stage.untouched


def test_a_client_that_leaves_in_its_request() -> None:
    with Stage() as stage:
        stage.client("POST /", body=b"1", end=False, length=100)
        stage.client_leaves()
        assert stage.outbound.aborted
        assert not stage.outbound.whole
        assert stage.ended


def test_a_client_that_breaks_its_request_is_told_and_the_upstream_let_go() -> None:
    with Stage() as stage:
        stage.client("POST /v1/chat/completions", body=b"1", end=False, length=None)
        stage.client_breaks(ClientFault(400, "a bad chunk"))
        assert stage.status == 400
        assert json.loads(stage.inbound.got)["error"]["message"] == "a bad chunk"
        assert stage.outbound.aborted
        assert stage.ended


def test_a_client_that_breaks_its_request_after_the_answer_began_is_cut_off() -> None:
    with Stage() as stage:
        stage.client("POST /", body=b"1", end=False, length=None)
        stage.upstream_says(200, body=b"a", end=False)
        stage.client_breaks(ClientFault(400, "a bad chunk"))
        assert stage.inbound.aborted
        assert stage.outbound.aborted


def test_a_switch_nobody_asked_for_is_a_fault_of_the_upstream() -> None:
    with Stage() as stage:
        stage.client("GET /")
        stage.upstream_says(101)
        assert stage.status == 502
        assert stage.outbound.aborted
