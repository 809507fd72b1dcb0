"""Runs every fixture of a folder through its comparator.

Rules of this file: one outcome per file, and never a crash; a file that cannot be read, a
comparator that raises, even a panic of native code, is an outcome. Only the user's interrupt
gets through.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from weft.parity import fixture, value
from weft.parity.comparator import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from weft.parity.comparator import Comparator

MAX_DETAIL = 20_000  # characters of an explanation


class Outcome(StrEnum):
    """What came of one fixture."""

    MATCH = "match"
    DIFF = "diff"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one fixture, and why."""

    transform: str
    file: str
    outcome: Outcome
    detail: str = ""


class FolderError(Exception):
    """A folder of fixtures that is not there, or cannot be looked into."""


def folders(root: Path) -> dict[str, Path]:
    """The folder of each transform, in order."""
    return {entry.name: entry for entry in _entries(root) if entry.is_dir()}


def files(folder: Path) -> list[Path]:
    """The fixture files in a folder, in order."""
    return [path for path in _entries(folder) if path.suffix == ".json"]


def run(
    root: Path, comparators: Mapping[str, Comparator], only: Collection[str] = ()
) -> Iterator[Result]:
    """Compare every fixture, or those of some transforms."""
    for entry in _entries(root):
        if only and entry.name not in only:
            continue
        if not entry.is_dir():
            if entry.suffix == ".json":  # a fixture in the wrong place must not go unseen
                yield one(entry, comparators)
            continue
        try:
            paths = files(entry)
        except FolderError as error:
            yield Result(entry.name, "", Outcome.ERROR, str(error))
            continue
        for path in paths:
            yield one(path, comparators)


def _entries(root: Path) -> list[Path]:
    if not root.is_dir():
        raise FolderError(
            f"no folder of fixtures at {root}; run this in a checkout, or name it with --fixtures"
        )
    try:
        return sorted(entry for entry in root.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise FolderError(f"{root} cannot be read: {error.strerror or error}") from error


def one(path: Path, comparators: Mapping[str, Comparator]) -> Result:
    """Compare one fixture."""
    try:
        outcome, detail = _outcome(path, comparators)
    except fixture.FixtureError as error:
        outcome, detail = Outcome.ERROR, str(error)
    except MissingExtraError as error:
        outcome, detail = Outcome.SKIPPED, str(error) or "not available here"
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - panics of native code derive from it
        outcome, detail = Outcome.ERROR, f"{type(error).__name__}: {error}"
    readable = "\n".join(value.visible(line) for line in detail[:MAX_DETAIL].split("\n"))
    return Result(path.parent.name, path.name, outcome, readable)


def _outcome(path: Path, comparators: Mapping[str, Comparator]) -> tuple[Outcome, str]:
    golden = fixture.read(path)
    comparator = comparators.get(golden.case.transform)
    if comparator is None:
        return Outcome.SKIPPED, f"no comparator for the transform {golden.case.transform!r}"
    actual = comparator.run(golden.case.input, golden.case.config)
    difference = comparator.diff(golden.output, actual)
    return (Outcome.DIFF, difference) if difference else (Outcome.MATCH, "")
