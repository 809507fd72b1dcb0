"""The access log: one line for each exchange, and never a credential in any output."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxy_plays import CHUNKED, PATIENCE, chunk, says
from proxy_process import Weft, children
from proxy_raw import request

if TYPE_CHECKING:
    from proxy_upstream import Exchange, Upstream

SECRETS = {
    "Authorization": "Bearer sk-secret-one",
    "X-Api-Key": "sk-secret-two",
    "Api-Key": "sk-secret-three",
    "Cookie": "session=sk-secret-four",
    "X-Goog-Api-Key": "sk-secret-five",
    "Proxy-Authorization": "Basic sk-secret-six",
}


def lines(log: Path, count: int) -> list[dict[str, Any]]:
    """So many lines of the log, as soon as they are there."""
    until = time.monotonic() + PATIENCE
    while len(found := log.read_text().splitlines()) < count:
        assert time.monotonic() < until, found
        time.sleep(0.01)
    return [json.loads(line) for line in found]


def start(upstream: Upstream, log: Path | str, *more: str) -> Weft:
    arguments = ["--listen", "127.0.0.1:0", "--upstream", upstream.url]
    return Weft(*arguments, "--access-log", str(log), *more)


def test_one_line_for_each_exchange(upstream: Upstream, tmp_path: Path, path: str) -> None:
    log = tmp_path / "access.log"
    with start(upstream, log) as proxy, proxy.raw() as client:
        answer = client.ask("POST", path, ("X-Request-Id", "mine-1"), body=b"12345")
        assert answer.status == 200
        client.ask("GET", path + "b")
        first, second = lines(log, 2)
    assert (first["method"], first["target"], first["status"]) == ("POST", path, 200)
    assert (first["request_id"], first["received"], first["sent"]) == ("mine-1", 5, 5)
    assert (first["client"], first["version"]) == ("127.0.0.1", "1.1")
    assert 0 <= first["first_byte"] <= first["seconds"]
    assert second["request_id"]
    assert second["request_id"] != "mine-1"


def test_credentials_are_in_no_output(upstream: Upstream, tmp_path: Path, path: str) -> None:
    log = tmp_path / "access.log"
    query = "?key=sk-secret-seven&api_key=sk-secret-eight&access_token=sk-secret-nine&alt=sse"
    with start(upstream, log, "--log-level", "trace") as proxy:
        with proxy.raw() as client:
            body = b'{"api_key": "sk-secret-ten"}'
            assert client.ask("POST", path + query, *SECRETS.items(), body=body).status == 200
        upstream.on(path + "x", says(b"nonsense with sk-secret-eleven\r\n\r\n"))
        with proxy.raw() as client:
            assert client.ask("GET", path + "x" + query, *SECRETS.items()).status == 502
        with proxy.raw() as client:
            client.send(b"GET /sk-secret\x00 HTTP/1.1\r\nX-Api-Key: sk-secret-12\r\n\r\n")
            client.last_words()
        lines(log, 2)
        proxy.process.terminate()
        proxy.exit_code()
        assert "sk-secret" not in log.read_text()
        assert "sk-secret" not in proxy.output
    assert "alt=sse" in log.read_text()


def test_how_it_ended_is_said(upstream: Upstream, tmp_path: Path, path: str) -> None:
    log = tmp_path / "access.log"

    async def dies(exchange: Exchange) -> None:
        await exchange.send(CHUNKED + chunk(b"part"))
        exchange.reset()

    async def endless(exchange: Exchange) -> None:
        await exchange.send(CHUNKED + chunk(b"part"))
        await exchange.until_gone()

    upstream.on(path + "dies", dies)
    upstream.on(path + "endless", endless)
    with start(upstream, log) as proxy:
        for which in ("dies", "endless", "whole"):
            with proxy.raw() as client:
                client.send(request("GET", path + which))
                client.head()
        told = {line["target"]: line["end"] for line in lines(log, 3)}
    assert told[path + "whole"] == "complete"
    assert told[path + "dies"] != "complete"
    assert told[path + "endless"] == "client gone"


def test_sighup_goes_on_in_a_new_file(upstream: Upstream, tmp_path: Path, path: str) -> None:
    log, moved = tmp_path / "access.log", tmp_path / "access.log.1"
    with start(upstream, log) as proxy, proxy.raw() as client:
        client.ask("GET", path + "1")
        lines(log, 1)
        log.rename(moved)
        proxy.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + PATIENCE
        while not log.exists():
            assert time.monotonic() < until
        client.ask("GET", path + "2")
        assert [line["target"] for line in lines(log, 1)] == [path + "2"]
        assert [line["target"] for line in lines(moved, 1)] == [path + "1"]


def test_standard_output_will_do(upstream: Upstream, path: str) -> None:
    with start(upstream, "-") as proxy, proxy.raw() as client:
        client.ask("GET", path)
        assert json.loads(proxy.wait_for(path))["status"] == 200


def test_two_workers_write_one_log(upstream: Upstream, tmp_path: Path, path: str) -> None:
    log = tmp_path / "access.log"
    with start(upstream, log, "--workers", "2") as proxy:
        for _ in range(20):
            with proxy.raw() as client:
                assert client.ask("GET", path).status == 200
        assert len(lines(log, 20)) == 20


def test_sighup_reaches_every_worker(upstream: Upstream, tmp_path: Path, path: str) -> None:
    log, moved = tmp_path / "access.log", tmp_path / "access.log.1"

    def holders(proxy: Weft, file: Path) -> int:
        """How many of its processes have this file open."""
        links = [link for pid in children(proxy.pid) for link in Path(f"/proc/{pid}/fd").iterdir()]
        return sum(link.exists() and link.resolve() == file for link in links)

    with start(upstream, log, "--workers", "2") as proxy:
        assert holders(proxy, log) == 2
        log.rename(moved)
        proxy.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + PATIENCE
        while holders(proxy, log) < 2:
            assert time.monotonic() < until
        assert holders(proxy, moved) == 0
        for number in range(20):
            with proxy.raw() as client:
                client.ask("GET", f"{path}{number}")
        assert len(lines(log, 20)) == 20
    assert moved.read_text() == ""


def test_without_it_nothing_is_written_for_an_exchange(upstream: Upstream, path: str) -> None:
    with Weft("--listen", "127.0.0.1:0", "--upstream", upstream.url) as proxy:
        with proxy.raw() as client:
            client.ask("GET", path)
        proxy.process.terminate()
        proxy.exit_code()
        assert path not in proxy.output
