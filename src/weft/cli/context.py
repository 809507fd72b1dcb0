"""What a command is given: the settings, and an open store.

A command takes them with `@with_settings` and gets a `Context` as its first argument. The options
that change settings stand on the root and on every such command, so they work in either place.
What is wrong with settings or store becomes a message and an exit code here: 2 where the
configuration is at fault, 1 where the store failed at its work.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weft.recall.store import Store
    from weft.settings import Loaded, Settings

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound="Callable[..., object]")


class Fault(click.ClickException):
    """A failure that has been understood: its message is all the user needs."""

    exit_code = 1


class ConfigurationFault(Fault):
    """The configuration is at fault: nothing was done, and nothing can be until it is put right."""

    exit_code = 2


@dataclass(frozen=True)
class Context:
    """The settings of this run, loaded when first asked for."""

    config: str | None = None
    flags: tuple[tuple[str, str, str], ...] = ()  # option, key, text

    @cached_property
    def loaded(self) -> Loaded:
        """The settings with their origins. Warnings go to standard error once."""
        from weft.settings import Flag, SettingsError, load

        try:
            loaded = load([Flag(*flag) for flag in self.flags], self.config)
        except SettingsError as error:
            raise ConfigurationFault(str(error)) from error
        for warning in loaded.warnings:
            click.echo(f"Warning: {warning}", err=True)
        return loaded

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.loaded.settings

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store that is configured, open until the end of the block."""
        from weft.library.opening import open_store

        with self.understood():
            store = open_store(self.settings)
            try:
                yield store
            finally:
                store.close()

    @contextmanager
    def understood(self) -> Iterator[None]:
        """What goes wrong with a store in this block becomes a message and an exit code."""
        from weft.recall.store import StoreError, StoreRefused
        from weft.settings import state

        try:
            yield
        except (StoreRefused, state.StateDirError) as error:
            raise ConfigurationFault(self.masked(error)) from error
        except StoreError as error:
            raise Fault(self.masked(error)) from error

    def with_flag(self, option: str, key: str, text: str | None) -> Context:
        """The same with one more setting from the command line, if it was given."""
        return self if text is None else replace(self, flags=(*self.flags, (option, key, text)))

    def masked(self, error: Exception) -> str:
        """What went wrong, without the password that a store's URL may hold."""
        from weft.settings.problem import mask

        url = self.settings.store.url
        return str(error).replace(url, mask(url))


def _note_config(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.obj = replace(ctx.ensure_object(Context), config=value)


def _note_state_dir(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        _note_flag(ctx, "--state-dir", "state_dir", value)


def _note_set(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> None:
    for value in values:
        key, equals, text = value.partition("=")
        if not equals:
            raise click.BadParameter(f"write KEY=VALUE, not {value!r}", ctx, param)
        _note_flag(ctx, "--set", key.strip(), text)


def _note_flag(ctx: click.Context, *flag: str) -> None:
    here = ctx.ensure_object(Context)
    option, key, text = flag
    ctx.obj = replace(here, flags=(*here.flags, (option, key, text)))


_OPTIONS = (
    click.option(
        "--config",
        metavar="FILE",
        callback=_note_config,
        expose_value=False,
        help="Read this weft.toml and no other.",
    ),
    click.option(
        "--set",
        metavar="KEY=VALUE",
        multiple=True,
        callback=_note_set,
        expose_value=False,
        help="Override a setting, such as store.idle=12h. May be repeated.",
    ),
    click.option(
        "--state-dir",
        metavar="DIR",
        callback=_note_state_dir,
        expose_value=False,
        help="Keep everything in this directory.",
    ),
)


def settings_options(command: F) -> F:
    """Give a command the options that change settings."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def with_settings(command: Callable[Concatenate[Context, P], R]) -> Callable[P, R]:
    """Give a command the options that change settings, and a `Context` as first argument."""
    return click.make_pass_decorator(Context, ensure=True)(settings_options(command))


__all__ = ["ConfigurationFault", "Context", "Fault", "settings_options", "with_settings"]
