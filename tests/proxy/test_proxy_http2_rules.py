"""What holds over HTTP/1.1 holds over HTTP/2: statuses, ids, bounds and bodies are the same."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

import pytest
from h2.exceptions import StreamClosedError
from proxy_h2 import H2
from proxy_plays import answers
from proxy_process import Weft
from test_proxy_bytes import BODIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_upstream import Exchange, Upstream

CAP = 1_000_000
JSON = ("content-type", "application/json")


@pytest.fixture(scope="module")
def proxy(upstream: Upstream) -> Iterator[Weft]:
    arguments = ["--listen", "127.0.0.1:0", "--upstream", upstream.url]
    with Weft(*arguments, "--max-body-bytes", str(CAP)) as running:
        yield running


@pytest.fixture
def h2(proxy: Weft) -> Iterator[H2]:
    with H2(proxy.address) as client:
        yield client


@pytest.mark.parametrize("status", [200, 307, 404, 429, 500, 502, 529])
def test_a_status_passes_with_its_body(h2: H2, upstream: Upstream, path: str, status: int) -> None:
    upstream.on(path, answers(status, b"said the upstream", ("Location", "http://else.example/")))
    answer = h2.ask("GET", path)
    assert (answer.status, bytes(answer.body)) == (status, b"said the upstream")
    assert answer.values(b"location") == [b"http://else.example/"]


@pytest.mark.parametrize("query", ["?a=1&b=2&a=3", "?q=%20+%2F", "?", "?a[]={}|^`"])
def test_a_target_stays_as_it_is(h2: H2, upstream: Upstream, path: str, query: str) -> None:
    target = f"{path}/%2F/../x{query}"
    upstream.on(target.partition("?")[0], answers())
    assert h2.ask("GET", target).status == 200
    assert upstream.seen(target.partition("?")[0]).target == target.encode()


def test_a_request_id_is_ensured_and_kept(h2: H2, upstream: Upstream, path: str) -> None:
    answer = h2.ask("GET", path)
    assert answer.values(b"x-request-id") == upstream.seen(path).values(b"x-request-id") != []
    answer = h2.ask("GET", path, ("x-request-id", "mine"))
    assert answer.values(b"x-request-id") == upstream.seen(path, 2).values(b"x-request-id")
    assert answer.values(b"x-request-id") == [b"mine"]


@pytest.mark.parametrize("name", ["request-id", "x-request-id"])
def test_the_upstreams_own_id_is_given_back(
    h2: H2, upstream: Upstream, path: str, name: str
) -> None:
    upstream.on(path, answers(200, b"", (name, "req_1")))
    answer = h2.ask("GET", path)
    assert answer.values(name.encode()) == [b"req_1"]
    assert answer.values(b"headroom-upstream-request-id") == [b"req_1"]


def test_a_declared_length_over_the_cap_never_reaches_the_upstream(
    h2: H2, upstream: Upstream, path: str
) -> None:
    before = upstream.connections
    number = h2.begin("POST", path, JSON, ("content-length", str(CAP + 1)), end=False)
    assert h2.finish(number).status == 413
    assert (upstream.all(path), upstream.connections) == ([], before)


def test_a_body_of_no_declared_length_over_the_cap_is_a_413_too(
    h2: H2, upstream: Upstream, path: str
) -> None:
    number = h2.begin("POST", path, JSON, end=False)
    with contextlib.suppress(StreamClosedError):  # it is refused as soon as it is too large
        h2.send(number, b"1" * (CAP + CAP // 10))
    assert h2.finish(number).status == 413
    for seen in upstream.all(path):
        assert seen.broken.wait(2.0)
        assert not seen.whole.is_set()
    assert h2.ask("GET", path + "b").status == 200  # the connection goes on


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
@pytest.mark.parametrize("name", BODIES)
def test_a_body_arrives_as_it_was_sent(
    h2: H2, upstream: Upstream, path: str, name: str, kind: str
) -> None:
    answer = h2.ask("POST", path, ("content-type", kind), body=BODIES[name])
    assert upstream.seen(path).digest == hashlib.sha256(BODIES[name]).hexdigest()
    assert bytes(answer.body) == BODIES[name]


def test_an_answer_may_come_before_the_request_has_ended(
    h2: H2, upstream: Upstream, path: str
) -> None:
    async def refuses(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 413 No\r\nContent-Length: 8\r\n\r\ntoo long")
        await exchange.until_gone()

    upstream.on(path, refuses)
    number = h2.begin("POST", path, ("content-length", "1000000"), end=False)
    h2.send(number, b"only a part")
    answer = h2.finish(number)
    assert (answer.status, bytes(answer.body)) == (413, b"too long")
    assert upstream.seen(path).gone.wait(2.0)
