"""A kept connection that the upstream has given up: who is asked again, once, and who is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from proxy_plays import echoes

if TYPE_CHECKING:
    from proxy_plays import Play
    from proxy_raw import Raw
    from proxy_upstream import Exchange, Upstream


def gives_up(answered: int, times: int = 1) -> Play:
    """Answer so many requests, then end so many connections instead of answering."""
    count = 0

    async def play(exchange: Exchange) -> None:
        nonlocal count
        count += 1
        await exchange.body()
        if answered < count <= answered + times:
            exchange.keep = False
        else:
            await echoes(exchange)

    return play


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_what_may_be_repeated_is(client: Raw, upstream: Upstream, path: str, method: str) -> None:
    upstream.on(path, gives_up(1))
    body = b"again" if method == "PUT" else b""
    assert client.ask("GET", path).status == 200
    answer = client.ask(method, path, body=body)
    assert (answer.status, answer.body) == (200, body)
    first, second, third = (upstream.seen(path, nth) for nth in (1, 2, 3))
    assert first.connection == second.connection != third.connection
    assert second.headers == third.headers


def test_what_may_have_had_an_effect_is_not(client: Raw, upstream: Upstream, path: str) -> None:
    upstream.on(path, gives_up(1))
    assert client.ask("GET", path).status == 200
    assert client.ask("POST", path, body=b"once").status == 502
    assert len(upstream.all(path)) == 2


def test_it_is_repeated_once(client: Raw, upstream: Upstream, path: str) -> None:
    upstream.on(path, gives_up(1, times=5))
    assert client.ask("GET", path).status == 200
    assert client.ask("GET", path).status == 502
    assert len(upstream.all(path)) == 3


def test_a_new_connection_that_ends_is_no_stale_one(
    client: Raw, upstream: Upstream, path: str
) -> None:
    upstream.on(path, gives_up(0))
    upstream.on(path + "x", gives_up(0))
    assert client.ask("POST", path + "x", body=b"uses up the one that may be kept").status == 502
    assert client.ask("GET", path).status == 502
    assert len(upstream.all(path)) == 1
