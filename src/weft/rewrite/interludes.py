"""Interludes in a request: what was hidden in earlier exchanges, put back where it was.

Only in conversations in which our tool is offered can anything have been hidden. Items are asked
about once, when they are first seen; what is put back is remembered with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.recalling.interlude import (
    Place,
    following,
    following_key,
    identity_of,
    keys,
    remember,
    restore,
)
from weft.recall.ledger import Decision, counting
from weft.rewrite.sight import item_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.dialects.recalling.editing import Edit
    from weft.dialects.recalling.turn import Round
    from weft.dialects.slot import Dialect, Item
    from weft.recall.ledger import Identity
    from weft.recall.store import Store
    from weft.rewrite.sight import Sight

_BEFORE = 2  # items by which a place is known
_PREVIOUS = "previous_response_id"


def follows(sight: Sight) -> bool:
    """Whether it goes on from a response that the provider has kept."""
    return isinstance(sight.field(_PREVIOUS), str)


def followed(store: Store, tenant: str, sight: Sight) -> list[Edit]:
    """Find out what it follows: our tool was offered there, and another response may be meant.

    Raises `StoreError`.
    """
    previous = sight.field(_PREVIOUS)
    name = identity_of(following_key(previous))
    decision = store.ledger.replay(tenant, [name]).get(name)
    if decision is None:
        return []
    sight.offered = True
    new = following(decision.replacement or "", previous)
    return [(sight.layout.fields[_PREVIOUS], new)] if new else []


def put_back(store: Store, tenant: str, sight: Sight) -> None:
    """Put what was hidden into the new items. Raises `StoreError`."""
    dialect = sight.dialect
    items = [*_last(sight), *(seen.item for seen in sight.items)]
    known = len(items) - len(sight.items)
    asked: dict[str, list[int]] = {}  # key: the items that it is about; a call and its result are
    for index, seen in enumerate(sight.items):
        at = known + index
        place = Place(len(sight.steps) + index, items[max(0, at - _BEFORE) : at])
        for key in keys(dialect, seen.item, place):
            asked.setdefault(key, []).append(index)
    names = {identity_of(key): key for key in asked}
    for name, decision in store.ledger.replay(tenant, list(names)).items():
        for seen in (sight.items[index] for index in asked[names[name]]):
            if not seen.put:  # of several calls in one item, one and the same is kept
                raw = sight.body[seen.span.start : seen.span.end]
                seen.put = restore(dialect, raw, decision.replacement or "")


def keep(store: Store, tenant: str, dialect: Dialect, rounds: Sequence[Round], at: Place) -> None:
    """Keep what was hidden in an exchange whose answer will stand at this place."""
    decisions: dict[Identity, Decision] = {}
    for kept in remember(dialect, rounds, at):
        decisions.setdefault(identity_of(kept.key), Decision(kept.text))
    for recorded in store.ledger.record_all(tenant, decisions).values():
        counting(recorded)


def place_of(sight: Sight) -> Place:
    """Where the answer to this request will stand."""
    items = [*_last(sight), *(seen.item for seen in sight.items)]
    return Place(len(sight.steps) + len(sight.items), items[-_BEFORE:])


def _last(sight: Sight) -> list[Item]:
    """The last items that are known, which are not looked at any more, as they are."""
    steps = sight.steps
    first = max(0, len(steps) - _BEFORE)
    begin = steps[first - 1].end if first else sight.layout.begin
    found: list[Item] = []
    for step in steps[first:]:
        raw = sight.body[begin : step.end].lstrip(b", \t\r\n")
        found.append(item_of(raw))
        begin = step.end
    return found
