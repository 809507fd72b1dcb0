"""Flags, their names in the environment, their defaults, and what stops the start."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from proxy_process import Weft, run
from proxy_raw import request

if TYPE_CHECKING:
    from pathlib import Path

    from proxy_upstream import Upstream

SEEDS_TABLE = {
    "--listen": "0.0.0.0:8787",
    "--upstream-timeout": "600s",
    "--upstream-connect-timeout": "10s",
    "--max-body-bytes": "100MB",
    "--log-level": "info",
    "--graceful-shutdown-timeout": "30s",
    "--workers": "1",
}
LOOPBACK = ["--listen", "127.0.0.1:0"]


def test_help_names_every_flag_and_its_default() -> None:
    text = " ".join(run("--help").stdout.split())
    for flag, default in SEEDS_TABLE.items():
        after = text.partition(flag + " ")[2]
        assert after.partition("[default: ")[2].startswith(default + "]"), flag
    for flag in ("--upstream URL", "--rewrite-host", "--no-rewrite-host", "--route", "--tls-cert"):
        assert flag in text


def test_the_environment_says_what_flags_say(upstream: Upstream, path: str) -> None:
    names = {"HEADROOM_PROXY_LISTEN": "127.0.0.1:0", "HEADROOM_PROXY_UPSTREAM": upstream.url}
    with Weft(**names) as proxy, proxy.raw() as client:
        assert client.ask("GET", path).status == 200


def test_a_flag_beats_the_environment(upstream: Upstream, path: str) -> None:
    names = {"HEADROOM_PROXY_UPSTREAM": "http://127.0.0.1:9"}
    with Weft(*LOOPBACK, "--upstream", upstream.url, **names) as proxy, proxy.raw() as client:
        assert client.ask("GET", path).status == 200


def test_the_start_is_told_on_standard_error_with_the_port(upstream: Upstream) -> None:
    with Weft(*LOOPBACK, "--upstream", upstream.url) as proxy:
        assert isinstance(proxy.address, tuple)
        assert proxy.address[1] > 0
        assert upstream.url in proxy.wait_for("listening on")


@pytest.mark.parametrize("level", ["trace", "debug", "info"])
def test_each_level_starts(upstream: Upstream, level: str) -> None:
    with Weft(*LOOPBACK, "--upstream", upstream.url, "--log-level", level) as proxy:
        assert proxy.addresses


def test_less_is_logged_where_less_is_asked_for(upstream: Upstream, tmp_path: Path) -> None:
    where = tmp_path / "w.sock"
    arguments = ["--listen", f"unix:{where}", "--upstream", upstream.url, "--log-level", "error"]
    with Weft(*arguments, wait=False) as quiet:
        while not where.exists():
            assert quiet.process.poll() is None
        quiet.process.terminate()
        assert quiet.exit_code() in {0, 143, -15}
        assert quiet.output == ""


@pytest.mark.parametrize(
    "form", [["--rewrite-host"], ["--rewrite-host", "true"], ["--rewrite-host=1"]]
)
def test_rewrite_host_may_be_said_aloud(upstream: Upstream, path: str, form: list[str]) -> None:
    with Weft(*LOOPBACK, "--upstream", upstream.url, *form) as proxy, proxy.raw() as client:
        client.ask("GET", path)
        assert upstream.seen(path).values(b"host") == [upstream.host.encode()]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--upstream"),
        (["--upstream", "nonsense"], "nonsense"),
        (["--upstream", "ftp://h"], "ftp"),
        (["--upstream", "http://"], "http"),
        (["--upstream", "http://h:99999"], "port"),
        (["--upstream", "http://h", "--listen", "nonsense"], "nonsense"),
        (["--upstream", "http://h", "--listen", "127.0.0.1:99999"], "99999"),
        (["--upstream", "http://h", "--upstream-timeout", "soon"], "soon"),
        (["--upstream", "http://h", "--max-body-bytes", "much"], "much"),
        (["--upstream", "http://h", "--log-level", "loud"], "loud"),
        (["--upstream", "http://h", "--workers", "0"], "0"),
        (["--upstream", "http://h", "--workers", "many"], "many"),
        (["--upstream", "http://h", "--no-such-flag"], "--no-such-flag"),
        (["--upstream", "http://h", "--tls-cert", "/no/such/file"], "/no/such/file"),
        (["--upstream", "http://h", "--tls-key", "/no/such/file"], "--tls-cert"),
        (["--upstream", "https://h", "--upstream-ca", "/no/such/file"], "/no/such/file"),
        (["--upstream", "http://h", "--access-log", "/no/such/folder/log"], "/no/such/folder"),
    ],
)
def test_what_is_wrong_stops_the_start_and_is_named(arguments: list[str], told: str) -> None:
    listen = [] if "--listen" in arguments else LOOPBACK
    refused = run(*listen, *arguments)
    assert refused.returncode == 2
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_password_in_the_upstream_is_refused_and_not_repeated() -> None:
    refused = run(*LOOPBACK, "--upstream", "http://user:hunter2@127.0.0.1:9")
    assert refused.returncode == 2
    assert "hunter2" not in refused.stderr + refused.stdout


def test_an_address_in_use_stops_the_start(upstream: Upstream) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("--listen", f"127.0.0.1:{port}", "--upstream", upstream.url)
    assert refused.returncode == 2
    assert f"127.0.0.1:{port}" in refused.stderr


def test_two_proxies_cannot_share_an_address(upstream: Upstream) -> None:
    """Workers of one proxy share a port; a second proxy on it is a mistake, and is told."""
    with Weft(*LOOPBACK, "--upstream", upstream.url, "--workers", "2") as first:
        assert isinstance(first.address, tuple)
        again = ["--listen", f"127.0.0.1:{first.address[1]}", "--upstream", upstream.url]
        assert run(*again).returncode == 2
        assert run(*again, "--workers", "2").returncode == 2


def test_connecting_is_given_up_after_its_timeout(path: str) -> None:
    """A listener whose queue is full answers no SYN: connecting hangs until it is given up."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        where = deaf.getsockname()
        with socket.create_connection(where), socket.socket() as second:
            second.setblocking(False)
            second.connect_ex(where)
            arguments = [*LOOPBACK, "--upstream", f"http://127.0.0.1:{where[1]}"]
            arguments += ["--upstream-connect-timeout", "400ms"]
            with Weft(*arguments) as proxy, proxy.raw() as client:
                client.send(request("GET", path))
                assert client.answer().status == 504
