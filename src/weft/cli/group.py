"""Groups of commands that know their neighbours: a mistyped name is answered with the nearest.

`LazyGroup` knows its commands by name and one line each, and loads a command's module only when
it is called, so that help and `--version` cost nothing. No command is named here: see `root`.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class SuggestingGroup(click.Group):
    """A group that answers an unknown name with the nearest one it has."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command these arguments name."""
        name = args[0]
        if name not in self.list_commands(ctx) and not name.startswith("-"):
            near = get_close_matches(name, self.list_commands(ctx), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"There is no command {name!r}.{hint}")
        return super().resolve_command(ctx, args)


@dataclass(frozen=True, slots=True)
class Entry:
    """A command that is not loaded yet: `module:attribute`, and its line in the help."""

    target: str
    line: str

    def load(self) -> click.Command:
        """Import it."""
        module, _, attribute = self.target.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command), self.target
        return command


class LazyGroup(SuggestingGroup):
    """A group whose commands are loaded when called, listed under headings."""

    def __init__(self, *, headings: Mapping[str, Mapping[str, Entry]], **attributes: Any) -> None:
        super().__init__(**attributes)
        self.headings = headings
        self.entries = {name: entry for table in headings.values() for name, entry in table.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of the help."""
        return list(self.entries)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # the library's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Load a command."""
        entry = self.entries.get(cmd_name)
        return entry.load() if entry else None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings, all in one column, and then the options."""
        widest = max(map(len, self.entries))
        for heading, table in self.headings.items():
            with formatter.section(heading):
                rows = [(name.ljust(widest), entry.line) for name, entry in table.items()]
                formatter.write_dl(rows)
        click.Command.format_options(self, ctx, formatter)
