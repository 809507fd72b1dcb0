"""TLS: the listener with ALPN, verified upstreams, HTTP/2 to upstreams, tunnels through a proxy."""

from __future__ import annotations

import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest
from proxy_h2 import H2
from proxy_plays import CHUNKED, LAST_CHUNK, Gate, chunk, says
from proxy_process import Nginx, Weft, program
from proxy_raw import Raw, request, trusting
from proxy_upstream import Upstream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_upstream import Exchange

    from conftest import Certificates


@pytest.fixture(scope="module")
def secure(upstream: Upstream, certificates: Certificates) -> Iterator[Weft]:
    """A proxy that listens with TLS."""
    with Weft(
        *("--listen", "127.0.0.1:0", "--upstream", upstream.url),
        *("--tls-cert", str(certificates.chain), "--tls-key", str(certificates.key)),
    ) as running:
        yield running


@pytest.fixture(scope="module")
def guarded(certificates: Certificates) -> Iterator[Upstream]:
    """An upstream with TLS."""
    with Upstream(tls=certificates.serving("http/1.1")) as server:
        yield server


@pytest.fixture(scope="module")
def outward(guarded: Upstream, certificates: Certificates) -> Iterator[Weft]:
    """A proxy to an upstream with TLS."""
    arguments = ["--listen", "127.0.0.1:0", "--upstream", guarded.url]
    with Weft(*arguments, "--upstream-ca", str(certificates.authority)) as running:
        yield running


def test_http1_over_tls(
    secure: Weft, upstream: Upstream, certificates: Certificates, path: str
) -> None:
    with Raw(secure.address, trusting(certificates.authority, "http/1.1")) as client:
        assert isinstance(client.sock, ssl.SSLSocket)
        assert client.sock.selected_alpn_protocol() == "http/1.1"
        assert client.ask("POST", path, body=b"secret").body == b"secret"
    assert upstream.seen(path).values(b"x-forwarded-proto") == [b"https"]


def test_a_client_without_alpn_speaks_http1(
    secure: Weft, certificates: Certificates, path: str
) -> None:
    with Raw(secure.address, trusting(certificates.authority)) as client:
        assert client.ask("GET", path).status == 200


def test_http2_is_agreed_by_alpn(secure: Weft, certificates: Certificates, path: str) -> None:
    with H2(secure.address, trusting(certificates.authority, "h2", "http/1.1")) as client:
        assert isinstance(client.raw.sock, ssl.SSLSocket)
        assert client.raw.sock.selected_alpn_protocol() == "h2"
        assert client.ask("POST", path, body=b"x" * 300_000).body == b"x" * 300_000


def test_curl_agrees_on_http2(secure: Weft, certificates: Certificates, path: str) -> None:
    assert isinstance(secure.address, tuple)
    url = f"https://localhost:{secure.address[1]}{path}"
    curl = [program("curl", "curl"), "-sS", "--noproxy", "*", "--http2", "-d", "body"]
    command = [*curl, "--cacert", str(certificates.authority), "-w", " %{http_version}", url]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"body 2"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_versions_of_today(
    secure: Weft, certificates: Certificates, version: ssl.TLSVersion, path: str
) -> None:
    trust = trusting(certificates.authority)
    trust.minimum_version = trust.maximum_version = version
    with Raw(secure.address, trust) as client:
        assert client.ask("GET", path).status == 200


def test_plain_bytes_on_a_tls_port_are_nobodys(
    secure: Weft, certificates: Certificates, path: str
) -> None:
    with secure.raw() as client:
        client.send(request("GET", path))
        assert not client.last_words().startswith(b"HTTP/1.1 2")
    with Raw(secure.address, trusting(certificates.authority)) as client:
        assert client.ask("GET", path).status == 200


def test_an_upstream_with_tls(outward: Weft, guarded: Upstream, path: str) -> None:
    with outward.raw() as client:
        assert client.ask("POST", path, body=b"x" * 500_000).body == b"x" * 500_000
        assert client.ask("GET", path).status == 200
    assert guarded.seen(path).values(b"host") == [guarded.host.encode()]
    assert guarded.seen(path, 2).connection == guarded.seen(path).connection


def test_the_systems_authorities_are_trusted(
    guarded: Upstream, certificates: Certificates, path: str
) -> None:
    """Those are where OpenSSL finds them; SSL_CERT_FILE is its own way to say where."""
    start = ["--listen", "127.0.0.1:0", "--upstream", guarded.url]
    with (
        Weft(*start, SSL_CERT_FILE=str(certificates.authority)) as trustful,
        trustful.raw() as client,
    ):
        assert client.ask("POST", path, body=b"trusted").body == b"trusted"


def test_streams_from_an_upstream_with_tls(outward: Weft, guarded: Upstream, path: str) -> None:
    gate = Gate()
    guarded.on(path, says(CHUNKED + chunk(b"first"), gate, chunk(b"last") + LAST_CHUNK))
    with outward.raw() as client:
        client.send(request("GET", path))
        client.head()
        assert client.chunk() == b"first"
        gate.open()
        assert client.chunk() == b"last"
        assert client.chunk() == b""


def test_a_clients_departure_reaches_an_upstream_with_tls(
    outward: Weft, guarded: Upstream, path: str
) -> None:
    async def endless(exchange: Exchange) -> None:
        await exchange.send(CHUNKED + chunk(b"first"))
        await exchange.until_gone()

    guarded.on(path, endless)
    with outward.raw() as client:
        client.send(request("GET", path))
        client.head()
    assert guarded.seen(path).gone.wait(2.0)


def test_an_unknown_authority_is_not_trusted(guarded: Upstream, path: str) -> None:
    with Weft("--listen", "127.0.0.1:0", "--upstream", guarded.url) as wary, wary.raw() as client:
        answer = client.ask("GET", path)
        assert answer.status == 502
        assert b"certificate" in answer.body.lower()
        assert client.ask("GET", "/healthz/upstream").status == 503
    assert not guarded.all(path)


def test_a_certificate_for_another_name_is_not_trusted(
    certificates: Certificates, guarded: Upstream, path: str
) -> None:
    """The name is one that leads to the upstream and is not in its certificate."""
    url = f"https://ip6-localhost.localhost:{guarded.port}"
    arguments = ["--listen", "127.0.0.1:0", "--upstream", url]
    trust = ["--upstream-ca", str(certificates.authority)]
    with Weft(*arguments, *trust) as wary, wary.raw() as client:
        assert client.ask("GET", path).status == 502


@pytest.fixture(scope="module")
def modern(
    upstream: Upstream, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Weft, Upstream]]:
    """A proxy to an HTTP/2 upstream: nginx, which passes on what it got to a recording one."""
    server = f"""
        ssl_certificate {certificates.chain}; ssl_certificate_key {certificates.key};
        location / {{
            proxy_pass {upstream.url}; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header X-Seen-Protocol $server_protocol;
            proxy_set_header X-Seen-Host $http_host; proxy_set_header X-Seen-On $connection;
            proxy_buffering off; proxy_request_buffering off; client_max_body_size 0;
        }}"""
    folder = tmp_path_factory.mktemp("modern")
    with Nginx(folder, server, listen="ssl http2") as nginx:
        url = f"https://localhost:{nginx.port}"
        arguments = ["--listen", "127.0.0.1:0", "--upstream", url]
        with Weft(*arguments, "--upstream-ca", str(certificates.authority)) as running:
            yield running, upstream


def test_an_upstream_is_spoken_to_in_http2_where_it_can(
    modern: tuple[Weft, Upstream], path: str
) -> None:
    proxy, upstream = modern
    with proxy.raw() as client:
        assert client.ask("POST", path, ("X-Mine", "m"), body=b"body").body == b"body"
        assert client.ask("HEAD", path).body == b""
    seen = upstream.seen(path)
    assert seen.values(b"x-seen-protocol") == [b"HTTP/2.0"]
    assert seen.values(b"x-mine") == [b"m"]


@pytest.mark.parametrize("size", [1, 70_000, 5_000_000])
def test_bodies_of_any_size_over_http2(modern: tuple[Weft, Upstream], path: str, size: int) -> None:
    proxy, _ = modern
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    with proxy.raw() as client:
        assert client.ask("POST", path, body=body).body == body


def test_exchanges_share_one_http2_connection(modern: tuple[Weft, Upstream], path: str) -> None:
    proxy, upstream = modern
    gate = Gate()
    upstream.on(path, says(gate, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    clients = [proxy.raw() for _ in range(8)]
    for client in clients:
        client.send(request("GET", path))
    ways = {upstream.seen(path, nth).value(b"x-seen-on") for nth in range(1, 9)}
    gate.open()
    assert [client.answer().body for client in clients] == [b"ok"] * 8
    for client in clients:
        client.sock.close()
    assert len(ways) == 1


def test_streams_and_departures_over_http2(modern: tuple[Weft, Upstream], path: str) -> None:
    proxy, upstream = modern

    async def endless(exchange: Exchange) -> None:
        await exchange.send(CHUNKED + chunk(b"first"))
        await exchange.until_gone()

    upstream.on(path, endless)
    with proxy.raw() as client:
        client.send(request("GET", path))
        client.head()
        assert client.chunk() == b"first"
    assert upstream.seen(path).gone.wait(2.0)


def test_http2_on_both_sides(modern: tuple[Weft, Upstream], path: str) -> None:
    proxy, _ = modern
    with H2(proxy.address) as client:
        assert client.ask("POST", path, body=b"x" * 200_000).body == b"x" * 200_000


def test_an_upstream_behind_a_proxy(
    guarded: Upstream, upstream: Upstream, certificates: Certificates, path: str
) -> None:
    """HTTPS_PROXY: a tunnel by CONNECT, with the TLS inside it verified as ever."""
    import asyncio

    async def tunnels(exchange: Exchange) -> None:
        host, _, port = exchange.seen.target.partition(b":")
        reader, writer = await asyncio.open_connection(host.decode(), int(port))
        await exchange.send(b"HTTP/1.1 200 Connected\r\n\r\n")

        async def pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
            sink.close()

        await asyncio.gather(pour(exchange.reader, writer), pour(reader, exchange.writer))
        exchange.keep = False

    upstream.on(guarded.host, tunnels)
    start = ["--listen", "127.0.0.1:0", "--upstream", guarded.url]
    start += ["--upstream-ca", str(certificates.authority)]
    detour = upstream.url
    with Weft(*start, HTTPS_PROXY=detour) as detoured, detoured.raw() as client:
        assert client.ask("POST", path, body=b"through").body == b"through"
    asked = upstream.seen(guarded.host)
    assert (asked.method, asked.values(b"host")) == (b"CONNECT", [guarded.host.encode()])
    with Weft(*start, HTTPS_PROXY=detour, NO_PROXY="localhost") as direct, direct.raw() as client:
        assert client.ask("GET", path).status == 200
    assert len(upstream.all(guarded.host)) == 1
