"""Which upstream a request is for, and what its target is called there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.gateway.fault import Misconfigured
from weft.gateway.routes import Route, Routes, route, upstream


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port", "authority", "base"),
    [
        ("http://up", b"http", "up", 80, b"up", b""),
        ("https://up/", b"https", "up", 443, b"up", b""),
        ("HTTP://up:80", b"http", "up", 80, b"up", b""),
        ("https://up:80/v1/", b"https", "up", 80, b"up:80", b"/v1"),
        ("http://[::1]:9/a%2Fb", b"http", "::1", 9, b"[::1]:9", b"/a%2Fb"),
        ("http://bücher.example", b"http", "xn--bcher-kva.example", 80, None, b""),
    ],
)
def test_an_upstream_is_read(
    url: str, scheme: bytes, host: str, port: int, authority: bytes | None, base: bytes
) -> None:
    found = upstream(url)
    assert (found.scheme, found.host, found.port, found.base) == (scheme, host, port, base)
    assert found.authority == (authority or host.encode())


def test_an_upstream_on_a_unix_socket() -> None:
    found = upstream("unix:/run/app.sock")
    assert (found.socket, found.authority, found.base) == ("/run/app.sock", b"localhost", b"")


@pytest.mark.parametrize(
    "url",
    [
        "up:80",
        "ftp://up",
        "http://",
        "http://up:0",
        "http://up:65536",
        "http://up/?a",
        "http://up/#a",
        "http://up/a b",
        "http://up/\r\nX: y",
        "http://[up",
        "unix:app.sock",
        "http://" + "ü" * 100,
    ],
)
def test_what_is_no_upstream_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured):
        upstream(url)


def test_a_password_in_an_upstream_is_refused_and_not_repeated() -> None:
    with pytest.raises(Misconfigured) as refused:
        upstream("https://user:hunter2@up")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("text", ["openai=http://up", "/openai", "/a?b=http://up", "=http://up"])
def test_what_is_no_route_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured):
        route(text)


def test_two_routes_for_one_prefix_are_refused() -> None:
    with pytest.raises(Misconfigured, match="/a"):
        Routes([route("/a=http://one"), route("/a/=http://two")])


ROUTES = Routes(
    [
        route("/openai=https://api.example"),
        route("/openai/eu/=https://eu.example/base"),
        Route(b"", upstream("http://rest.example/v0")),
    ]
)


@pytest.mark.parametrize(
    ("target", "host", "there"),
    [
        (b"/openai/v1/models", "api.example", b"/v1/models"),
        (b"/openai", "api.example", b"/"),
        (b"/openai?a=b", "api.example", b"/?a=b"),
        (b"/openai/", "api.example", b"/"),
        (b"/openai/eu", "eu.example", b"/base"),
        (b"/openai/eu?x", "eu.example", b"/base?x"),
        (b"/openai/eu/v1", "eu.example", b"/base/v1"),
        (b"/openai/europe", "api.example", b"/europe"),
        (b"/openaix/v1", "rest.example", b"/v0/openaix/v1"),
        (b"/%6fpenai/v1", "rest.example", b"/v0/%6fpenai/v1"),
        (b"/OPENAI/v1", "rest.example", b"/v0/OPENAI/v1"),
        (b"/a/../openai", "rest.example", b"/v0/a/../openai"),
        (b"//openai", "rest.example", b"/v0//openai"),
        (b"/", "rest.example", b"/v0/"),
        (b"*", "rest.example", b"*"),
    ],
)
def test_the_longest_prefix_wins_and_nothing_is_normalised(
    target: bytes, host: str, there: bytes
) -> None:
    found = ROUTES.find(target)
    assert found is not None
    assert (found[0].host, found[1]) == (host, there)


def test_without_a_default_the_rest_goes_nowhere() -> None:
    assert Routes([route("/a=http://up")]).find(b"/b") is None


@given(st.binary().map(lambda rest: b"/" + rest))
def test_a_target_is_never_lost(target: bytes) -> None:
    found = ROUTES.find(target)
    assert found is not None
    there = found[1].removeprefix(found[0].base)
    assert target.endswith(there) or there == b"/" or there[:2] == b"/?"
