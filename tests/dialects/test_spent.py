"""Usage of several turns, added up in the provider's own shape."""

from __future__ import annotations

from weft.dialects.recalling.spent import summed


def test_numbers_are_added_at_any_depth() -> None:
    one = {"input_tokens": 10, "details": {"cached": 4, "tier": "a"}, "cost": 0.5}
    two = {"input_tokens": 5, "details": {"cached": 1, "audio": 2, "tier": "b"}, "cost": 0.25}
    assert summed([one, two]) == {
        "input_tokens": 15,
        "details": {"cached": 5, "tier": "b", "audio": 2},
        "cost": 0.75,
    }


def test_what_one_turn_does_not_tell_is_not_lost() -> None:
    assert summed([{"a": 3, "b": None}, {"a": None, "b": 2}]) == {"a": 3, "b": 2}
    assert summed([{"is_byok": True}, {"is_byok": False}]) == {"is_byok": False}
    assert summed([]) == {}


def test_counts_are_added_by_what_they_count() -> None:
    text, image = {"modality": "TEXT", "tokenCount": 3}, {"modality": "IMAGE", "tokenCount": 9}
    assert summed([{"details": [text]}, {"details": [image, text]}]) == {
        "details": [{"modality": "TEXT", "tokenCount": 6}, image]
    }
    assert summed([{"steps": [1]}, {"steps": [2]}]) == {"steps": [1, 2]}
