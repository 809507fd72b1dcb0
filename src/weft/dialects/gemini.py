"""Gemini generateContent: the texts in function responses are rewritten, and nothing else.

A response is an object of the tool's own making; each string at its top stands for itself. A call
has an id in newer clients only; before, a response is paired with the latest call of its name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from weft.dialects.slot import Call, Said, Slot, mappings, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.dialects.slot import Item


class Gemini:
    """The generateContent API, of Gemini and of Vertex."""

    name = "gemini"
    key = "contents"

    def by_model(self, item: Item) -> bool:
        """What the model said or called."""
        return item.get("role") == "model"

    def slots(self, item: Item) -> Iterator[Slot]:
        """Strings in what a function gave."""
        for number, part in mappings(item.get("parts")):
            field, given = _either(part, "functionResponse", "function_response")
            if given is None or not isinstance(given.get("response"), Mapping):
                continue
            call = text_of(given.get("id")) or text_of(given.get("name"))
            for key, value in given["response"].items():
                if isinstance(value, str) and isinstance(key, str):
                    yield Slot(("parts", number, field, "response", key), value, call)

    def calls(self, item: Item) -> Iterator[Call]:
        """What the model asked functions for."""
        for _, part in mappings(item.get("parts")):
            _, asked = _either(part, "functionCall", "function_call")
            if asked is not None:
                name = text_of(asked.get("name"))
                given = json.dumps(asked.get("args"), ensure_ascii=False, default=str)
                yield Call(text_of(asked.get("id")) or name, name, given)

    def said(self, item: Item) -> Iterator[Said]:
        """Text, of either side; thoughts are not said."""
        person = item.get("role") != "model"
        for _, part in mappings(item.get("parts")):
            if isinstance(part.get("text"), str) and not part.get("thought"):
                yield Said(person, part["text"])


def _either(part: Item, camel: str, snake: str) -> tuple[str, Any]:
    """JSON may spell a field either way."""
    for field in (camel, snake):
        if isinstance(value := part.get(field), Mapping):
            return field, value
    return camel, None


GEMINI = Gemini()
