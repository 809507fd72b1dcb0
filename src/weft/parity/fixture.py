"""One fixture: a call of a transform and what it gave, as a file that people review.

`FIXTURES/<transform>/<first 16 hex of input_sha256>[-<first 8 hex of the config's digest>].json`
holds exactly transform, input, config, output, recorded_at, input_sha256, in this order, indented,
with a trailing line feed. The suffix is there when the config is not empty, so that one input
under several configs is several files.

Rules of this file: whatever is wrong with a file becomes a `FixtureError` that says what; a
fixture is written whole or not at all.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from weft.parity import value

if TYPE_CHECKING:
    from pathlib import Path

    from weft.parity.value import Json

KEYS = ("transform", "input", "config", "output", "recorded_at", "input_sha256")
MAX_BYTES = 1 << 20  # a golden file is for reading; past a megabyte nobody reviews it
NAME_DIGITS = 16
CONFIG_DIGITS = 8

_TRANSFORM = re.compile(r"[a-z][a-z0-9_]*")


class FixtureError(Exception):
    """A fixture that cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a transform is called with."""

    transform: str
    input: Json
    config: dict[str, Json]

    @property
    def input_sha256(self) -> str:
        """The digest of the input's canonical form."""
        return value.digest(self.input)

    @property
    def file_name(self) -> str:
        """The name of the file that holds this case."""
        suffix = f"-{value.digest(self.config)[:CONFIG_DIGITS]}" if self.config else ""
        return f"{self.input_sha256[:NAME_DIGITS]}{suffix}.json"

    def path(self, root: Path) -> Path:
        """Where this case stands below a folder of fixtures."""
        return root / self.transform / self.file_name


@dataclass(frozen=True, slots=True)
class Fixture:
    """A case, what it gave, and when."""

    case: Case
    output: Json
    recorded_at: datetime

    def text(self) -> str:
        """The file's content."""
        members = (
            self.case.transform,
            self.case.input,
            self.case.config,
            self.output,
            self.recorded_at.isoformat(timespec="seconds"),
            self.case.input_sha256,
        )
        return value.pretty(dict(zip(KEYS, members, strict=True))) + "\n"


def read(path: Path) -> Fixture:
    """Read one file and check everything that can be checked without running the transform."""
    try:
        return _read(path)
    except value.JsonError as error:
        raise FixtureError(f"not a JSON file: {error}") from error
    except RecursionError as error:
        raise FixtureError("nested too deeply to be read") from error


def _read(path: Path) -> Fixture:
    members = _members(path)
    case = Case(members["transform"], members["input"], members["config"])
    if not _TRANSFORM.fullmatch(case.transform) or path.parent.name != case.transform:
        raise FixtureError(
            f"says it is of transform {case.transform!r} but stands in {path.parent.name!r}"
        )
    if members["input_sha256"] != case.input_sha256:
        raise FixtureError(
            f"input_sha256 is {members['input_sha256']}, but the input's digest is "
            f"{case.input_sha256}; the input was edited, record it again"
        )
    if path.name != case.file_name:
        raise FixtureError(f"the name must be {case.file_name}; rename it or record it again")
    return Fixture(case, members["output"], _moment(members["recorded_at"]))


def _members(path: Path) -> dict[str, Json]:
    try:
        members = value.parse(_bytes(path).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise FixtureError(f"not UTF-8 at byte {error.start}") from error
    if not isinstance(members, dict):
        raise FixtureError("holds no JSON object")
    wrong = set(members).symmetric_difference(KEYS)
    if wrong:
        names = ", ".join(repr(name) for name in sorted(wrong))
        raise FixtureError(f"must hold exactly {', '.join(KEYS)}; missing or unknown: {names}")
    for name, kind, word in _TYPES:
        if not isinstance(members[name], kind):
            raise FixtureError(f"{name} must be {word}")
    return members


_TYPES: tuple[tuple[str, type, str], ...] = (
    ("transform", str, "a string"),
    ("config", dict, "an object"),
    ("recorded_at", str, "a string"),
    ("input_sha256", str, "a string"),
)


def _bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FixtureError("not a regular file")
        if status.st_size > MAX_BYTES:
            raise FixtureError(f"{status.st_size} bytes; a fixture has at most {MAX_BYTES}")
        return path.read_bytes()
    except OSError as error:
        raise FixtureError(f"cannot be read: {error.strerror or error}") from error


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise FixtureError(f"recorded_at is not an ISO 8601 time: {text!r}") from error
    if moment.tzinfo is None:
        raise FixtureError(f"recorded_at has no time zone: {text!r}")
    return moment


class Saved(StrEnum):
    """What became of a fixture that was to be written."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"  # the file on disk says something else, and was left as it is
    REPLACED = "replaced"  # the file on disk said something else


def save(root: Path, fixture: Fixture, *, force: bool = False) -> Saved:
    """Write a fixture. One that is there with another output is replaced only by `force`."""
    path = fixture.case.path(root)
    if not path.exists() and not path.is_symlink():
        _write(path, fixture.text())
        return Saved.NEW
    if _holds(path, fixture):
        return Saved.SAME
    if not force:
        return Saved.CHANGED
    _write(path, fixture.text())
    return Saved.REPLACED


def _holds(path: Path, fixture: Fixture) -> bool:
    try:
        there = read(path)
    except FixtureError:
        return False  # a broken file is a changed one: replaced by force, else left and reported
    return all(
        value.canonical(one) == value.canonical(other)
        for one, other in (
            (there.case.input, fixture.case.input),
            (there.case.config, fixture.case.config),
            (there.output, fixture.output),
        )
    )


def _write(path: Path, text: str) -> None:
    data = text.encode("utf-8")
    if len(data) > MAX_BYTES:
        raise FixtureError(f"{len(data)} bytes; a fixture has at most {MAX_BYTES}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as error:
        raise FixtureError(f"cannot be written: {error.strerror or error}") from error


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
