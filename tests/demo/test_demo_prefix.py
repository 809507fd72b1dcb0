"""The promise of prefixes is checked on bytes, and what breaks it is named."""

from __future__ import annotations

import json
from typing import Any

from weft.demo.prefix import Prefix, messages

MARK = {"cache_control": {"type": "ephemeral"}}


def body(*texts: str, marked: int = -1) -> bytes:
    said: list[Any] = [
        {
            "role": "user",
            "content": [{"type": "text", "text": text, **(MARK if n == marked else {})}],
        }
        for n, text in enumerate(texts)
    ]
    return json.dumps({"model": "m", "messages": said}, separators=(",", ":")).encode()


def test_a_conversation_that_grows_keeps_it() -> None:
    prefix = Prefix()
    for went in (body("a", marked=0), body("a", "b", marked=1), body("a", "b", "c", marked=2)):
        prefix.follow(went)
    assert prefix.held
    assert (prefix.turns, prefix.items) == (3, 3)


def test_one_other_byte_breaks_it() -> None:
    prefix = Prefix()
    prefix.follow(body("a", "b"))
    prefix.follow(body("A", "b", "c"))
    assert prefix.faults == ["turn 2 sent message 0 otherwise"]


def test_so_does_a_message_that_is_gone() -> None:
    prefix = Prefix()
    prefix.follow(body("a", "b"))
    prefix.follow(body("a"))
    assert prefix.faults == ["turn 2 sent fewer messages"]


def test_the_bytes_are_compared_as_they_stand() -> None:
    (spaced,) = messages(b'{"messages": [{"role":  "user"}]}')
    assert spaced == b'{"role":  "user"}'
