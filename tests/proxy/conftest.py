"""What the tests of `weft proxy` share: an upstream, the proxy before it, throw-away certificates.

All of one module's tests share one proxy; each test uses a path of its own, so that they do not
meet. A test that needs other flags starts a proxy of its own.
"""

from __future__ import annotations

import ssl
import subprocess
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from proxy_process import Nginx, Weft, program
from proxy_upstream import Upstream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from proxy_raw import Raw

PLAIN = """
location / {
    proxy_pass %s;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_buffering off;
    proxy_request_buffering off;
    client_max_body_size 0;
}
"""


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture(scope="module")
def proxy(upstream: Upstream) -> Iterator[Weft]:
    with Weft("--listen", "127.0.0.1:0", "--upstream", upstream.url) as running:
        yield running


@pytest.fixture(scope="module")
def nginx(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with Nginx(tmp_path_factory.mktemp("nginx"), PLAIN % upstream.url) as running:
        yield running


@pytest.fixture
def client(proxy: Weft) -> Iterator[Raw]:
    with proxy.raw() as raw:
        yield raw


@pytest.fixture
def path() -> str:
    """A path no other test uses."""
    return f"/{uuid.uuid4().hex[:12]}"


@dataclass(frozen=True, slots=True)
class Certificates:
    """An authority made for this run, and what it says about `localhost`."""

    authority: Path
    chain: Path
    key: Path

    def serving(self, *protocols: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def make_certificates(folder: Path) -> Certificates:
    def openssl(*arguments: str) -> None:
        command = [program("openssl", "openssl"), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl(
        "req",
        "-x509",
        *key,
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=Test",
        "-days",
        "2",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",  # Python 3.13 keeps RFC 5280 to the letter
    )
    openssl("req", *key, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=localhost")
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names"]
    openssl("x509", "-req", "-in", "request.pem", *signing, "-out", "cert.pem", "-days", "2")
    return Certificates(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
