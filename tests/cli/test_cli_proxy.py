"""`weft proxy`: its flags are settings, and what is wrong is said before anything is served."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

import pytest
from cli_shell import Shell

from weft.cli.proxy import proxy
from weft.cli.proxy_flags import setting
from weft.settings.knob import KNOBS

if TYPE_CHECKING:
    from pathlib import Path

UP = ("--upstream", "http://127.0.0.1:9")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_the_defaults_in_the_help_are_the_settings() -> None:
    told = {}
    for option in proxy.params:
        match = re.search(r"\[default: (.*)\]", getattr(option, "help", None) or "")
        if match:
            told[option.name] = match[1]
    assert len(told) >= 7
    for name, text in told.items():
        knob = KNOBS[setting(name)]
        assert knob.of_text(text) == knob.default


def test_every_setting_of_the_proxy_has_a_flag() -> None:
    flags = {option.name for option in proxy.params}
    settings = {path.removeprefix("proxy.") for path in KNOBS if path.startswith("proxy.")}
    assert settings - flags == {"routes", "token"}  # on a command line others could read it
    assert "route" in flags


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--upstream"),
        (("--upstream", "up:80"), "proxy.upstream"),
        (("--upstream", "http://u:pw@up"), "no user or password"),
        ((*UP, "--listen", "nowhere"), "proxy.listen"),
        ((*UP, "--route", "openai=http://up"), "proxy.routes"),
        ((*UP, "--route", "/a=http://up", "--route", "/a=http://up"), "two routes"),
        ((*UP, "--workers", "0"), "proxy.workers"),
        ((*UP, "--upstream-timeout", "soon"), "proxy.upstream_timeout"),
        ((*UP, "--max-body-bytes", "much"), "proxy.max_body_bytes"),
        ((*UP, "--rewrite-host", "maybe"), "proxy.rewrite_host"),
        ((*UP, "--strip-internal-headers", "perhaps"), "proxy.strip_internal_headers"),
        ((*UP, "--log-level", "loud"), "log.level"),
        ((*UP, "--mode", "some"), "rewrite.mode"),
        ((*UP, "--retrieval-tool", "sometimes"), "rewrite.retrieval_tool"),
        ((*UP, "--compression", "maybe"), "--compression"),
        ((*UP, "--compression-mode", "dead_zone"), "--compression-mode"),
        ((*UP, "--compression-max-body-bytes", "much"), "rewrite.max_body_bytes"),
        ((*UP, "--cache-control-auto-frozen", "perhaps"), "rewrite.frozen_prefix"),
        ((*UP, "--auth-mode-policy-enforcement", "perhaps"), "rewrite.auth_policy"),
        ((*UP, "--tls-cert", "missing.pem"), "missing.pem"),
        ((*UP, "--tls-key", "missing.pem"), "--tls-cert"),
        ((*UP, "--upstream-ca", "missing.pem"), "missing.pem"),
        ((*UP, "--access-log", "missing/access.log"), "missing/access.log"),
        ((*UP, "--listen", "unix:missing/socket"), "missing/socket"),
    ],
)
def test_what_is_wrong_is_said_in_one_message(
    shell: Shell, arguments: tuple[str, ...], message: str
) -> None:
    listen = () if "--listen" in arguments else ("--listen", "127.0.0.1:0")
    ended = shell.weft("proxy", *listen, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert ended.err.startswith("Error: ")
    assert "Traceback" not in ended.err
    assert "pw" not in ended.err.replace("password", "")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_in_use_is_said(shell: Shell, workers: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = shell.weft("proxy", *UP, "--listen", where, "--workers", workers)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"Error: cannot listen on {where}: Address already in use\n"


def test_the_environment_names_of_the_seed(shell: Shell) -> None:
    ended = shell.weft("proxy", HEADROOM_PROXY_LISTEN="nowhere", HEADROOM_PROXY_UPSTREAM="up")
    assert ended.code == 2
    assert "HEADROOM_PROXY_LISTEN" in ended.err
    assert "HEADROOM_PROXY_UPSTREAM" in ended.err


def test_a_broken_certificate_is_said(shell: Shell, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate")
    for flag in ("--tls-cert", "--upstream-ca"):
        ended = shell.weft("proxy", *UP, "--listen", "127.0.0.1:0", flag, str(broken))
        assert ended.code == 2
        assert "broken.pem" in ended.err
        assert "Traceback" not in ended.err
