"""`weft config show | check | schema`: what is set and by whom, whether it works, what can be set.

Exit codes: 0 fine, 2 the configuration cannot be used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from weft.cli import table
from weft.cli.context import ConfigurationFault, Fault, with_settings
from weft.cli.group import SuggestingGroup

if TYPE_CHECKING:
    from weft.cli.context import Context
    from weft.recall.store import StoreStats


@click.group(cls=SuggestingGroup)
def config() -> None:
    """Show, check and describe the configuration."""


@config.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def show(weft: Context, as_json: bool) -> None:
    """Show every setting, its value and where the value is from. Secrets are masked."""
    from weft.settings import report

    if as_json:
        _print_json(report.plain(weft.loaded))
        return
    rows = [(line.knob.path, line.shown, line.source) for line in report.report(weft.loaded)]
    table.show(rows, head=("setting", "value", "origin"))


@config.command()
@with_settings
def check(weft: Context) -> None:
    """Load the configuration, open the store for real and close it again."""
    from weft.settings.problem import mask, printable

    stats = _try_store(weft)
    file, url = weft.loaded.file or "none, defaults are used", weft.settings.store.url
    table.show(
        [
            ("file", printable(file)),
            ("state_dir", printable(weft.settings.state_dir)),
            ("store", printable(mask(url))),
            ("holds", f"{stats.originals} originals, {stats.decisions} decisions"),
        ]
    )
    click.secho("ok", fg="green")


@config.command()
def schema() -> None:
    """Print the JSON Schema of weft.toml, for editors."""
    from weft.settings.schema import schema

    _print_json(schema())


def _try_store(weft: Context) -> StoreStats:
    try:
        with weft.store() as store:
            return store.stats()
    except ConfigurationFault:
        raise
    except Fault as fault:  # what would fail at work is the configuration's fault in a check
        raise ConfigurationFault(fault.message) from fault


def _print_json(value: object) -> None:
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
