"""What a comparator is, and the one way to make it from a function: `Transform`.

Rules of this file: no transform is named here (the table stands in `transforms`), and nothing is
compared here but by `difference`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from weft.parity import difference, value

if TYPE_CHECKING:
    from weft.parity.value import Json

Config = dict[str, Any]
Arguments = Mapping[str, Any]


class MissingExtraError(Exception):
    """The comparator cannot run here, and that is nobody's mistake: an extra is not installed."""


class CaseError(Exception):
    """An input or config that the transform has no meaning for."""


class Comparator(Protocol):
    """Runs one transform again and says how two of its outputs differ."""

    @property
    def name(self) -> str:
        """The transform's name, which is also the name of its folder."""

    def run(self, input: Json, config: Config) -> Json:  # noqa: A002 - the schema's word
        """The transform's output. Raises `MissingExtraError` where it cannot run here."""

    def diff(self, expected: Json, actual: Json) -> str:
        """How two outputs differ, readably; empty if they do not."""


def no_cases(text: str) -> tuple[()]:  # noqa: ARG001 - the shape of `Transform.cases`
    """Nothing to record for a text: the transform takes something else."""
    return ()


def the_text(text: str) -> tuple[tuple[Json, Config]]:
    """The text itself, with an empty config."""
    return ((text, {}),)


@dataclass(frozen=True, slots=True)
class Transform:
    """A comparator made from a function, and where a recorder finds that function.

    `target` is "module:attribute" or "module:Class.attribute". `capture` turns the arguments of a
    live call into input and config, or gives `None` for a call that no fixture can stand for.
    `project` writes a result in JSON's own types. `cases` says what to record for a text.
    """

    name: str
    about: str
    target: str
    capture: Callable[[Arguments], tuple[Json, Config] | None]
    call: Callable[[Json, Config], object]
    project: Callable[[Any], Json]
    cases: Callable[[str], Iterable[tuple[Json, Config]]] = no_cases

    def run(self, input: Json, config: Config) -> Json:  # noqa: A002 - the schema's word
        """Call the function as the case says and write its result in JSON's own types."""
        return value.plain(self.project(self.call(input, config)))

    def diff(self, expected: Json, actual: Json) -> str:
        """How two outputs differ."""
        return difference.between(expected, actual)


def text_of(case: Json) -> str:
    """The case as a text."""
    if not isinstance(case, str):
        raise CaseError(f"the input must be a string, not {type(case).__name__}")
    return case


def member(case: Json, name: str, kind: type) -> Any:
    """A member of an input or config."""
    if not isinstance(case, dict) or not isinstance(case.get(name), kind):
        raise CaseError(f"the case must have a member {name!r} of type {kind.__name__}")
    return case[name]
