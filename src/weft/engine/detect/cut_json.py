"""JSON that breaks off at its end, or that tools have put a last line to."""

from __future__ import annotations

from weft.engine.json_cut import broken_lines, whole_part


def is_cut_json(text: str) -> bool:
    """Whether this is the beginning of a JSON document."""
    return text.lstrip(" \t\r\n")[:1] in ("{", "[") and whole_part(text) is not None


def is_cut_lines(text: str) -> bool:
    """Whether all of these lines are JSON but the last."""
    return broken_lines(text) is not None


__all__ = ["is_cut_json", "is_cut_lines"]
