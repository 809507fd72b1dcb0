"""Attempts: forms at work on one block, and what came of each.

A form can break no request: what raises, lies or gives up is written down and offers nothing. What
is kept here is what is still allowed (effort, forms not found lying) and what there is to tell
(trials, discards). Which offer wins is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from weft.engine import verify
from weft.engine.model import TAKEN, Discard, Trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.engine.limit import Limit
    from weft.engine.model import Role

T = TypeVar("T")

STANDS = ""  # the verdict of a trial that is not decided yet
NOTHING = "nothing to offer"
NOT_SHORTER = "not shorter"
TOO_DEAR = "dearer than the original"
FOLDS_ON = "folds further"
LOSES_GAPS = "does not keep the gaps of a cut apart"
NO_EFFORT = "not tried: the effort is used up"


@dataclass(slots=True)
class Attempts:
    """What may still be tried for one block, and what was."""

    limit: Limit
    effort: int  # characters that forms may still read
    banned: set[str] = field(default_factory=set)  # forms that were found lying
    discards: list[Discard] = field(default_factory=list)
    trials: dict[tuple[str, ...], Trial] = field(default_factory=dict)

    def aside(self) -> Attempts:
        """The same for a question of our own, of whose trials nothing is to be told."""
        return replace(self, trials={})

    def run(
        self, chain: tuple[str, ...], role: Role, size: int, work: Callable[[], T | None]
    ) -> T | None:
        """What the last form of a chain gives for a text of this size, if it may still be asked."""
        if chain[-1] in self.banned:
            return None
        if size > self.effort:
            self.note(Trial(chain, role, NO_EFFORT))
            return None
        self.effort -= size
        given, fault = self._attempt(chain[-1], work)
        if given is None:
            self.note(Trial(chain, role, fault or NOTHING))
        return given

    def asked(self, name: str, work: Callable[[], T]) -> T | None:
        """What comes of a piece of work that is no form's; nothing where it fails."""
        return self._attempt(name, work)[0]

    def proves(self, name: str, work: Callable[[], object]) -> str:
        """The fault that is found where the work of this form is proven; nothing if it is true."""
        return self._attempt(name, work)[1]

    def note(self, trial: Trial) -> None:
        """Write down what came of a trial; a later word on the same chain counts."""
        self.trials[trial.forms] = trial

    def discard(self, name: str, reason: str) -> None:
        """Write down that something was wrong with what a form gave."""
        self.discards.append(Discard(name, reason))

    def say(self, chain: tuple[str, ...], verdict: str) -> None:
        """Give a trial its verdict."""
        self.trials[chain] = replace(self.trials[chain], verdict=verdict)

    def refuse(self, chain: tuple[str, ...], reason: str) -> None:
        """Write down that what a chain of forms gave must not be used, though each is true."""
        self.discard("+".join(chain), reason)
        self.say(chain, reason)

    def ban(self, name: str, chain: tuple[str, ...], fault: str) -> None:
        """Ask a form no more: what it gave in this chain is not true."""
        self.banned.add(name)
        self.say(chain, fault)

    def told(self, winner: tuple[str, ...]) -> tuple[Trial, ...]:
        """All trials, now that it is known who won."""
        lost = f"dearer than {'+'.join(winner)}"
        return tuple(
            replace(trial, verdict=trial.verdict or (TAKEN if trial.forms == winner else lost))
            for trial in self.trials.values()
        )

    def _attempt(self, name: str, work: Callable[[], T]) -> tuple[T | None, str]:
        try:
            return self.limit(name, work), ""
        except verify.Untrue as verdict:
            fault = str(verdict)
        except Exception as error:  # noqa: BLE001 - fails open, and says so
            fault = f"raised {type(error).__name__}: {error}"
        self.discard(name, fault)
        return None, fault


__all__ = [
    "FOLDS_ON",
    "LOSES_GAPS",
    "NOTHING",
    "NOT_SHORTER",
    "NO_EFFORT",
    "STANDS",
    "TOO_DEAR",
    "Attempts",
]
