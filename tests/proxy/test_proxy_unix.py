"""Unix sockets: a listener only its owner can reach, and an upstream behind one."""

from __future__ import annotations

import socket
import stat
from typing import TYPE_CHECKING

import pytest
from proxy_plays import CHUNKED, LAST_CHUNK, chunk, says
from proxy_process import Weft, run
from proxy_raw import Raw
from proxy_upstream import Upstream

if TYPE_CHECKING:
    from pathlib import Path


def test_a_listener_for_its_owner_only(upstream: Upstream, tmp_path: Path, path: str) -> None:
    where = tmp_path / "weft.sock"
    with Weft("--listen", f"unix:{where}", "--upstream", upstream.url) as proxy:
        assert stat.S_IMODE(where.stat().st_mode) == 0o600
        with Raw(where) as client:
            assert client.ask("POST", path, ("Host", "h"), body=b"body").body == b"body"
        seen = upstream.seen(path)
        assert seen.values(b"x-forwarded-host") == [b"h"]
        assert all(value.strip() for value in seen.values(b"x-forwarded-for"))
        assert proxy.addresses == [where]
    assert not where.exists()


def test_an_upstream_behind_a_socket(tmp_path: Path, path: str) -> None:
    with Upstream(unix=tmp_path / "up.sock") as upstream:
        upstream.on(path, says(CHUNKED + chunk(b"a") + LAST_CHUNK, keep=True))
        arguments = ["--listen", "127.0.0.1:0", "--upstream", upstream.url]
        with Weft(*arguments) as proxy, proxy.raw() as client:
            assert client.ask("POST", path, body=b"x" * 100_000).body == b"a"
            assert client.ask("GET", "/healthz/upstream").status == 200
        assert upstream.seen(path).size == 100_000


def test_an_upstream_whose_socket_is_gone_is_a_502(tmp_path: Path, path: str) -> None:
    arguments = ["--listen", "127.0.0.1:0", "--upstream", f"unix:{tmp_path}/no.sock"]
    with Weft(*arguments) as proxy, proxy.raw() as client:
        answer = client.ask("GET", path)
        assert answer.status == 502
        assert b"no.sock" in answer.body


def test_several_listeners_at_once(upstream: Upstream, tmp_path: Path, path: str) -> None:
    where = tmp_path / "weft.sock"
    listens = ["--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0", "--listen", f"unix:{where}"]
    with Weft(*listens, "--upstream", upstream.url) as proxy:
        for _ in range(2):
            proxy.wait_until_ready()
        proxy.wait_for(str(where))
        assert len(set(proxy.addresses)) == 3
        for address in proxy.addresses:
            with Raw(address) as client:
                assert client.ask("GET", path).status == 200


def test_a_socket_left_behind_is_replaced(upstream: Upstream, tmp_path: Path, path: str) -> None:
    where = tmp_path / "weft.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(where))
    with Weft("--listen", f"unix:{where}", "--upstream", upstream.url), Raw(where) as client:
        assert client.ask("GET", path).status == 200


def test_a_socket_in_use_is_not_taken_away(upstream: Upstream, tmp_path: Path, path: str) -> None:
    where = tmp_path / "weft.sock"
    arguments = ["--listen", f"unix:{where}", "--upstream", upstream.url]
    with Weft(*arguments):
        second = run(*arguments)
        assert second.returncode == 2
        assert str(where) in second.stderr
        with Raw(where) as client:
            assert client.ask("GET", path).status == 200


@pytest.mark.parametrize("content", ["a file of somebody's"])
def test_a_file_is_never_replaced(upstream: Upstream, tmp_path: Path, content: str) -> None:
    where = tmp_path / "notes.txt"
    where.write_text(content)
    refused = run("--listen", f"unix:{where}", "--upstream", upstream.url)
    assert refused.returncode == 2
    assert where.read_text() == content
