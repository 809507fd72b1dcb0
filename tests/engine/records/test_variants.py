"""Records that lack lines are found, and come back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine.records import rows, shape

KEYS = ["a: 1", "b: x", "c:", "d: |", "e: \ud800", "f: 3", "- g", "- h: 4", ""]


@given(st.lists(st.lists(st.sampled_from(KEYS), max_size=6), min_size=3, max_size=12))
@settings(deadline=None, max_examples=300)
def test_any_records_come_back(records):
    text = "\n".join(
        line
        for number, keys in enumerate(records)
        for line in (
            f"- name: record number {number % 7}",
            *(f"  {key}" if key else "" for key in keys),
        )
    )
    folded = rows.fold(text, shape.yaml, shape.depth)
    if folded is not None:
        assert rows.unfold(folded) == text


@given(st.lists(st.sampled_from(["on", "off", ""]), min_size=3, max_size=9), st.booleans())
def test_sections_of_configuration(states, blank):
    text = "".join(
        f"[service {number}]\ncommand = /usr/bin/serve --shard {number}\n"
        + (f"state = {state}\n" if state else "")
        + "user = shop-services\n"
        + "\n" * blank
        for number, state in enumerate(states)
    )
    folded = rows.fold(text, shape.config, shape.depth_in_config)
    if folded is not None:
        assert rows.unfold(folded) == text
