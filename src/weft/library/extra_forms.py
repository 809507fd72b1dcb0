"""Forms of others: installed packages offer them at the entry point `weft.forms`.

The rim: entry points are read here, and only when somebody asks. A form takes part only if it is
installed *and* asked for by its name; what is installed and not asked for is not even imported. An
entry point names a form or a class of one that is made without arguments.

A form of others is held to the same laws as ours: what it gives is verified every time, and
whatever it raises, the text goes out as it came.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from weft.engine.formset import FormError, FormSet

if TYPE_CHECKING:
    from collections.abc import Iterable

GROUP = "weft.forms"


class FormMissing(LookupError):
    """A form that was asked for and is not installed. The message names those that are."""


def installed() -> tuple[str, ...]:
    """The names of the forms that installed packages offer."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def with_forms(base: FormSet, names: Iterable[str]) -> FormSet:
    """These forms and the named ones. Raises `FormMissing` or `FormError`."""
    lossless, lossy = list(base.lossless), list(base.lossy)
    for name in dict.fromkeys(names):
        form = _load(name)
        loses = getattr(form, "loses", None)
        if not isinstance(loses, bool):
            raise FormError(f"{name}: `loses` must say whether the form leaves anything out")
        (lossy if loses else lossless).append(form)
    return FormSet(lossless=tuple(lossless), lossy=tuple(lossy), offload=base.offload)


def _load(name: str) -> Any:
    points = list(entry_points(group=GROUP, name=name))
    if not points:
        offered = ", ".join(installed()) or "none"
        raise FormMissing(f"no form {name!r} is installed; installed forms: {offered}")
    if len(points) > 1:
        packages = ", ".join(sorted(point.dist.name for point in points if point.dist))
        raise FormError(f"several packages offer a form {name!r} ({packages}); remove one")
    try:
        found = points[0].load()
    except Exception as error:
        raise FormError(f"the form {name!r} does not load: {error}") from error
    return found() if isinstance(found, type) else found


__all__ = ["GROUP", "FormMissing", "installed", "with_forms"]
