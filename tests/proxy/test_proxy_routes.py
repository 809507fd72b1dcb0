"""Several upstreams behind one address, by the path's prefix; and base paths of upstreams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from proxy_process import Weft, run
from proxy_upstream import Upstream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_raw import Raw


@pytest.fixture(scope="module")
def other() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture(scope="module")
def proxy(upstream: Upstream, other: Upstream) -> Iterator[Weft]:
    with Weft(
        *("--listen", "127.0.0.1:0", "--upstream", f"{upstream.url}/base"),
        *("--route", f"/openai={other.url}"),
        *("--route", f"/openai/deep={other.url}/elsewhere/"),
    ) as running:
        yield running


@pytest.mark.parametrize(
    ("asked", "arrives"),
    [
        ("/openai/v1/models?a=/openai", "/v1/models?a=/openai"),
        ("/openai/", "/"),
        ("/openai", "/"),
        ("/openai?x=1", "/?x=1"),
        ("/openai//double", "//double"),
        ("/openai/%2e%2e/up", "/%2e%2e/up"),
        ("/openai/deep/er", "/elsewhere/er"),
        ("/openai/deep", "/elsewhere"),
        ("/openai/deeper", "/deeper"),
    ],
)
def test_a_prefix_leads_to_its_upstream(
    client: Raw, other: Upstream, asked: str, arrives: str
) -> None:
    path = arrives.partition("?")[0]
    before = len(other.all(path))
    assert client.ask("GET", asked).status == 200
    seen = other.seen(path, before + 1)
    assert seen.target == arrives.encode()
    assert seen.values(b"host") == [other.host.encode()]


@pytest.mark.parametrize("asked", ["/openaix", "/v1/openai/x", "/%6fpenai/x", "/OPENAI", "/"])
def test_all_else_goes_to_the_default_below_its_base(
    client: Raw, upstream: Upstream, asked: str
) -> None:
    assert client.ask("GET", asked).status == 200
    assert upstream.seen("/base" + asked)


def test_each_has_connections_of_its_own(
    client: Raw, upstream: Upstream, other: Upstream, path: str
) -> None:
    for _ in range(3):
        assert client.ask("GET", path).status == 200
        assert client.ask("GET", "/openai" + path).status == 200
    assert len({upstream.seen("/base" + path, nth).connection for nth in (1, 2, 3)}) == 1
    assert len({other.seen(path, nth).connection for nth in (1, 2, 3)}) == 1


def test_without_a_default_other_paths_are_a_404(other: Upstream, path: str) -> None:
    arguments = ["--listen", "127.0.0.1:0", "--route", f"/a={other.url}"]
    with Weft(*arguments) as proxy, proxy.raw() as client:
        assert client.ask("GET", "/a" + path).status == 200
        assert client.ask("GET", path).status == 404
        assert client.ask("GET", "/healthz").status == 200
    assert other.seen(path)


def test_one_upstream_down_leaves_the_others(other: Upstream, path: str) -> None:
    with (
        Weft(
            *("--listen", "127.0.0.1:0", "--upstream", "http://127.0.0.1:9"),
            *("--route", f"/a={other.url}"),
        ) as proxy,
        proxy.raw() as client,
    ):
        assert client.ask("GET", path).status == 502
        assert client.ask("GET", "/a" + path).status == 200
        answer = client.ask("GET", "/healthz/upstream")
        assert answer.status == 503
        assert b"127.0.0.1:9" in answer.body


@pytest.mark.parametrize(
    "routes",
    [["/a"], ["a=http://h"], ["/a=nonsense"], ["/a=http://h", "/a=http://i"], ["/a=http://u:p@h"]],
)
def test_a_wrong_route_stops_the_start(routes: list[str]) -> None:
    flags = [part for route in routes for part in ("--route", route)]
    refused = run("--listen", "127.0.0.1:0", *flags)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert "u:p" not in refused.stderr
