"""Views: one reading for all that look, for as long as they look."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from weft.engine.view import view, views


class Reader:
    """Counts how often it reads."""

    def __init__(self, keep: int = 1) -> None:
        self.reads: list[str] = []
        self.look = view(keep)(self.read)

    def read(self, text: str) -> list[str]:
        self.reads.append(text)
        return text.split()


def test_within_one_text_is_read_once() -> None:
    reader = Reader()
    with views():
        assert reader.look("a b") is reader.look("a b")
    assert reader.reads == ["a b"]


def test_outside_nothing_is_kept() -> None:
    reader = Reader()
    assert reader.look("a b") is not reader.look("a b")
    with views():
        reader.look("a b")
    with views():
        reader.look("a b")
    assert reader.reads == ["a b"] * 4


def test_only_the_last_few_are_kept() -> None:
    reader = Reader(keep=2)
    with views():
        for text in ("a", "b", "a", "c", "b", "a"):
            reader.look(text)
    assert reader.reads == ["a", "b", "c", "a"]


def test_a_rendering_within_another_shares_its_views() -> None:
    reader = Reader()
    with views():
        first = reader.look("a b")
        with views():
            assert reader.look("a b") is first
        assert reader.look("a b") is first


def test_threads_keep_their_own() -> None:
    reader = Reader()

    def work(_: int) -> bool:
        with views():
            return reader.look("a b") is reader.look("a b")

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(20)))
    assert reader.reads == ["a b"] * 20


def test_what_raises_is_asked_again_and_leaves_nothing_behind() -> None:
    tries: list[str] = []

    @view(1)
    def fails(text: str) -> str:
        tries.append(text)
        raise ValueError(text)

    with pytest.raises(ValueError, match="a"), views():
        fails("a")
    with views():
        for _ in range(2):
            with pytest.raises(ValueError, match="a"):
                fails("a")
    assert tries == ["a"] * 3
