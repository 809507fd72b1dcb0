"""A weft.toml: found, parsed, and its keys named by line.

Which file is read: `--config`, else `$WEFT_CONFIG`, else `./weft.toml`, else
`$XDG_CONFIG_HOME/weft/weft.toml`. The first that is there is the only one: two files are never
mixed. A file that was named and is not there is an error.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weft.settings.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MAX_BYTES = 1 << 20  # a configuration is a page; anything larger is the wrong file
MAX_LINES = 500  # beyond this, finding the line of a key takes longer than a person wants to wait

_POSITION = re.compile(r"^(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read. `shared` tells that users other than its owner can read it."""

    name: str
    data: bytes
    shared: bool = False


if TYPE_CHECKING:
    Reader = Callable[[str], Document | None]


def read(name: str) -> Document | None:
    """Read a file; `None` if there is none by this name. Any other failure raises `OSError`."""
    try:
        with Path(name).open("rb") as file:
            shared = bool(os.fstat(file.fileno()).st_mode & 0o044)
            return Document(name, file.read(MAX_BYTES + 1), shared)
    except (FileNotFoundError, NotADirectoryError):
        return None


def find(
    config: str | None, environ: Mapping[str, str], reader: Reader
) -> tuple[Document | None, list[Problem]]:
    """The one file to read, if there is one."""
    named = config or environ.get("WEFT_CONFIG")
    who = "--config" if config else "WEFT_CONFIG"
    for name in [named] if named else _places(environ):
        try:
            document = reader(name)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            return None, [Problem(name, f"cannot be read: {reason}")]
        if document is not None:
            return document, []
    if named:
        return None, [Problem(who, f"there is no file {named}")]
    return None, []


def _places(environ: Mapping[str, str]) -> Iterator[str]:
    yield "./weft.toml"
    base = environ.get("XDG_CONFIG_HOME", "")
    home = environ.get("HOME", "")
    if base.startswith("/"):
        yield f"{base}/weft/weft.toml"
    elif home:
        yield f"{home}/.config/weft/weft.toml"


def parse(document: Document) -> tuple[dict[str, Any], list[Problem]]:
    """The tables of a file, or what keeps it from being TOML."""
    if len(document.data) > MAX_BYTES:
        return {}, [Problem(document.name, "is larger than 1 MiB, which no weft.toml is")]
    try:
        return tomllib.loads(document.data.decode()), []
    except UnicodeDecodeError as error:
        before = document.data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        return {}, [Problem(_at(document, line, column), "is not UTF-8 text")]
    except RecursionError:
        return {}, [Problem(document.name, "is nested too deeply")]
    except ValueError as error:
        return {}, [_syntax(document, str(error))]


def _syntax(document: Document, message: str) -> Problem:
    match = _POSITION.match(message)
    if match is None:
        return Problem(document.name, f"is not TOML: {message}")
    if match[2] is None:
        return Problem(document.name, f"is not TOML: {match[1]} at the end of the file")
    return Problem(_at(document, int(match[2]), int(match[3])), f"is not TOML: {match[1]}")


def _at(document: Document, line: int, column: int) -> str:
    return f"{document.name}, line {line}, column {column}"


def lines(document: Document, paths: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """The line on which each of these keys is set, as far as it can be told.

    A key is set by the first statement with which the file, cut off after it, holds the key. So
    dotted keys, quoted keys and texts of many lines need no rules of their own.
    """
    text = document.data.decode().split("\n")
    if len(text) > MAX_LINES:
        return {}
    found: dict[tuple[str, ...], int] = {}
    whole = 0  # the last line up to which the file parses by itself
    for number in range(1, len(text) + 1):
        try:
            tables = tomllib.loads("\n".join(text[:number]))
        except ValueError:
            continue
        for path in paths:
            if path not in found and _holds(tables, path):
                found[path] = whole + 1
        whole = number
    return found


def _holds(tables: Any, path: tuple[str, ...]) -> bool:
    for name in path:
        if not isinstance(tables, dict) or name not in tables:
            return False
        tables = tables[name]
    return True
