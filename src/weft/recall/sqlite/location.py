"""Which file a URL names, and whether we may keep a store there.

What may stand here: reading the URL, and looking at the file system before SQLite does. Nothing
is created unless a store can be kept there.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from weft.recall.store import StoreRefused

# `full`: a put survives a power cut. `normal`: it survives a crash of Weft, not of the machine.
SYNC = {"full": "FULL", "normal": "NORMAL"}


@dataclass(frozen=True, slots=True)
class Location:
    """A file, and how hard to write it down."""

    path: Path
    sync: str = SYNC["full"]


def locate(url: str) -> Location:
    """The file that this URL names."""
    rest = url.partition(":")[2]
    name, _, query = rest.partition("?")
    if name.startswith("//"):
        name = name[2:]
        if not name.startswith("/"):
            raise StoreRefused(
                f"store URL {url!r} names a host; write sqlite:PATH or sqlite:///ABSOLUTE/PATH"
            )
    if not name or name == ":memory:" or "\x00" in name:
        raise StoreRefused(f"store URL {url!r} names no file; write sqlite:PATH, or memory:")
    return Location(Path(name).expanduser().absolute(), _sync(url, query))


def _sync(url: str, query: str) -> str:
    if not query:
        return SYNC["full"]
    key, _, value = query.partition("=")
    if key != "sync" or value not in SYNC:
        raise StoreRefused(f"store URL {url!r}: the only options are ?sync=full and ?sync=normal")
    return SYNC[value]


def prepare(path: Path) -> None:
    """Make sure that a file is there which SQLite can work on, or refuse."""
    parent = path.parent
    try:
        _check_file(path)
        if not parent.is_dir():
            missing = _missing(parent)
            _check_writable(missing[-1].parent, path)
            for directory in reversed(missing):
                directory.mkdir(mode=0o700, exist_ok=True)
        _check_writable(parent, path)
        # SQLite gives its other files the mode of this one.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StoreRefused(
            f"cannot keep a store in {path}: {error.strerror}; choose a path in a directory "
            "that you may write to"
        ) from error


def head(path: Path, size: int) -> bytes:
    """The first bytes of the file."""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise StoreRefused(f"cannot read the store {path}: {error.strerror}") from error


def _check_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise StoreRefused(f"cannot keep a store in {path}: it is a directory; name a file in it")
    if not stat.S_ISREG(mode):
        raise StoreRefused(f"cannot keep a store in {path}: it is not a regular file")
    _check_writable(path, path)


def _missing(directory: Path) -> list[Path]:
    """The directories to make, the innermost first."""
    return [each for each in (directory, *directory.parents) if not each.exists()]


def _check_writable(target: Path, path: Path) -> None:
    need = os.R_OK | os.W_OK | (os.X_OK if target.is_dir() else 0)
    effective = os.access in os.supports_effective_ids
    if not os.access(target, need, effective_ids=effective):
        raise StoreRefused(
            f"cannot keep a store in {path}: {target} is not writable for this user; "
            "change its permissions or choose another path"
        )


__all__ = ["Location", "head", "locate", "prepare"]
