"""The root of the command line: what Weft is, and which commands there are.

A command is one line here and one file beside this one.
"""

from __future__ import annotations

import click

from weft import __version__
from weft.cli.context import settings_options
from weft.cli.group import Entry, LazyGroup

HEADINGS = {
    "See it work": {
        "demo": Entry("weft.cli.demo:demo", "Play a conversation: what is kept, what is left out."),
    },
    "Write shorter": {
        "compress": Entry("weft.cli.compress:compress", "Write a file or a request body shorter."),
        "expand": Entry("weft.cli.expand:expand", "Turn a shortened text back into its original."),
        "explain": Entry("weft.cli.explain:explain", "Show what was tried for a text, and why."),
    },
    "Serve": {
        "proxy": Entry(
            "weft.cli.proxy:proxy", "Forward to an upstream, and make requests smaller."
        ),
    },
    "What was left out": {
        "retrieve": Entry("weft.cli.retrieve:retrieve", "Fetch an original, or a part of it."),
        "store": Entry("weft.cli.store:store", "See what the store holds, or empty it."),
    },
    "Set up": {
        "config": Entry("weft.cli.config:config", "Show, check and describe the configuration."),
    },
    "Develop": {
        "parity": Entry("weft.cli.parity:parity", "Compare outputs with their golden fixtures."),
    },
}


@click.group(
    cls=LazyGroup,
    headings=HEADINGS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="weft %(version)s")
@settings_options
@click.pass_context
def root(ctx: click.Context) -> None:
    """One local gateway between AI agents and everything they talk to.

    Weft writes what agents read (tool outputs, logs, JSON, diffs) shorter before it is sent to a
    model, keeps every original, and gives any part of it back when it is asked for. It works
    offline and sends nothing anywhere on its own.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


__all__ = ["HEADINGS", "root"]
