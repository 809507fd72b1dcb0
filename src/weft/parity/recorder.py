"""Writes fixtures: from calls it listens to, or from cases it is given.

    with recorder.recording(Path("tests/parity/fixtures")) as recording:
        ...  # run anything; the transforms it reaches are heard, their source is not touched
    print(recording.entries)

Rules of this file:
- Every case is written once, and only if its comparator gives the recorded output again: a call
  that depended on anything but its input and config makes no fixture.
- A fixture that is there is never overwritten unless `force` says so.
- Listening never breaks the call. What cannot be recorded is an entry with its reason.
- When the recorded code raises, the taps are taken off and nothing is written.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from weft.parity import tap, value
from weft.parity.comparator import MissingExtraError, Transform
from weft.parity.fixture import Case, Fixture, FixtureError, Saved, save
from weft.parity.transforms import TRANSFORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from weft.parity.comparator import Comparator
    from weft.parity.value import Json

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one case: a `Saved` value, or refused with a reason."""

    transform: str
    file: str
    verdict: str
    reason: str = ""


@dataclass(slots=True)
class Recording:
    """What was recorded. `entries` is filled when the recording is over."""

    entries: list[Entry] = field(default_factory=list)

    def count(self, verdict: str) -> int:
        """How many cases came out so."""
        return sum(entry.verdict == verdict for entry in self.entries)


def utc_now() -> datetime:
    """The time of day, for `recorded_at`."""
    return datetime.now(UTC)


@contextmanager
def recording(
    root: Path,
    *,
    only: Collection[str] = (),
    force: bool = False,
    now: Callable[[], datetime] = utc_now,
    transforms: Mapping[str, Transform] = TRANSFORMS,
) -> Iterator[Recording]:
    """Record every call of the transforms (or of `only` some) that is made meanwhile."""
    ears = [_Ear(one) for name, one in transforms.items() if not only or name in only]
    made = Recording()
    with ExitStack() as stack:
        for ear in ears:
            stack.enter_context(tap.tapped(ear.transform.target, ear))
        yield made
    for ear in ears:
        made.entries += [Entry(ear.transform.name, "", REFUSED, why) for why in ear.refused]
        for case, output in ear.heard.values():
            made.entries.append(keep(root, ear.transform, case, output, force=force, now=now))


def record(
    root: Path,
    cases: Iterable[Case],
    *,
    force: bool = False,
    now: Callable[[], datetime] = utc_now,
    transforms: Mapping[str, Transform] = TRANSFORMS,
) -> Iterator[Entry]:
    """Run these cases and write what they give."""
    for case in cases:
        comparator = transforms.get(case.transform)
        if comparator is None:
            yield _refuse(case, "no comparator for this transform")
            continue
        try:
            output = comparator.run(case.input, case.config)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - panics of native code derive from it
            yield _refuse(case, _said(error))
            continue
        yield keep(root, comparator, case, output, force=force, now=now)


def keep(
    root: Path,
    comparator: Comparator,
    case: Case,
    output: Json,
    *,
    force: bool = False,
    now: Callable[[], datetime] = utc_now,
) -> Entry:
    """Write one fixture, if its comparator gives the output again."""
    try:
        difference = comparator.diff(output, comparator.run(case.input, case.config))
        if difference:
            why = "run again it gives something else; it depends on more than input and config\n"
            return _refuse(case, why + difference)
        saved = save(root, Fixture(case, output, now()), force=force)
    except FixtureError as error:
        return _refuse(case, str(error))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - panics of native code derive from it
        return _refuse(case, _said(error))
    return Entry(case.transform, case.file_name, saved.value)


def _refuse(case: Case, reason: str) -> Entry:
    return Entry(case.transform, case.file_name, REFUSED, reason)


def _said(error: BaseException) -> str:
    if isinstance(error, MissingExtraError):
        return str(error)
    return f"{type(error).__name__}: {error}"


class _Ear:
    """Hears the calls of one transform."""

    def __init__(self, transform: Transform) -> None:
        self.transform = transform
        self.heard: dict[str, tuple[Case, Json]] = {}
        self.refused: list[str] = []
        self._lock = Lock()

    def before(self, arguments: Callable[[], dict[str, Any]]) -> object:
        """Take the input before the call can change it."""
        try:
            captured = self.transform.capture(arguments())
            if captured is None:
                return None
            given, config = captured
            return Case(self.transform.name, value.plain(given), value.plain(config))
        except Exception as error:  # noqa: BLE001 - listening must not break the call
            self._refuse(error)
            return None

    def after(self, ticket: object, result: object) -> None:
        """Take the output, once per case."""
        if not isinstance(ticket, Case):
            return
        try:
            output = value.plain(self.transform.project(result))
            with self._lock:
                self.heard.setdefault(ticket.file_name, (ticket, output))
        except Exception as error:  # noqa: BLE001 - listening must not break the call
            self._refuse(error)

    def _refuse(self, error: Exception) -> None:
        with self._lock:
            self.refused.append(_said(error))


__all__ = ["REFUSED", "Entry", "Recording", "Saved", "keep", "record", "recording", "utc_now"]
