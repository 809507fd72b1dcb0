"""Interludes where calls and results are items of their own: Chat Completions and Responses.

Chat: the client has one message of what were several. The hidden ones are put before it, with
their results, and their words are taken out of its own. Our calls beside the client's go back into
its list, and their results before the first of the client's.

Responses: the client has every item but ours. They are put before the item that they stood before:
one that waits for the client, reasoning, or words that have an id.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from weft.dialects.members import entries, fields
from weft.dialects.recalling.chunks import JOINT, needs_joint
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
from weft.dialects.recalling.openai_responses import waits
from weft.dialects.slot import mappings, text_of
from weft.engine.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weft.dialects.recalling.editing import Edit
    from weft.dialects.recalling.interlude_words import Place
    from weft.dialects.recalling.turn import Round
    from weft.dialects.slot import Item

CHAT, RESPONSES = "openai", "responses"


def chat_kept(rounds: Sequence[Round], place: Place) -> Iterator[Kept]:
    """What to keep of an exchange of Chat Completions."""
    before: list[bytes] = []
    calls: list[tuple[int, str]] = []
    ids: list[str] = []
    results: list[bytes] = []
    told = prefix = ""
    for one in rounds:
        text = text_of(object_of(one.turn.said).get("content"))
        joint = JOINT if text and needs_joint(told) else ""
        prefix = told + joint
        told = prefix + text
        if one.turn.hidden and one.answers:
            before += [one.turn.said, *results_of(CHAT, one)]
            prefix = told
            continue
        for raw in blocks_of(CHAT, one.turn.said):
            call = object_of(raw)
            if not is_ours(call):
                ids.append(text_of(call.get("id")))
            elif one.answers:
                calls.append((len(ids), raw.decode()))
        results = results_of(CHAT, one)
    if before or calls:
        record = {
            "before": _texts(before),
            "prefix": prefix if before else "",
            "calls": calls,
            "results": _texts(results),
        }
        key = call_key(ids[0]) if ids else said_key(place, told.strip())
        yield Kept(key, written(record).decode())


def chat_keys(item: Item, place: Place) -> tuple[str, ...]:
    """Under what something may be kept for this message."""
    if item.get("role") == "tool":
        return (call_key(text_of(item.get("tool_call_id"))),)
    if item.get("role") != "assistant":
        return ()
    ids = [text_of(call.get("id")) for _, call in mappings(item.get("tool_calls"))]
    if ids:
        return tuple(map(call_key, ids))
    return (said_key(place, _words(item).strip()),)


def chat_restore(raw: bytes, item: Item, record: Mapping[str, Any]) -> list[Edit]:
    """The edits that put an interlude back into this message. Raises `Unclear`."""
    if item.get("role") == "tool":
        return _in_front(record.get("results", ()))
    places = fields(raw)
    edits = _in_front(record["before"])
    if prefix := record["prefix"]:
        words = _words(item)
        place = _place_of_words(raw, places)
        if place is None or not words.startswith(prefix):
            return []
        rest = words[len(prefix) :]
        edits.append((place, written(rest) if rest or "tool_calls" not in places else b"null"))
    by_place: dict[int, list[bytes]] = {}
    for at, call in record["calls"]:
        by_place.setdefault(at, []).append(call.encode())
    if by_place:
        place = places["tool_calls"]
        listed = raw[place.start : place.end]
        edits += [moved(filled(listed, at, put), place.start) for at, put in by_place.items()]
    return edits


def responses_kept(rounds: Sequence[Round]) -> Iterator[Kept]:
    """What to keep of an exchange of Responses."""
    pending: list[bytes] = []
    found: dict[str, dict[str, list[bytes]]] = {}
    for one in rounds:
        own: list[bytes] = []  # our calls beside the client's
        for raw in blocks_of(RESPONSES, one.turn.said):
            item = object_of(raw)
            if is_ours(item) and item.get("type") == "function_call":
                if one.answers:
                    (pending if one.turn.hidden else own).append(raw)
                continue
            key = _item_key(item)
            if pending and key:
                found.setdefault(key, {})["before"] = pending
                pending = []
        if one.turn.hidden and one.answers:
            pending += results_of(RESPONSES, one)
        elif own:
            found = _beside(found, one, own)
    for key, record in found.items():
        yield Kept(key, written({name: _texts(raws) for name, raws in record.items()}).decode())
    first, last = rounds[0].turn.id, rounds[-1].turn.id
    if first and last:
        yield Kept(response_key(first), written({"response": last}).decode())


def response_key(response: str) -> str:
    """For a response that a client may name. That it is kept says that our tool was offered."""
    return f"response:{response}"


def _beside(
    found: dict[str, dict[str, list[bytes]]], one: Round, own: list[bytes]
) -> dict[str, dict[str, list[bytes]]]:
    """Our calls go before the first item that waits for the client, our results before its own."""
    items = [object_of(raw) for raw in blocks_of(RESPONSES, one.turn.said)]
    first = next((item for item in items if waits(item) and not is_ours(item)), {})
    if key := _item_key(first):
        record = found.setdefault(key, {})
        record["before"] = record.get("before", []) + own
        record["results"] = results_of(RESPONSES, one)
    return found


def responses_keys(item: Item) -> tuple[str, ...]:
    """Under what something may be kept for this item."""
    key = _item_key(item)
    return (key,) if key else ()


def responses_restore(item: Item, record: Mapping[str, Any]) -> list[Edit]:
    """The edits that put an interlude back before this item."""
    answers = text_of(item.get("type")).endswith("_output")
    return _in_front(record.get("results" if answers else "before", ()))


def _item_key(item: Mapping[str, Any]) -> str:
    """An item's own name: a call's id, or of reasoning what only the provider can have written."""
    if call := text_of(item.get("call_id")):
        return call_key(call)
    if sealed := text_of(item.get("encrypted_content")):
        digest = hashlib.blake2b(sealed.encode("utf-8", "surrogatepass"), digest_size=20)
        return f"item:{digest.hexdigest()}"
    name = text_of(item.get("id"))
    return f"item:{name}" if name else ""


def _words(item: Item) -> str:
    content = item.get("content")
    if isinstance(content, str):
        return content
    return next((text_of(part.get("text")) for _, part in mappings(content)), "")


def _place_of_words(raw: bytes, places: Mapping[str, Span]) -> Span | None:
    """Where the words stand as a string: as the content, or in its first part."""
    place = places.get("content")
    if place is None or raw[place.start : place.start + 1] == b'"':
        return place
    content = raw[place.start : place.end]
    if content[:1] != b"[" or not (listed := entries(content)):
        return None
    part = fields(content[listed[0].start : listed[0].end]).get("text")
    by = place.start + listed[0].start
    return None if part is None else Span(part.start + by, part.end + by)


def _in_front(texts: Sequence[str]) -> list[Edit]:
    put = b"".join(text.encode() + b"," for text in texts)
    return [(Span(0, 0), put)] if put else []


def _texts(raws: Sequence[bytes]) -> list[str]:
    return [raw.decode() for raw in raws]
