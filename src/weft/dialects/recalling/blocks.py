"""A block of an assistant's message put together again from its beginning and its deltas.

It goes back upstream, so it must say what was received: text, thinking and signatures to the
character, a tool's input with its very bytes. A block that came whole keeps every byte.
"""

from __future__ import annotations

from typing import Any

from weft.dialects.members import Unclear
from weft.dialects.recalling.editing import changed, objected, parsed, written


class Written:
    """One block. `shown` is its number for the client; `None` for our call, which it never sees."""

    def __init__(self, begun: dict[str, Any], raw: bytes, shown: int | None) -> None:
        self.begun = begun
        self.shown = shown
        self._raw = raw
        self._texts: dict[str, list[str]] = {}
        self._lists: dict[str, list[Any]] = {}

    def add(self, delta: dict[str, Any]) -> None:
        """A delta: texts grow, lists too. `citation` is one more of `citations`."""
        for key, value in delta.items():
            if key == "type" or value is None:
                continue
            if isinstance(value, str):
                self._texts.setdefault(key, []).append(value)
            elif key == "citation":
                self._lists.setdefault("citations", []).append(value)
            elif isinstance(value, list):
                self._lists.setdefault(key, []).extend(value)

    def arguments(self) -> str:
        """The JSON text of a tool's input, as the model wrote it."""
        given = "".join(self._texts.get("partial_json", ()))
        return given or written(self.begun.get("input", {})).decode()

    def raw(self) -> bytes:
        """The block as JSON."""
        changes: dict[str, bytes | None] = {}
        for key, pieces in self._texts.items():
            if key == "partial_json":
                given = "".join(pieces).encode("utf-8", "surrogatepass")
                if given.strip() and parsed(given) is not None:
                    changes["input"] = given
                continue
            begun = self.begun.get(key)
            changes[key] = written((begun if isinstance(begun, str) else "") + "".join(pieces))
        for key, values in self._lists.items():
            begun = self.begun.get(key)
            changes[key] = written([*(begun if isinstance(begun, list) else ()), *values])
        if not changes:
            return self._raw
        try:
            return changed(self._raw, changes)
        except Unclear:
            begun_raw = {key: written(value) for key, value in self.begun.items()}
            return objected(begun_raw | {key: raw for key, raw in changes.items() if raw})
