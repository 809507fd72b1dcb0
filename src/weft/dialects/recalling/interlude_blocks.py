"""Interludes where one item holds blocks: Anthropic's messages and Gemini's contents.

A hidden turn and what followed came to the client as one item. Put back, our call stands among the
blocks where it stood; behind a hidden turn the item is divided, with the results between:

    [thinking, text, | text]  ->  [thinking, text, CALL]  [RESULT]  [text]

Calls beside the client's own have their results in the client's next item, with its own.

A place is counted in blocks that clients keep (words and calls), then in those that they may drop
(thinking); so it is found whatever was dropped. Gemini's clients join words as they like: there
only calls are counted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weft.dialects.members import entries, fields
from weft.dialects.recalling.editing import written
from weft.dialects.recalling.interlude_words import (
    Kept,
    blocks_of,
    call_key,
    filled,
    is_ours,
    moved,
    object_of,
    results_of,
    said_key,
)
from weft.dialects.recalling.results import items
from weft.dialects.slot import mappings, text_of
from weft.engine.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weft.dialects.recalling.editing import Edit
    from weft.dialects.recalling.interlude_words import Place
    from weft.dialects.recalling.turn import Round
    from weft.dialects.slot import Item


@dataclass(frozen=True, slots=True)
class Style:
    """What the two call it."""

    name: str
    field: str
    role: str


ANTHROPIC = Style("anthropic", "content", "assistant")
GEMINI = Style("gemini", "parts", "model")


def kept(style: Style, rounds: Sequence[Round], place: Place) -> Iterator[Kept]:
    """What to keep of an exchange."""
    ops: list[dict[str, Any]] = []
    shown: list[dict[str, Any]] = []
    results: list[bytes] = []
    for one in rounds:
        for raw in blocks_of(style.name, one.turn.said):
            block = object_of(raw)
            if not is_ours(block):
                shown.append(block)
            elif one.answers:
                ops.append({"at": _counted(style, shown), "call": raw.decode()})
        if one.turn.hidden and one.answers:
            between = b",".join(items(style.name, results_of(style.name, one)))
            ops.append({"at": _counted(style, shown), "results": between.decode()})
        elif one.answers:
            results = results_of(style.name, one)
    if ops:
        record = {"ops": ops, "results": [raw.decode() for raw in results]}
        yield Kept(_keys(shown, place)[0], written(record).decode())


def keys(style: Style, item: Item, place: Place) -> tuple[str, ...]:
    """Under what something may be kept for this item."""
    blocks = _blocks(style, item)
    if item.get("role") == style.role:
        return _keys(blocks, place)
    answered = list(map(_answered, blocks))
    if named := tuple(call_key(call) for call in answered if call):
        return named
    if None in answered and place.before:  # results of calls without ids: known by their calls
        before = type(place)(place.number - 1, place.before[:-1])
        return _keys(_blocks(style, place.before[-1]), before)
    return ()


def restore(style: Style, raw: bytes, item: Item, record: Mapping[str, Any]) -> list[Edit]:
    """The edits that put an interlude back into this item. Raises `Unclear`."""
    place = fields(raw).get(style.field)
    if place is None:
        return []
    content = raw[place.start : place.end]
    if item.get("role") != style.role:
        results = [text.encode() for text in record.get("results", ())]
        blocks = _blocks(style, item)
        at = next((n for n, block in enumerate(blocks) if _answered(block) != ""), None)
        if not results or at is None or content[:1] != b"[":
            return []
        return [moved(filled(content, at, results), place.start)]
    opening, closing = _ends(style, raw)
    if content[:1] == b'"':
        return _before_words(place, record["ops"], opening, closing)
    return [
        moved(edit, place.start)
        for edit in _divided(style, content, record["ops"], opening, closing)
    ]


def _ends(style: Style, raw: bytes) -> tuple[bytes, bytes]:
    """How an item begins up to its blocks, and ends behind them. A role that a client wrote behind
    the blocks stays behind those that come last, so the others need their own.
    """
    role = b'"role":"%b"' % style.role.encode()
    field = b'"%b":' % style.field.encode()
    if list(fields(raw)).index("role") < list(fields(raw)).index(style.field):
        return b"{" + role + b"," + field, b"}"
    return b"{" + field, b"," + role + b"}"


def _divided(
    style: Style, content: bytes, ops: Sequence[Mapping[str, Any]], opening: bytes, closing: bytes
) -> Iterator[Edit]:
    """Each gap between blocks with what belongs there."""
    spans = entries(content)
    blocks = [object_of(content[span.start : span.end]) for span in spans]
    gaps: dict[int, list[Mapping[str, Any]]] = {}
    for op in ops:
        gaps.setdefault(_found(style, blocks, op["at"]), []).append(op)
    if any("results" in op for op in gaps.get(len(spans), ())):
        return  # nothing was said behind it: there is no item for it to stand before
    for at, gap in sorted(gaps.items()):
        new, open_ = b"", at > 0
        for op in gap:
            if call := op.get("call"):
                new += (b"," if open_ else b"") + call.encode()
                open_ = True
            else:
                new += b"]" + closing + b"," + op["results"].encode() + b"," + opening + b"["
                open_ = False
        new += b"," if open_ and at < len(spans) else b""
        start = spans[at - 1].end if at else (spans[0].start if spans else 1)
        end = spans[at].start if 0 < at < len(spans) else start
        yield Span(start, end), new


def _before_words(
    place: Span, ops: Sequence[Mapping[str, Any]], opening: bytes, closing: bytes
) -> list[Edit]:
    """Words that the client keeps as a string: what is hidden can only stand before them."""
    if any(op["at"][0] for op in ops):
        return []
    calls: list[bytes] = []
    new = b""
    for op in ops:
        if call := op.get("call"):
            calls.append(call.encode())
        else:
            new += b"[" + b",".join(calls) + b"]" + closing + b"," + op["results"].encode()
            new += b"," + opening
            calls = []
    return [(Span(place.start, place.start), new)] if new and not calls else []


def _counted(style: Style, shown: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """The place behind these blocks."""
    firm = others = 0
    for block in shown:
        firm, others = (firm + 1, 0) if _is_firm(style, block) else (firm, others + 1)
    return firm, others


def _found(style: Style, blocks: Sequence[Mapping[str, Any]], at: Sequence[int]) -> int:
    """The number of the block before which this place is."""
    firm, others = at
    for number, block in enumerate(blocks):
        if firm == 0 and (others == 0 or _is_firm(style, block)):
            return number
        if _is_firm(style, block):
            firm -= 1
        elif firm == 0:
            others -= 1
    return len(blocks)


def _is_firm(style: Style, block: Mapping[str, Any]) -> bool:
    if style is GEMINI:
        return isinstance(block.get("functionCall"), dict)
    words = block.get("type") == "text" and bool(text_of(block.get("text")).strip())
    return words or block.get("type") == "tool_use"


def _blocks(style: Style, item: Item) -> list[dict[str, Any]]:
    content = item.get(style.field)
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return [dict(block) for _, block in mappings(content)]


def _keys(blocks: Sequence[Mapping[str, Any]], place: Place) -> tuple[str, ...]:
    called = [block for block in blocks if _call_id(block)]
    if called:
        return tuple(call_key(_call_id(block)) for block in called)
    return (said_key(place, _said(blocks)),)


def _call_id(block: Mapping[str, Any]) -> str:
    asked = block.get("functionCall")
    if isinstance(asked, dict):
        return text_of(asked.get("id"))
    return text_of(block.get("id")) if block.get("type") == "tool_use" else ""


def _said(blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Words and calls, adjacent words as one."""
    said: list[str] = []
    words = ""
    for block in blocks:
        if isinstance(asked := block.get("functionCall"), dict):
            call = json.dumps([asked.get("name"), asked.get("args")], sort_keys=True)
            said += [words.strip(), call]
            words = ""
        elif not block.get("thought"):
            words += text_of(block.get("text"))
    return [*said, words.strip()]


def _answered(block: Mapping[str, Any]) -> str | None:
    """The id of the call that a block answers. `None`: it has none. Empty: it answers no call."""
    if block.get("type") == "tool_result":
        return text_of(block.get("tool_use_id")) or None
    given = block.get("functionResponse")
    if isinstance(given, dict):
        return text_of(given.get("id")) or None
    return ""
