"""Folds: a text after one lossless form, and after the next on what the first gave.

A fold is believed while it is weighed and proven when it would be taken: turning back is the dear
part. No cutting here, and no choosing between a fold and a cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from weft.engine import verify
from weft.engine.attempts import FOLDS_ON, LOSES_GAPS, NOT_SHORTER, STANDS
from weft.engine.detect import detect
from weft.engine.model import Exactness, Role, Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.engine.attempts import Attempts
    from weft.engine.formset import FormSet
    from weft.engine.model import Kind, LosslessForm

MAX_FOLDS = 8  # folds on folds; real texts settle after one or two
FAR = 2  # times the best offer; a fold on a fold does not halve a text


@dataclass(frozen=True, slots=True)
class Step:
    """What a form made of the text before it."""

    form: LosslessForm
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Fold:
    """A text and the steps that were taken from it."""

    original: str
    steps: tuple[Step, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """The names of its forms, in order."""
        return tuple(step.form.name for step in self.steps)

    @property
    def text(self) -> str:
        """The text after the last step."""
        return self.steps[-1].text

    @property
    def tokens(self) -> int:
        """What the text after the last step weighs."""
        return self.steps[-1].tokens


@dataclass(frozen=True, slots=True)
class Folding:
    """Folding one text: who may fold, what a text weighs, and after which forms it comes.

    `weigh` gives nothing for a text that may not be.
    """

    forms: FormSet
    attempts: Attempts
    weigh: Callable[[str], int | None]
    role: Role = Role.LOSSLESS
    after: tuple[str, ...] = ()
    lost: float = 0.0  # the price of what is left out already
    ceiling: float = inf  # tokens that the best offer so far costs
    settles: bool = True  # until no form folds it, as it must where the text may come back to us

    def fold(self, text: str, tokens: int, kind: Kind) -> Fold | None:
        """The text after all folds that pay, one on the other."""
        steps: tuple[Step, ...] = ()
        latest, weight = text, tokens
        usable = self._for(kind)
        while found := self._shorter(latest, weight, usable, self._chain(steps)):
            if steps:
                self.attempts.say(self._chain(steps), FOLDS_ON)
            step = found[0]
            steps = (*steps, step)
            if len(steps) > MAX_FOLDS:
                reason = f"still folds after {MAX_FOLDS} times"
                self.attempts.discard(step.form.name, reason)
                self.attempts.say(self._chain(steps), reason)
                return None
            latest, weight = step.text, step.tokens
            if self.forms.owns(latest) or weight > FAR * self.ceiling:
                break
            if self.settles:
                usable = self._for(detect(latest))
            else:
                usable = [form for form in usable if form is not step.form]
        return Fold(text, steps) if steps else None

    def _for(self, kind: Kind) -> Sequence[LosslessForm]:
        return [form for form in self.forms.lossless if kind in form.kinds]

    def _shorter(
        self, text: str, tokens: int, usable: Sequence[LosslessForm], before: tuple[str, ...]
    ) -> list[Step]:
        """The next steps that save, most first. Names decide between equals, not their order."""
        found = []
        for form in usable:
            chain = (*before, form.name)
            folded = self.attempts.run(chain, self.role, len(text), partial(_folded, form, text))
            if folded is None:
                continue
            weight = self.weigh(folded)
            if weight is None:
                self.attempts.discard(form.name, LOSES_GAPS)
                self.attempts.note(Trial(chain, self.role, LOSES_GAPS))
                continue
            verdict = STANDS if weight < tokens else NOT_SHORTER
            self.attempts.note(Trial(chain, self.role, verdict, weight, cost=weight + self.lost))
            if weight < tokens:
                found.append(Step(form, folded, weight))
        found.sort(key=lambda step: (step.tokens, step.form.name))
        for step in found[1:]:
            self.attempts.say((*before, step.form.name), f"longer than {found[0].form.name}")
        return found

    def _chain(self, steps: Sequence[Step]) -> tuple[str, ...]:
        return (*self.after, *(step.form.name for step in steps))


def liar(fold: Fold, attempts: Attempts) -> tuple[str, str] | None:
    """The form of a fold that can't be turned back, with what is wrong; nothing if all can."""
    before = fold.original
    for step in fold.steps:
        fault = attempts.proves(step.form.name, partial(_turns_back, before, step.text, step.form))
        if fault:
            return step.form.name, fault
        before = step.text
    # Steps that are exact to the byte add up. After one that is not, the whole is turned back.
    last = fold.steps[-1].form
    if len(fold.steps) > 1 and last.exactness is not Exactness.BYTES:
        chain = [step.form for step in fold.steps]
        fault = attempts.proves(last.name, partial(_turns_back, fold.original, fold.text, *chain))
        return (last.name, fault) if fault else None
    return None


def _folded(form: LosslessForm, text: str) -> str | None:
    offer = form.fold(text)
    return None if offer is None else verify.is_text(offer, text)


def _turns_back(original: str, text: str, *chain: LosslessForm) -> None:
    for form in reversed(chain):
        text = form.unfold(text)
    byte_exact = all(form.exactness is Exactness.BYTES for form in chain)
    verify.same(original, text, Exactness.BYTES if byte_exact else Exactness.JSON)


__all__ = ["MAX_FOLDS", "Fold", "Folding", "Step", "liar"]
