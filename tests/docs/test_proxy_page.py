"""The tables on the proxy's page say what the command and the wire do."""

from __future__ import annotations

import re

import click
from fences import ROOT

from weft.cli.proxy import proxy
from weft.cli.proxy_flags import setting
from weft.settings.aliases import ALIASES
from weft.settings.knob import KNOBS
from weft.wire.limits import Limits

PAGE = (ROOT / "docs" / "proxy.md").read_text("utf-8")
SETTINGS = {"--config", "--set", "--state-dir"}  # every command has these
THEIR_WORDS = {"compression", "compression-mode"}  # not settings, but words for one


def rows() -> dict[str, tuple[str, str]]:
    """The flags of the page, with their environment name and default."""
    section = PAGE.partition("\n## Flags\n")[2].partition("\n## ")[0]
    found = {}
    for line in section.splitlines():
        if line.startswith("| `--"):
            flag, environment, default, meaning = (cell.strip() for cell in line[1:-1].split("|"))
            assert meaning
            found[flag] = (environment.strip("`"), default.strip("`"))
    return found


def test_the_table_lists_every_flag() -> None:
    listed = {name for flag in rows() for name in re.findall(r"`(--[a-z-]+)`", flag)}
    options = {
        name
        for option in proxy.params
        if isinstance(option, click.Option)
        for name in option.opts
        if name.startswith("--")
    }
    assert listed == options - SETTINGS


def test_the_table_has_the_names_and_defaults_of_the_settings() -> None:
    for flag, (environment, default) in rows().items():
        name = flag.split("`")[1].removeprefix("--")
        if name in THEIR_WORDS:
            assert any(environment in alias.names for alias in ALIASES)
            continue
        knob = KNOBS[setting(name.replace("-", "_"))]
        assert environment == knob.env
        assert default == ("none" if knob.default is None else knob.show(knob.default))


def test_the_bounds_are_those_of_the_wire() -> None:
    section = PAGE.partition("\n## Timeouts and limits\n")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| (.+?) \| (\d.+?) \|$", section, re.MULTILINE))
    limits = Limits()
    assert told == {
        "A client in its TLS handshake, or sending the head of a request": (
            f"{limits.head_timeout:g} s"
        ),
        "A client's body standing still": f"{limits.body_timeout:g} s",
        "A client taking none of its answer": f"{limits.write_timeout / 60:g} min",
        "A connection between requests": f"{limits.keep_alive:g} s",
        "A kept connection to an upstream": f"{limits.idle_timeout:g} s",
        "The target of a request": f"{limits.target // 1024} KB",
        "The headers of a request": f"{limits.head // 1024} KB, {limits.headers} fields",
        "The headers of an answer": f"{limits.answer_head // 1024} KB, "
        f"{limits.answer_headers} fields",
    }
