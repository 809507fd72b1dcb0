"""How much something matters, and how sure somebody is of it. Data only."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Severity(IntEnum):
    """How much a line, an item or a text matters. Larger is worse, so `max` finds the worst."""

    TRIFLE = 0  # progress, debug output: the first to go
    PLAIN = 1  # nothing known against it
    NOTABLE = 2  # a change of state, access, deprecation: one of each kind should stay
    WARNING = 3
    ERROR = 4
    FATAL = 5


class Signal(NamedTuple):
    """One opinion. A confidence of 0 is no opinion."""

    severity: Severity
    confidence: float


SILENCE = Signal(Severity.PLAIN, 0.0)

__all__ = ["SILENCE", "Severity", "Signal"]
