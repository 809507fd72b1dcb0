"""The law of prefixes, written without any of Weft's own code.

For two requests of one conversation, one after the other, as they reached the upstream:

- Each item that the client sent again is upstream to the byte what it was before; so what the
  later request says begins with all that the earlier one said.
- Cache markers (`cache_control`) are the client's, and move; they are put aside on both sides.
- Tools are what they were, or what they were and more behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

KEYS = ("messages", "input", "contents")
MARKER = re.compile(rb"<<ccr:([0-9a-f]{24})")
_CONTROL = re.compile(rb'\s*,\s*"cache_control"\s*:\s*\{[^{}]*\}')


@dataclass(frozen=True)
class Sent:
    """What the client sent, and what arrived."""

    came: bytes
    went: bytes


def fields(body: bytes) -> dict[str, bytes]:
    """The fields of a request, as they stand there."""
    found = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    return {name: bytes(raw) for name, raw in found.items()}


def items(body: bytes) -> list[bytes]:
    """The items of its conversation, as they stand there."""
    given = fields(body)
    raw = next(given[key] for key in KEYS if key in given)
    return [bytes(each) for each in msgspec.json.decode(raw, type=list[msgspec.Raw])]


def moved(earlier: Sent, later: Sent) -> list[str]:
    """What breaks the law, in words; empty if nothing does."""
    faults = []
    before, after = items(earlier.went), items(later.went)
    again = zip(items(earlier.came), items(later.came), strict=False)
    for number, (was, is_now) in enumerate(again):
        if _bare(was) != _bare(is_now):
            break  # here the client itself said something else
        if _bare(before[number]) != _bare(after[number]):
            faults.append(f"item {number} went as {before[number]!r}, then as {after[number]!r}")
    if len(items(later.came)) < len(items(earlier.came)):
        return faults  # it goes back to where a tool was not needed yet
    tools, more = (fields(each.went).get("tools", b"[]") for each in (earlier, later))
    if not more.startswith(tools.rstrip(b"]} \t\r\n")):  # Gemini's stand one level deeper
        faults.append(f"tools were {tools!r}, then {more!r}")
    return faults


def begins_with(earlier: Sent, later: Sent) -> bool:
    """Whether the later conversation's bytes begin with the earlier one's: no markers moved."""
    return _said(later.went).startswith(_said(earlier.went).rstrip().removesuffix(b"]").rstrip())


def _said(body: bytes) -> bytes:
    given = fields(body)
    return next(given[key] for key in KEYS if key in given)


def _bare(item: bytes) -> bytes:
    return _CONTROL.sub(b"", item)


def hashes(body: bytes) -> list[str]:
    """Every marker in a body, in order."""
    return [found.decode() for found in MARKER.findall(body)]
