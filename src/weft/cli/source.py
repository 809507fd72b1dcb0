"""What a command reads and writes: files, standard input and output, as bytes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

SOURCE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=str)


def read(name: str) -> bytes:
    """All of it. `-` is standard input."""
    if name != "-":
        try:
            return Path(name).read_bytes()
        except OSError as error:
            raise click.FileError(name, error.strerror) from error
    if sys.stdin.isatty():
        click.echo("Reading from the terminal; end with Ctrl-D.", err=True)
    return sys.stdin.buffer.read()


def write(data: bytes, into: str | None = None) -> None:
    """To a file, or to standard output."""
    if into is not None and into != "-":
        try:
            Path(into).write_bytes(data)
        except OSError as error:
            raise click.FileError(into, error.strerror) from error
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


__all__ = ["SOURCE", "read", "write"]
