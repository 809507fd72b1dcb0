"""`weft store stats | purge`: what the store holds, and emptying it.

Exit codes: 0 done, 1 the store failed or nobody agreed, 2 usage or configuration.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from weft.cli import table
from weft.cli.context import Fault, with_settings
from weft.cli.group import SuggestingGroup

if TYPE_CHECKING:
    from weft.cli.context import Context


@click.group(cls=SuggestingGroup)
def store() -> None:
    """See what the store holds, or empty it."""


@store.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def stats(weft: Context, as_json: bool) -> None:
    """Show what the store holds, and what it has let go."""
    import msgspec

    from weft.settings.units import show_size

    with weft.store() as opened:
        found = opened.stats()
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    share = f" ({found.stored_bytes / found.original_bytes:.0%})" if found.original_bytes else ""
    table.show(
        [
            ("backend", found.backend),
            ("originals", f"{found.originals:,}"),
            ("decisions", f"{found.decisions:,}"),
            ("original bytes", f"{found.original_bytes:,}"),
            ("stored bytes", f"{found.stored_bytes:,}{share}"),
            ("room", show_size(weft.settings.store.max_bytes)),
            ("evicted", f"{found.evicted:,}"),
            ("expired", f"{found.expired:,}"),
        ]
    )


@store.command()
@click.option("--tenant", metavar="T", help="Only what this tenant has there.")
@click.option("--all", "everything", is_flag=True, help="Not only what has expired: everything.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_settings
def purge(weft: Context, tenant: str | None, everything: bool, yes: bool) -> None:
    """Delete what has expired; with --all, everything.

    What is deleted cannot be had back: a marker that stands for it leads nowhere. Explanations of
    exchanges, which hold texts too, go by the same rule; those of all tenants.
    """
    if everything and not yes:
        _agree(tenant)
    with weft.store() as opened:
        count = opened.purge(tenant, everything=everything)
    click.echo(f"Deleted {count:,} original{'' if count == 1 else 's'}.")
    explained = _forget(weft, everything=everything)
    if explained:
        click.echo(f"Deleted {explained:,} explanation{'' if explained == 1 else 's'}.")


def _forget(weft: Context, *, everything: bool) -> int:
    import time
    from pathlib import Path

    from weft.observe.book import FAULTS
    from weft.observe.opening import NAME, forget

    path = Path(weft.settings.state_dir) / NAME
    try:
        return forget(path, time.time(), everything=everything)
    except FAULTS as error:
        raise Fault(f"the explanations in {path} are not deleted: {error}") from error


def _agree(tenant: str | None) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("--all deletes originals for good; say --yes where nobody can ask")
    whose = f"of tenant {tenant!r}" if tenant else "of every tenant"
    if not click.confirm(f"Delete every original {whose} for good?", err=True):
        click.echo("Nothing was deleted.", err=True)
        raise click.exceptions.Exit(1)
