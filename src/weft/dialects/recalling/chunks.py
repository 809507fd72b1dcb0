"""Chunks and messages of Chat Completions taken apart and changed. Pure; bytes in, bytes out."""

from __future__ import annotations

from typing import Any

from weft.dialects.recalling.editing import changed, entries_of, listed, parsed, parts

JOINT = "\n\n"  # between the words of two turns


def only_says(data: bytes) -> bool:
    """Whether a chunk can only have more of what is said; told by a look at its bytes."""
    return (
        b'"tool_calls"' not in data
        and (b'"finish_reason":null' in data or b'"finish_reason": null' in data)
        and (b'"usage"' not in data or b'"usage":null' in data or b'"usage": null' in data)
    )


def dicts(value: object) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def spoken(message: dict[str, Any]) -> dict[str, Any]:
    """A message as it goes back: what was not said is left out, but for the content."""
    said = {key: value for key, value in message.items() if value is not None}
    return {"role": "assistant", "content": message.get("content"), **said}


def needs_joint(before: str) -> bool:
    """Whether what comes next would stand right behind these words."""
    return bool(before) and not before.endswith("\n")


def choice_parts(data: bytes) -> dict[str, bytes]:
    """The members of a chunk's choice, each as its bytes."""
    return parts(entries_of(parts(data)["choices"])[0])


def in_choice(data: bytes, **changes: bytes) -> bytes:
    """A chunk with changes in its choice."""
    choices = entries_of(parts(data)["choices"])
    choices[0] = changed(choices[0], dict(changes))
    return changed(data, {"choices": listed(choices)})


def tells(data: bytes) -> bool:
    """Whether a chunk has anything in its delta."""
    delta = parsed(choice_parts(data).get("delta", b"{}")) or {}
    return any(value not in (None, "") for value in delta.values())
