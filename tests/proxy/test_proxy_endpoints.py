"""What the gateway answers itself, asked from outside: shapes, guards, bodies, originals."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from proxy_client import LOG, Told, ask, conversation
from proxy_h2 import H2
from proxy_process import WEFT, Weft
from proxy_raw import Raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from proxy_upstream import Upstream

TOKEN = "a-token-for-the-tests"
SENT = {"model": "gpt-4o", "messages": conversation(2)}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def gateway(upstream: Upstream, state: Path) -> Iterator[Weft]:
    with Weft(
        "--listen",
        "127.0.0.1:0",
        "--upstream",
        upstream.url,
        WEFT_STATE_DIR=str(state),
        WEFT_PROXY_TOKEN=TOKEN,
        WEFT_PROXY_HOSTS="weft.internal",
        WEFT_PROXY_MAX_BODY_BYTES="1MB",
    ) as running:
        yield running


@pytest.fixture(scope="module")
def compressed(gateway: Weft) -> Any:
    told = ask(gateway, "POST", "/v1/compress", SENT)
    assert told.status == 200
    return told.json


@pytest.fixture(scope="module")
def document(gateway: Weft) -> Any:
    return ask(gateway, "GET", "/openapi.json").json


def valid(document: Any, path: str, method: str, told: Told) -> None:
    """An answer is what the document says of it."""
    responses = document["paths"][path][method]["responses"]
    response = responses.get(str(told.status), responses["default"])
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    media = told.headers["content-type"].partition(";")[0]
    schema = {**response["content"][media]["schema"], "components": document["components"]}
    said = told.json if media == "application/json" else told.body.decode()
    Draft202012Validator(schema).validate(said)


# One good and one bad question for each operation, and the statuses they have.
QUESTIONS: list[tuple[str, str, str, Any, int]] = [
    ("/healthz", "get", "/healthz", None, 200),
    ("/healthz/upstream", "get", "/healthz/upstream", None, 200),
    ("/openapi.json", "get", "/openapi.json", None, 200),
    ("/stats", "get", "/stats", None, 200),
    ("/metrics", "get", "/metrics", None, 200),
    ("/v1/explain", "get", "/v1/explain", None, 200),
    ("/v1/explain/{request_id}", "get", "/v1/explain/none", None, 404),
    ("/v1/compress", "post", "/v1/compress", SENT, 200),
    ("/v1/compress", "post", "/v1/compress", {**SENT, "config": {"mode": "?"}}, 400),
    ("/v1/compress", "post", "/v1/compress", {**SENT, "config": {"target_ratio": 1}}, 200),
    ("/v1/compress", "post", "/v1/compress", {"model": "m", "input": "text"}, 200),
    ("/v1/compress", "post", "/v1/compress", {"model": "m", "contents": []}, 200),
    ("/v1/retrieve", "get", "/v1/retrieve?hash=HASH&query=disk", None, 200),
    ("/v1/retrieve", "get", "/v1/retrieve", None, 400),
    ("/v1/retrieve", "post", "/v1/retrieve", {"hash": "HASH", "query": None}, 200),
    ("/v1/retrieve", "post", "/v1/retrieve", {"hash": "0" * 24}, 404),
    ("/v1/retrieve/stats", "get", "/v1/retrieve/stats", None, 200),
    (
        "/v1/retrieve/tool_call",
        "post",
        "/v1/retrieve/tool_call",
        {"tool_call": {"id": "t", "name": "headroom_retrieve", "input": {"hash": "HASH"}}},
        200,
    ),
    (
        "/v1/retrieve/tool_call",
        "post",
        "/v1/retrieve/tool_call",
        {"tool_call": {"id": "t", "name": "headroom_retrieve", "input": {"hash": "0" * 24}}},
        200,
    ),
    ("/v1/retrieve/{hash}", "get", "/v1/retrieve/HASH", None, 200),
    ("/v1/retrieve/{hash}", "get", "/v1/retrieve/" + "0" * 24, None, 404),
    ("/v1/retrieve/{hash}", "post", "/v1/retrieve/HASH", {"lines": "1-2"}, 200),
]


@pytest.mark.parametrize(("path", "method", "target", "body", "status"), QUESTIONS)
def test_every_answer_is_what_the_document_says(
    gateway: Weft,
    compressed: Any,
    document: Any,
    path: str,
    method: str,
    target: str,
    body: Any,
    status: int,
) -> None:
    hash_ = compressed["ccr_hashes"][0]
    data = None if body is None else json.loads(json.dumps(body).replace("HASH", hash_))
    told = ask(gateway, method.upper(), target.replace("HASH", hash_), data)
    assert told.status == status
    valid(document, path, method, told)


def test_every_operation_of_the_document_was_asked(document: Any) -> None:
    told = {(path, method) for path, node in document["paths"].items() for method in node}
    assert told == {(path, method) for path, method, *_ in QUESTIONS}


def test_none_of_it_goes_upstream(gateway: Weft, upstream: Upstream, document: Any) -> None:
    for path in document["paths"]:
        target = path.replace("{hash}", "0" * 24).replace("{request_id}", "x")
        before = len(upstream.all(target))  # /healthz/upstream asks for /healthz
        for method in ("GET", "POST", "OPTIONS", "DELETE"):
            ask(gateway, method, target)
        assert len(upstream.all(target)) == before


@pytest.mark.parametrize("target", ["/v1/compress/", "/v1/retrieve/a/b", "/v1/compressed", "/stat"])
def test_all_else_does(gateway: Weft, upstream: Upstream, target: str) -> None:
    ask(gateway, "GET", target)
    assert upstream.seen(target)


def test_a_head_has_no_body_and_no_method_is_cors(gateway: Weft) -> None:
    with gateway.raw() as raw:
        answer = raw.ask("HEAD", "/stats", ("Host", "localhost"))
        assert (answer.status, answer.body) == (200, b"")
        assert raw.ask("GET", "/healthz").status == 200
        preflight = raw.ask(
            "OPTIONS",
            "/v1/retrieve",
            ("Host", gateway.url.removeprefix("http://")),
            ("Origin", gateway.url),
            ("Access-Control-Request-Method", "POST"),
        )
        assert preflight.status == 405
        assert preflight.value(b"allow") == b"GET, HEAD, POST"
        assert not [name for name, _ in preflight.headers if name.startswith(b"access-control")]


GUARDED = ("/stats", "/metrics", "/v1/explain", "/v1/retrieve/stats", "/openapi.json")


@pytest.mark.parametrize("target", GUARDED)
@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Host": "evil.example"}, 403, "wrong_host"),  # a name that was made to lead here
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 403, "wrong_host"),
        ({"Origin": "https://evil.example"}, 403, "cross_site"),
        ({"Origin": "null"}, 403, "cross_site"),
        ({"Sec-Fetch-Site": "cross-site"}, 403, "cross_site"),
        ({"X-Forwarded-For": "203.0.113.7"}, 404, "not_here"),
        ({"X-Weft-Token": "guessed"}, 403, "wrong_token"),
        ({"Host": "localhost"}, 200, ""),
        ({"Host": "weft.internal:8787"}, 200, ""),
        ({"X-Forwarded-For": "203.0.113.7", "X-Weft-Token": TOKEN}, 200, ""),
        ({"Host": "evil.example", "Authorization": f"Bearer {TOKEN}"}, 200, ""),
        ({"X-Weft-Token": TOKEN, "Origin": "https://evil.example"}, 403, "cross_site"),
    ],
)
def test_who_is_answered(
    gateway: Weft, target: str, headers: Mapping[str, str], status: int, code: str
) -> None:
    told = ask(gateway, "GET", target, headers=headers)
    assert told.status == status
    if code:
        assert told.json["error"]["code"] == code


def test_a_form_of_another_site_changes_nothing(gateway: Weft) -> None:
    """What a page may send without asking first: a POST of plain text, with its Origin."""
    form = {"Content-Type": "text/plain", "Origin": "https://evil.example"}
    told = ask(gateway, "POST", "/v1/compress", json.dumps(SENT).encode(), form)
    assert (told.status, told.json["error"]["type"]) == (403, "forbidden")


def test_health_is_for_everybody(gateway: Weft) -> None:
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-For": "203.0.113.7"}):
        assert ask(gateway, "GET", "/healthz", headers=headers).status == 200


def test_two_hosts_are_no_host(gateway: Weft) -> None:
    with gateway.raw() as raw:
        raw.send(b"GET /stats HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert raw.answer().status == 400


def test_a_target_with_a_name_in_it_is_judged_by_that_name(gateway: Weft) -> None:
    with gateway.raw() as raw:
        raw.send(b"GET http://evil.example/stats HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert raw.answer().status == 403


def test_the_error_carries_the_requests_id(gateway: Weft) -> None:
    told = ask(gateway, "GET", "/v1/retrieve", headers={"X-Request-Id": "mine"})
    assert told.json["error"]["request_id"] == told.headers["x-request-id"] == "mine"


# Bodies.


def test_a_body_in_chunks_and_one_that_is_waited_for(gateway: Weft) -> None:
    data = json.dumps(SENT).encode()
    with gateway.raw() as raw:
        raw.send(
            b"POST /v1/compress HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        raw.until(b"100 Continue\r\n\r\n")
        for start in range(0, len(data), 50_000):
            piece = data[start : start + 50_000]
            raw.send(b"%x\r\n%b\r\n" % (len(piece), piece))
        raw.send(b"0\r\n\r\n")
        answer = raw.answer("POST")
        assert (answer.status, json.loads(answer.body)["tokens_saved"] > 0) == (200, True)


def test_over_http_2(gateway: Weft) -> None:
    with H2(gateway.address) as h2:
        answer = h2.ask(
            "POST", "/v1/compress", ("x-weft-token", TOKEN), body=json.dumps(SENT).encode()
        )
        assert json.loads(answer.body)["tokens_saved"] > 0


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_may_be_too_large(gateway: Weft, declared: bool) -> None:
    data = b'{"model":"m","messages":[],"x":"' + b"x" * 1_000_000 + b'"}'
    with gateway.raw() as raw:
        if declared:
            raw.send(
                b"POST /v1/compress HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"
            )
        else:
            raw.send(b"POST /v1/compress HTTP/1.1\r\nHost: localhost\r\n")
            raw.send(b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(data), data))
        answer = raw.answer("POST")
        assert answer.status == 413
        assert json.loads(answer.body)["error"]["type"] == "request_too_large"


def test_a_client_that_leaves_in_the_middle_is_forgotten(gateway: Weft) -> None:
    for _ in range(5):
        with gateway.raw() as raw:
            raw.send(
                b"POST /v1/compress HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n{"
            )
            raw.reset()
    assert ask(gateway, "GET", "/healthz").status == 200
    assert "our fault" not in gateway.output


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
)
@given(
    st.binary(max_size=300)
    | st.builds(lambda inner: b'{"model":"m","messages":[' + inner + b"]}", st.binary(max_size=80)),
    st.sampled_from(["/v1/compress", "/v1/retrieve", "/v1/retrieve/tool_call", "/v1/retrieve/x"]),
    st.sampled_from(["", "gzip", "br", "zstd", "deflate", "x"]),
)
def test_any_bytes_are_answered_and_never_a_fault_of_ours(
    gateway: Weft, body: bytes, target: str, coding: str
) -> None:
    headers = {"Content-Encoding": coding} if coding else {}
    told = ask(gateway, "POST", target, body, headers)
    assert told.status in (200, 400, 404, 415)
    assert told.json


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), max_size=60))
def test_any_target_is_answered(gateway: Weft, path: str) -> None:
    told = ask(gateway, "GET", "/v1/retrieve/" + path)
    assert told.status < 500 or told.status == 502


# Originals.


def test_what_was_left_out_is_one_call_away(gateway: Weft, compressed: Any, state: Path) -> None:
    (first, *_) = compressed["ccr_hashes"]
    whole = ask(gateway, "GET", f"/v1/retrieve/{first}").json
    assert whole["original_content"] == LOG.replace("worker", "worker0")
    found = ask(gateway, "GET", f"/v1/retrieve/{first}?query=disk%20full").json
    assert "job 417 failed: disk full" in found["original_content"]
    assert len(found["original_content"]) < len(LOG) / 4
    lines = subprocess.run(
        [str(WEFT), "retrieve", first, "--lines", "2", "--state-dir", str(state)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert lines.stdout == LOG.splitlines(keepends=True)[1].replace("worker", "worker0")


def test_a_credential_gets_its_own_alone(gateway: Weft, state: Path) -> None:
    alice, bob = {"Authorization": "Bearer sk-alice"}, {"x-api-key": "sk-bob"}
    sent = {"model": "gpt-4o", "messages": conversation(1, LOG.replace("INFO", "NOTE"))}
    (hash_, *_) = ask(gateway, "POST", "/v1/compress", sent, alice).json["ccr_hashes"]
    target = f"/v1/retrieve/{hash_}"
    assert ask(gateway, "GET", target, headers=alice).status == 200
    assert ask(gateway, "GET", target, headers=bob).status == 404
    assert ask(gateway, "GET", target).status == 200  # whoever may open the file
    shown = {**bob, "x-weft-token": TOKEN}
    assert ask(gateway, "GET", target, headers=shown).status == 404
    ran = subprocess.run(
        [str(WEFT), "retrieve", hash_, "--raw", "--state-dir", str(state)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "job 417 failed" in ran.stdout


def test_the_token_is_no_credential_of_a_provider(gateway: Weft, compressed: Any) -> None:
    shown = {"Authorization": f"Bearer {TOKEN}"}
    told = ask(gateway, "GET", f"/v1/retrieve/{compressed['ccr_hashes'][0]}", headers=shown)
    assert told.status == 200


def test_through_a_unix_socket_no_name_counts(upstream: Upstream, tmp_path: Path) -> None:
    where = tmp_path / "weft.sock"
    with Weft("--listen", f"unix:{where}", "--upstream", upstream.url):
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(where))
            probe.sendall(b"GET /stats HTTP/1.1\r\nHost: anything\r\nConnection: close\r\n\r\n")
            assert probe.recv(100).startswith(b"HTTP/1.1 200")
        with Raw(where) as raw:
            assert raw.ask("GET", "/stats", ("X-Forwarded-For", "203.0.113.7")).status == 404


def test_what_the_proxy_left_out_of_a_request_is_one_call_away(
    gateway: Weft, upstream: Upstream
) -> None:
    alice, bob = {"Authorization": "Bearer sk-alice"}, {"Authorization": "Bearer sk-bob"}
    tool = {"type": "function", "function": {"name": "bash", "parameters": {}}}
    log = LOG.replace("INFO", "DEBUG")
    sent = {"model": "gpt-4o", "messages": conversation(1, log), "tools": [tool]}
    ask(gateway, "POST", "/v1/chat/completions", sent, alice)
    went = upstream.seen("/v1/chat/completions").body
    (hash_, *_) = re.findall(rb"<<ccr:([0-9a-f]{24})", went)
    target = f"/v1/retrieve/{hash_.decode()}"
    given = log.replace("worker", "worker0")
    assert ask(gateway, "GET", target, headers=alice).json["original_content"] == given
    assert ask(gateway, "GET", target).json["original_content"] == given
    assert ask(gateway, "GET", target, headers=bob).status == 404
