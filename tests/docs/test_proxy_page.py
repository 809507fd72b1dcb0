"""The table of flags on the proxy's page is that of the command."""

from __future__ import annotations

import re

import click
from fences import ROOT

from weft.cli.proxy import proxy
from weft.settings.knob import KNOBS

PAGE = (ROOT / "docs" / "proxy.md").read_text("utf-8")
SETTINGS = {"--config", "--set", "--state-dir"}  # every command has these
OTHER_KEYS = {"log-level": "log.level", "route": "proxy.routes"}


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
        knob = KNOBS[OTHER_KEYS.get(name, f"proxy.{name.replace('-', '_')}")]
        assert environment == knob.env
        assert default == ("none" if knob.default is None else knob.show(knob.default))
