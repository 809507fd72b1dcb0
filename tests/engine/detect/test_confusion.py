"""Are texts taken for what they are? Every kind, many tools, at least 98 in 100."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled import every

from weft.engine.detect import detect
from weft.engine.detect.order import NOWHERE, TESTS
from weft.engine.model import Kind, Origin

KNOWN = {kind for kind, _ in TESTS} | {Kind.TEXT}
LABELLED = [(kind, name, text) for kind, name, text in every() if kind in KNOWN]
RIGHT = 0.98
FEWEST = 100


def wrong(origin: Origin = NOWHERE) -> list[str]:
    return [
        f"{name}: {kind} taken for {taken}"
        for kind, name, text in LABELLED
        if (taken := detect(text, origin)) is not kind
    ]


def test_nearly_all_are_told() -> None:
    assert len(LABELLED) >= FEWEST
    assert len(wrong()) <= (1 - RIGHT) * len(LABELLED), wrong()


def test_every_kind_has_texts() -> None:
    assert {kind for kind, _, _ in LABELLED} == KNOWN


def test_line_ends_make_no_difference() -> None:
    ended = [
        name
        for kind, name, text in LABELLED
        if kind not in (Kind.SEARCH, Kind.LISTING, Kind.DIFF, Kind.CONFIG)
        and detect(text.replace("\n", "\r\n")) is not detect(text)
    ]
    assert len(ended) <= 0.1 * len(LABELLED), ended


HINTS = (
    *("cat x.json", "cat notes.md", "ls -la", "grep -rn x .", "git diff", "pytest -q", "man ls"),
    *("kubectl get pods -o yaml", "journalctl -u x", "cat a.csv", "cat a.py", "ps aux", "x.xml"),
)


@pytest.mark.parametrize("command", HINTS)
def test_a_wrong_hint_breaks_nothing(command: str) -> None:
    misled = wrong(Origin(arguments=command))
    assert len(misled) <= 0.06 * len(LABELLED), misled


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=40))
def test_any_text_and_any_origin(text: str, arguments: str, media_type: str) -> None:
    detect(text, Origin("tool", arguments, media_type))


def test_kinds_are_many() -> None:
    assert min(Counter(kind for kind, _, _ in LABELLED).values()) >= 1
