"""The words of the dialects: Slot, Call, Said, and what a Dialect can be asked.

Rules of this file: data only. An item is one entry of a conversation as JSON gives it: a message,
or an item of the Responses format. Nothing in an item may be relied upon: what is not of the
expected shape is passed over, never an error, because the provider will judge it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Item = Mapping[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A text that may be rewritten: where in its item it stands, and which call it answers."""

    path: Path
    text: str
    call: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call that the model made. `arguments` is the JSON text, as far as there is one."""

    id: str
    tool: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a person (`person`) or of the model. They are read, and never rewritten."""

    person: bool
    text: str


class Dialect(Protocol):
    """What is asked of a provider's format. Every method passes over what it does not know."""

    @property
    def name(self) -> str:
        """What the dialect is called."""

    @property
    def key(self) -> str:
        """The field of a request that holds the conversation."""

    def by_model(self, item: Item) -> bool:
        """Whether the model made this item."""

    def slots(self, item: Item) -> Iterator[Slot]:
        """The texts in this item that may be rewritten."""

    def calls(self, item: Item) -> Iterator[Call]:
        """The tool calls made in this item."""

    def said(self, item: Item) -> Iterator[Said]:
        """What was said in this item."""


def mappings(value: object) -> Iterator[tuple[int, Item]]:
    """The objects in a list, numbered; nothing for anything else."""
    if isinstance(value, list | tuple):
        for number, entry in enumerate(value):
            if isinstance(entry, Mapping):
                yield number, entry


def spoken(item: Item, kinds: Collection[str]) -> Iterator[Said]:
    """What a person or the model says in an item: a string, or parts of these kinds with text."""
    if item.get("role") not in ("user", "assistant"):
        return
    person = item["role"] == "user"
    content = item.get("content")
    if isinstance(content, str):
        yield Said(person, content)
    for _, part in mappings(content):
        if part.get("type") in kinds:
            yield Said(person, text_of(part.get("text")))


def text_of(value: object) -> str:
    """A string, or nothing."""
    return value if isinstance(value, str) else ""
