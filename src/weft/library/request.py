"""What a caller hands in, taken apart: a text, a list of messages, or the body of a request.

What may stand here: which of the three it is, where its items are, and what else in it a model
reads. Objects of the providers' SDKs count as the JSON they stand for; they are never rewritten
(what an SDK makes is the model's), so they go out as they came in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weft.dialects import shape
from weft.dialects.reading import Placed, read
from weft.engine.model import Block, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.dialects.slot import Dialect, Item, Path


class RequestError(TypeError):
    """What was handed in is nothing that can be compressed. The message says what can."""


@dataclass(frozen=True, slots=True)
class Request:
    """The texts that may be rewritten, the way to the list they stand in, and everything else."""

    texts: tuple[Placed, ...]
    root: Path
    others: tuple[str, ...]
    model: str | None = None

    def path(self, placed: Placed) -> Path:
        """The way to a text from what was handed in."""
        return (*self.root, *placed.where) if placed.path else ()


def of(given: object, origin: Origin) -> Request:
    """Take it apart. `origin` says where a plain text is from; its question counts for all."""
    if isinstance(given, str):
        return Request((Placed(0, (), "", Block(given, origin)),), (), ())
    if isinstance(given, Mapping):
        return _body(given, origin.question)
    if isinstance(given, Sequence) and not isinstance(given, bytes | bytearray):
        items = [_plain(item) for item in given]
        return _items(items, shape.of_items(items), (), origin.question)
    raise RequestError(
        f"give a text, a list of messages or the body of a request, not {type(given).__name__}"
    )


def _body(body: Mapping[str, Any], question: str) -> Request:
    dialect = shape.of_body(body)
    if dialect is None:
        raise RequestError(
            "no request that is known: it has no list of `messages`, `input` or `contents`"
        )
    items = [_plain(item) for item in body[dialect.key]]
    model = body.get("model")
    request = _items(items, dialect, (dialect.key,), question)
    system = tuple(_strings(body.get("system") or body.get("instructions")))
    return Request(
        request.texts, request.root, (*system, *request.others), str(model) if model else None
    )


def _items(items: list[Item], dialect: Dialect, root: Path, question: str) -> Request:
    texts = tuple(read(items, dialect))
    if question:
        texts = tuple(_asked(placed, question) for placed in texts)
    others = [said.text for item in items for said in dialect.said(item)]
    others += [call.arguments for item in items for call in dialect.calls(item)]
    others += [text for item in items if item.get("role") in _RULERS for text in _strings(item)]
    return Request(texts, root, tuple(others))


_RULERS = ("system", "developer")


def _asked(placed: Placed, question: str) -> Placed:
    """The caller knows better what is asked than the conversation tells."""
    origin = placed.block.origin
    asked = Origin(origin.tool, origin.arguments, origin.media_type, question)
    return Placed(placed.item, placed.path, placed.call, Block(placed.block.text, asked))


def _plain(item: object) -> Item:
    if isinstance(item, Mapping):
        return _plain_content(item)
    dump = getattr(item, "model_dump", None)
    plain = dump(mode="json", exclude_none=True) if callable(dump) else None
    return plain if isinstance(plain, Mapping) else {}


def _plain_content(item: Item) -> Item:
    """A message whose content holds an SDK's objects: `{"content": response.content}`."""
    content = item.get("content")
    if not isinstance(content, list) or all(isinstance(part, Mapping) for part in content):
        return item
    return {**item, "content": [_plain(part) for part in content]}


def _strings(value: object) -> Iterator[str]:
    """The texts in what rules a conversation: a string, or blocks of text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings(value.get("text") or value.get("content"))
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
