"""What `/v1/compress` is asked, read and checked."""

from __future__ import annotations

from typing import Any

import pytest
from conversations import SHAPES, Shape
from hypothesis import given
from hypothesis import strategies as st

from weft.library.order import MODES, OrderError, read

CHAT = next(shape for shape in SHAPES if shape.name == "chat")


def order(**config: Any) -> dict[str, Any]:
    return {**CHAT.body(), "config": config}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_items_of_any_provider(shape: Shape) -> None:
    assert read(shape.body()).key == shape.key


@pytest.mark.parametrize("mode", [None, *MODES])
def test_every_mode_has_its_bounds(mode: str | None) -> None:
    lossy, offload = read(order(mode=mode)).mode
    assert lossy is (mode != "lossless")
    assert offload is (mode not in ("lossless", "lossy_inline"))


def test_the_beginning_and_the_end_may_be_left_alone() -> None:
    whole = read(order()).request()
    assert [placed.item for placed in whole.texts] == [2, 4, 6, 9]
    frozen = read(order(frozen_message_count=3)).request()
    assert [placed.item for placed in frozen.texts] == [4, 6, 9]
    recent = read(order(protect_recent=1)).request()
    assert [placed.item for placed in recent.texts] == [2, 4, 6]
    assert len(recent.others) == len(whole.others) + 1
    assert read(order()).request(bypass=True).texts == ()


def test_in_a_session_what_is_recent_is_decided_at_once() -> None:
    found = read(order(session_id="s", protect_recent=1))
    assert [placed.item for placed in found.request().texts] == [2, 4, 6, 9]
    (warning,) = found.warnings
    assert warning.startswith("config.protect_recent is not heard in a session")


def test_what_is_not_heard_is_said() -> None:
    found = read(order(target_ratio=0.5, compress_user_messages=True, mode="ccr"))
    assert found.warnings == (
        "config.compress_user_messages is not heard: what a person says is never rewritten",
        "config.target_ratio is not heard",
    )
    assert read(order(compress_user_messages=False)).warnings == ()


def test_a_budget_is_tokens() -> None:
    assert read({**order(), "token_budget": 500}).budget == 500
    assert read({**order(), "token_budget": None}).budget is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"model": "m"},
        {"messages": []},
        {"model": "", "messages": []},
        {"model": 5, "messages": []},
        {"model": "m" * 257, "messages": []},
        {"model": "m", "messages": "text"},
        {"model": "m", "messages": ["text"]},
        {"model": "m", "messages": [[]]},
        {"model": "m", "messages": {}},
        {"model": "m", "messages": [], "config": []},
        {"model": "m", "messages": [], "config": {"mode": "fast"}},
        {"model": "m", "messages": [], "config": {"mode": ["ccr"]}},
        {"model": "m", "messages": [], "config": {"session_id": "s" * 257}},
        {"model": "m", "messages": [], "config": {"session_id": 5}},
        {"model": "m", "messages": [], "config": {"frozen_message_count": -1}},
        {"model": "m", "messages": [], "config": {"frozen_message_count": 1.5}},
        {"model": "m", "messages": [], "config": {"frozen_message_count": True}},
        {"model": "m", "messages": [], "token_budget": "much"},
    ],
)
def test_what_cannot_be_meant_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(OrderError):
        read(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "model": st.text() | JSON,
            "messages": st.lists(st.dictionaries(st.sampled_from(["role", "content"]), JSON)),
            "input": JSON,
            "config": st.dictionaries(st.sampled_from(["mode", "session_id", "x"]), JSON) | JSON,
        },
    )
)
def test_any_object_is_an_order_or_none(body: dict[str, Any]) -> None:
    found: object
    try:
        found = read(body).request().texts
    except OrderError as error:
        found = error
    assert isinstance(found, tuple | OrderError)
