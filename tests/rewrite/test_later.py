"""A decider is made once, by whoever needs it first; one that could not be made is tried again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import TYPE_CHECKING, cast

import pytest

from weft.recall.store import from_url
from weft.rewrite.later import Later

if TYPE_CHECKING:
    from weft.recall.store import Store
    from weft.rewrite.rewriter import Asked
    from weft.rewrite.sight import Sight


class Decides:
    """Takes down the models that it was asked for."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.models: list[str] = []

    def decide(self, asked: Asked, sight: Sight, model: str) -> None:
        self.models.append(model)


NOTHING = cast("Asked", None), cast("Sight", None)


def test_it_is_made_once_for_all_threads() -> None:
    store = from_url("memory:")
    made: list[Decides] = []

    def make() -> Decides:
        sleep(0.02)
        made.append(Decides(store))
        return made[-1]

    later = Later(store, make)
    assert made == []
    with ThreadPoolExecutor(4) as threads:
        for model in "abcdef":
            threads.submit(later.decide, *NOTHING, model)
    assert len(made) == 1
    assert sorted(made[0].models) == list("abcdef")
    assert later.store is store


def test_one_that_fails_is_told_and_tried_again() -> None:
    store = from_url("memory:")
    answers: list[Decides | None] = [None, Decides(store)]

    def make() -> Decides:
        made = answers.pop(0)
        if made is None:
            raise MemoryError("none left")
        return made

    later = Later(store, make)
    with pytest.raises(MemoryError):
        later.decide(*NOTHING, "m")
    later.decide(*NOTHING, "m")
    assert answers == []
