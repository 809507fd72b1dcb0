"""Usage of several turns, added up in the provider's own shape.

Whatever is a number is added, at any depth. What is none (a service tier, a place) is what the last
turn says. Nothing here knows a field's name, but that Gemini lists tokens by `modality`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def summed(usages: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One usage of many."""
    return reduce(_add, map(dict, usages), {})


def _add(before: dict[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The sum of two. Fields stand in the order in which they were first seen."""
    return {**before, **{key: _both(before.get(key), value) for key, value in after.items()}}


def _both(before: object, after: object) -> object:
    if after is None:
        return before
    if _is_number(before) and _is_number(after):
        return before + after  # type: ignore[operator]
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _add(dict(before), after)
    if isinstance(before, list) and isinstance(after, list):
        return _by_modality(before, after)
    return after


def _by_modality(before: list[Any], after: list[Any]) -> list[Any]:
    """Counts that name what they count are added; other lists say what was, one after the other."""
    joined = list(before)
    for entry in after:
        name = entry.get("modality") if isinstance(entry, Mapping) else None
        at = next((n for n, one in enumerate(joined) if name and _names(one, name)), None)
        if at is None:
            joined.append(entry)
        else:
            joined[at] = _add(dict(joined[at]), entry)
    return joined


def _names(entry: object, name: object) -> bool:
    return isinstance(entry, Mapping) and entry.get("modality") == name


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
