"""A message put together from its deltas, as Chat Completions streams them.

Texts grow, objects are merged, entries of lists are merged by their `index`. Whatever else a
provider adds to a delta (reasoning, signatures) is kept the same way, for it may want it back.
"""

from __future__ import annotations

from typing import Any

_NAMES = ("role", "type", "id", "name", "format")  # said once, or said again, and never in pieces


def grow(message: dict[str, Any], delta: dict[str, Any]) -> None:
    """Add a delta to what there is of the message."""
    for key, value in delta.items():
        before = message.get(key)
        if value is None:
            message.setdefault(key, None)
        elif before is None:
            message[key] = _fresh(value)
        elif isinstance(before, str) and isinstance(value, str):
            message[key] = value if key in _NAMES else before + value
        elif isinstance(before, dict) and isinstance(value, dict):
            grow(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            _grow_list(before, value)
        else:
            message[key] = value


def _fresh(value: Any) -> Any:
    if isinstance(value, dict):
        message: dict[str, Any] = {}
        grow(message, value)
        return message
    if isinstance(value, list):
        entries: list[Any] = []
        _grow_list(entries, value)
        return entries
    return value


def _grow_list(before: list[Any], added: list[Any]) -> None:
    for entry in added:
        index = entry.get("index") if isinstance(entry, dict) else None
        same = next((one for one in before if index is not None and _at(one, index)), None)
        if same is None:
            before.append(_fresh(entry))
        else:
            grow(same, entry)


def _at(entry: object, index: object) -> bool:
    return isinstance(entry, dict) and entry.get("index") == index
