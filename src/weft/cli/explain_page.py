"""What `weft explain` shows: one section for each text, for people or as JSON.

Everything shown is read off the rendering; nothing is decided here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from weft.cli import table
from weft.library.bodies import bytes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Trial
    from weft.library.explaining import Explained

Told = tuple[int, str, "Explained"]

MOST_CUTS = 8  # shown; the text itself has them all
LINE = 96  # characters of a line about a cut


def page(told: Sequence[Told], *, show: bool) -> None:
    """For people."""
    for number, tool, found in told:
        if len(told) > 1:
            click.secho(f"{number}. {tool or 'a text'}", bold=True)
        _section(found)
        if show:
            click.echo()
            click.echo(bytes_of(found.text))
        if len(told) > 1 or show:
            click.echo()


def document(told: Sequence[Told]) -> str:
    """For scripts."""
    return json.dumps([_plain(*each) for each in told], indent=2)


def _section(found: Explained) -> None:
    rendering = found.rendering
    before, after = rendering.tokens_before, rendering.tokens_after
    click.echo(f"Kind: {found.kind}")
    if rendering.unchanged:
        click.echo(f"It stays as it is ({before:,} tokens): {rendering.reason}.")
    else:
        saved = 1 - after / before
        ways = " + ".join(rendering.candidate.forms)
        click.echo(f"{before:,} tokens, now {after:,} ({saved:.0%} less), written by {ways}.")
    click.echo(f"It took {found.total_seconds * 1000:.1f} ms.")
    if rendering.trials:
        click.echo()
        head = ("way", "role", "tokens", "cost", "ms", "verdict")
        table.show([_row(trial, found) for trial in _ordered(rendering.trials)], head)
    if rendering.cuts:
        click.echo()
        click.echo("Left out, each with a marker:")
        for cut in rendering.cuts[:MOST_CUTS]:
            click.echo(f"  {cut.what[:LINE]}{'…' if len(cut.what) > LINE else ''}")
        if (more := len(rendering.cuts) - MOST_CUTS) > 0:
            click.echo(f"  and {more:,} more")
    for discard in rendering.discards:
        click.echo(
            f"Not used, because something is wrong with it: {discard.form}: {discard.reason}"
        )


def _ordered(trials: Sequence[Trial]) -> list[Trial]:
    """The one that was taken, then those that had something to offer, the cheapest first."""
    return sorted(
        trials,
        key=lambda trial: (
            not trial.taken,
            trial.cost is None and trial.tokens is None,
            trial.cost if trial.cost is not None else trial.tokens or 0,
            trial.forms,
        ),
    )


def _row(trial: Trial, found: Explained) -> tuple[str, ...]:
    tokens = f"{trial.tokens:,}" if trial.tokens is not None else ""
    if not tokens and trial.least:
        tokens = f"≥ {trial.least:,}"
    cost = f"{trial.cost:,.0f}" if trial.cost is not None else ""
    spent = found.seconds.get(trial.forms[-1], 0.0) * 1000
    return (" + ".join(trial.forms), str(trial.role), tokens, cost, f"{spent:.1f}", trial.verdict)


def _plain(number: int, tool: str, found: Explained) -> dict[str, object]:
    rendering = found.rendering
    return {
        "text": number,
        "tool": tool,
        "kind": str(found.kind),
        "tokens_before": rendering.tokens_before,
        "tokens_after": rendering.tokens_after,
        "forms": list(rendering.candidate.forms),
        "reason": rendering.reason,
        "ms": round(found.total_seconds * 1000, 3),
        "ms_by_form": {name: round(spent * 1000, 3) for name, spent in found.seconds.items()},
        "trials": [
            {
                "forms": list(trial.forms),
                "role": str(trial.role),
                "tokens": trial.tokens,
                "cost": None if trial.cost is None else round(trial.cost, 1),
                "verdict": trial.verdict,
            }
            for trial in _ordered(rendering.trials)
        ],
        "cuts": [cut.what for cut in rendering.cuts],
        "discards": [f"{discard.form}: {discard.reason}" for discard in rendering.discards],
    }


__all__ = ["document", "page"]
