"""`/healthz` and `/healthz/upstream` are answered here, whatever the upstream does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from proxy_plays import answers
from proxy_process import Weft
from proxy_upstream import Upstream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_raw import Answer, Raw


@pytest.fixture(scope="module")
def lonely() -> Iterator[Weft]:
    """A proxy whose upstream is gone."""
    with Upstream() as gone:
        url = gone.url
    with Weft("--listen", "127.0.0.1:0", "--upstream", url) as running:
        yield running


def said(answer: Answer) -> dict[str, Any]:
    assert (answer.value(b"content-type") or b"").startswith(b"application/json")
    found = json.loads(answer.body)
    assert isinstance(found, dict)
    return found


def test_healthz_is_ok_while_the_upstream_is_down(lonely: Weft) -> None:
    with lonely.raw() as client:
        answer = client.ask("GET", "/healthz")
        assert answer.status == 200
        assert said(answer)["ok"] is True


def test_healthz_upstream_says_why_not(lonely: Weft) -> None:
    with lonely.raw() as client:
        answer = client.ask("GET", "/healthz/upstream")
        told = said(answer)
        assert (answer.status, told["ok"]) == (503, False)
        assert len(told["error"]) > 10


def test_healthz_upstream_is_ok_when_there_is_one(client: Raw, upstream: Upstream) -> None:
    answer = client.ask("GET", "/healthz/upstream")
    assert (answer.status, said(answer)["ok"]) == (200, True)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_any_http_answer_counts(status: int) -> None:
    """A real provider has no health page; that it answers is what is asked."""
    with Upstream() as picky:
        for path in ("/", "/healthz"):
            picky.on(path, answers(status, b"no"))
        with (
            Weft("--listen", "127.0.0.1:0", "--upstream", picky.url) as other,
            other.raw() as client,
        ):
            assert client.ask("GET", "/healthz/upstream").status == 200


def test_health_is_not_forwarded(client: Raw, upstream: Upstream) -> None:
    before = len(upstream.all("/healthz/upstream"))
    for path in ("/healthz", "/healthz/upstream", "/healthz?x=1"):
        assert client.ask("GET", path).status == 200
    assert len(upstream.all("/healthz/upstream")) == before == 0


def test_health_answers_head_without_a_body(client: Raw) -> None:
    assert client.ask("HEAD", "/healthz").status == 200
    assert client.ask("GET", "/healthz").status == 200


def test_a_longer_path_is_the_upstreams(client: Raw, upstream: Upstream) -> None:
    assert client.ask("GET", "/healthzz").body == b""
    assert upstream.seen("/healthzz")


def test_the_upstream_may_come_later() -> None:
    with Upstream() as first:
        port = first.port
    with Weft("--listen", "127.0.0.1:0", "--upstream", f"http://127.0.0.1:{port}") as other:
        with other.raw() as client:
            assert client.ask("GET", "/healthz/upstream").status == 503
        with Upstream(port=port), other.raw() as client:
            assert client.ask("GET", "/healthz/upstream").status == 200
            assert client.ask("GET", "/anything").status == 200
