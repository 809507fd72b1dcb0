"""What is set, and by whom: the settings as they may be shown, secrets masked.

Everything here is safe to print: it goes into tickets and screenshots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weft.settings.knob import KNOBS, Knob, Value
from weft.settings.problem import MASK, mask, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.settings.sources import Loaded, Origin
    from weft.settings.tree import Settings


@dataclass(frozen=True, slots=True)
class Line:
    """One setting, ready to be shown."""

    knob: Knob
    value: Value
    origin: Origin

    @property
    def shown(self) -> str:
        """The value as a person writes it."""
        return printable(self.knob.show(self.value))

    @property
    def source(self) -> str:
        """Where it is from."""
        return printable(str(self.origin))


def report(loaded: Loaded) -> Iterator[Line]:
    """Every setting with its value and origin, in the order of the tree."""
    for path, knob in KNOBS.items():
        value = value_at(loaded.settings, path)
        if isinstance(value, str):
            value = MASK if knob.secret else mask(value)
        yield Line(knob, value, loaded.origins[path])


def plain(loaded: Loaded) -> dict[str, Any]:
    """The same for programs: durations in seconds, sizes in bytes."""
    return {
        "file": printable(loaded.file) if loaded.file else None,
        "settings": {
            line.knob.path: {
                "value": line.value,
                "origin": printable(line.origin.source),
                "not_heard": [printable(source) for source in line.origin.unheard],
            }
            for line in report(loaded)
        },
    }


def value_at(settings: Settings, path: str) -> Value:
    """The value of one setting."""
    found: Any = settings
    for name in path.split("."):
        found = getattr(found, name)
    value: Value = found
    return value
