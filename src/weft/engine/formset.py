"""FormSet: which forms take part, each in the one role it may have.

The type checker refuses a form in the wrong role; this file refuses it at run time, for forms
that come from outside the type checker's sight. Nothing here runs a form.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from weft.engine.model import Exactness, Kind, LosslessForm, LossyForm, RecognisingForm

_LOSSLESS_METHODS = ("fold", "unfold")
_LOSSY_METHODS = ("cut",)


class FormError(TypeError):
    """A form that is neither one thing nor the other. The message says what to mend."""


@dataclass(frozen=True, slots=True)
class FormSet:
    """The forms of a pipeline.

    `lossy` forms choose what to leave out by what it means; `offload` forms cut blindly, and are
    weighed accordingly.
    """

    lossless: tuple[LosslessForm, ...] = ()
    lossy: tuple[LossyForm, ...] = ()
    offload: tuple[LossyForm, ...] = ()
    # Found once: what a protocol asks of an object takes long to look up.
    recognising: tuple[RecognisingForm, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for lossless in self.lossless:
            _check(lossless, loses=False, has=_LOSSLESS_METHODS, lacks=_LOSSY_METHODS)
        for lossy in (*self.lossy, *self.offload):
            _check(lossy, loses=True, has=_LOSSY_METHODS, lacks=_LOSSLESS_METHODS)
        names = Counter(self.names)
        if twice := sorted(name for name, times in names.items() if times > 1):
            raise FormError(f"two forms share a name: {', '.join(twice)}; rename one")
        recognising = tuple(form for form in self.lossless if isinstance(form, RecognisingForm))
        object.__setattr__(self, "recognising", recognising)

    @property
    def names(self) -> tuple[str, ...]:
        """What the forms are called."""
        lossy = [form.name for form in (*self.lossy, *self.offload)]
        return (*(form.name for form in self.lossless), *lossy)

    def decider(self) -> str:
        """What of these forms decides an outcome, in words that a ledger can key on.

        The names in order; where a form's outcome depends on what is installed, its `variant` too.
        """
        return " ".join(map(_told, (*self.lossless, *self.lossy, *self.offload)))

    def owns(self, text: str) -> bool:
        """Whether a lossless form knows this text as its own writing: `owns` says so, if it has it.

        Such a text is left alone. A form without `owns` must see to it that its writing is of no
        kind that would be folded or cut again.
        """
        return any(form.owns(text) for form in self.recognising)


def _told(form: object) -> str:
    variant = getattr(form, "variant", "")
    name = str(getattr(form, "name", ""))
    return f"{name}({variant})" if variant else name


def _check(form: object, *, loses: bool, has: tuple[str, ...], lacks: tuple[str, ...]) -> None:
    role = "lossy" if loses else "lossless"
    name = getattr(form, "name", None)
    if not isinstance(name, str) or not name:
        raise FormError(f"{form!r} has no name; give the class a `name`")
    kinds = getattr(form, "kinds", None)
    if not isinstance(kinds, frozenset) or not all(isinstance(kind, Kind) for kind in kinds):
        raise FormError(f"{name}: `kinds` must be a frozenset of Kind")
    if getattr(form, "loses", None) is not loses:
        raise FormError(f"{name} stands among the {role} forms, so `loses` must be {loses}")
    if not loses and not isinstance(getattr(form, "exactness", None), Exactness):
        raise FormError(f"{name}: `exactness` must say what counts as the same")
    for method in has:
        if not callable(getattr(form, method, None)):
            raise FormError(f"{name} is a {role} form and must have `{method}`")
    for method in lacks:
        if hasattr(form, method):
            raise FormError(f"{name} is a {role} form and must not have `{method}`: make two forms")
