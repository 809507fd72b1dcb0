"""No failure of a store breaks a call: the text goes out as it is, and the outcome says so."""

from __future__ import annotations

from typing import Any

import pytest
from conversations import LOG, SHAPES

import weft
from weft.recall.store import StoreFull, StoreUnavailable, from_url


class Failing:
    """A store that is there, and fails at one thing."""

    def __init__(self, at: str) -> None:
        self._store = from_url("memory:")
        self._at = at

    def __getattr__(self, name: str) -> Any:
        if name == self._at:
            raise StoreUnavailable("the disk is gone")
        return getattr(self._store, name)

    @property
    def ledger(self) -> Any:
        return self if self._at in ("replay", "record") else self._store.ledger

    def replay(self, *given: Any) -> Any:
        if self._at == "replay":
            raise StoreUnavailable("the disk is gone")
        return self._store.ledger.replay(*given)

    def record(self, *given: Any) -> Any:
        raise StoreUnavailable("the disk is gone")

    def put_all(self, *given: Any) -> Any:
        if self._at == "put":
            raise StoreFull("there is no room")
        return self._store.put_all(*given)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("put", "the original could not be kept: there is no room"),
        ("replay", "the ledger is not there: the disk is gone"),
        ("record", "the decision could not be kept: the disk is gone"),
    ],
)
def test_the_text_goes_out_as_it_is(at: str, reason: str) -> None:
    store: Any = Failing(at)
    done = weft.compress(LOG, question="Why did job 417 fail?", store=store)
    assert done.text == LOG
    assert done.blocks[0].reason == reason
    messages = weft.compress(SHAPES[0].items(), store=store)
    assert messages.restore() == SHAPES[0].items()
    assert messages.hashes == ()
