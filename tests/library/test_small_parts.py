"""The small parts: room for each text, counts remembered, texts put into copies, settings found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import weft
from weft.library.placing import placed
from weft.library.room import share
from weft.library.setup import setup
from weft.library.tally import SHORT, Tally
from weft.settings import Settings, SettingsError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("needs", "budget", "room"),
    [
        ([10, 20], 30, None),  # all fit
        ([10, 20, 90], 90, 60),  # the small keep what they need
        ([50, 50], 40, 20),
        ([50], -5, 0),
        ([], 0, None),
    ],
)
def test_room(needs: list[int], budget: int, room: int | None) -> None:
    assert share(needs, budget) == room


@given(st.lists(st.integers(0, 1000), max_size=8), st.integers(0, 3000))
def test_with_that_room_all_fit(needs: list[int], budget: int) -> None:
    room = share(needs, budget)
    if room is not None:
        assert sum(min(need, room) for need in needs) <= budget


def test_a_long_text_is_counted_once() -> None:
    asked: list[str] = []

    def count(text: str) -> int:
        asked.append(text)
        return len(text)

    tally = Tally(count, most=2)
    long = ["a" * SHORT * 2, "b" * SHORT * 3, "c" * SHORT * 4]
    assert [tally(text) for text in (*long, *long)] == [len(text) for text in (*long, *long)]
    assert len(asked) == 6, "only the newest two are remembered, and these come after the third"
    tally = Tally(count)
    asked.clear()
    assert tally(long[0]) == tally(long[0])
    assert len(asked) == 1


def test_texts_are_put_into_copies() -> None:
    whole = {"messages": [{"content": "a"}, {"content": [{"text": "b"}]}]}
    new = placed(whole, {("messages", 1, "content", 0, "text"): "B"})
    assert new == {"messages": [{"content": "a"}, {"content": [{"text": "B"}]}]}
    assert whole["messages"][1] == {"content": [{"text": "b"}]}
    assert new["messages"][0] is whole["messages"][0]
    assert placed(whole, {}) is whole


def test_tuples_and_mappings_of_any_sort_are_copied_as_lists_and_dicts() -> None:
    assert placed(({"a": "x"},), {(0, "a"): "y"}) == [{"a": "y"}]


def test_settings_come_from_where_the_caller_says(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text("[engine]\nmin_tokens = 7\n")
    assert setup("memory:", str(file)).settings.engine.min_tokens == 7
    assert setup("memory:", {"engine.min_tokens": 9}).settings.engine.min_tokens == 9
    assert setup(config=Settings()).settings == Settings()
    assert setup("memory:") is setup("memory:"), "a store is opened once"


def test_a_setting_that_is_not_there_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"engine\.lossy"):
        setup("memory:", {"engine.losy": True})
    with pytest.raises(TypeError, match="one or the other"):
        setup("memory:", Settings())


def test_the_face_of_the_library() -> None:
    assert set(weft.__all__) <= set(dir(weft))
    assert all(getattr(weft, name) is not None for name in weft.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = weft.nothing  # type: ignore[attr-defined]
