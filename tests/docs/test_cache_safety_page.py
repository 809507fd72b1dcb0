"""The page of cache safety names every reason, mode and payer there is."""

from __future__ import annotations

import pytest
from fences import ROOT

from weft.policy.auth import SUBSCRIPTION_AGENTS
from weft.policy.words import Mode, Reason

PAGE = (ROOT / "docs" / "cache-safety.md").read_text("utf-8")


@pytest.mark.parametrize("word", [*Reason, *Mode])
def test_every_word_has_its_row(word: str) -> None:
    assert f"\n| `{word}` | " in PAGE


def test_the_programs_that_are_named_are_known() -> None:
    row = next(line for line in PAGE.splitlines() if "User-Agent" in line)
    named = [word for word in row.replace("`", " ").split() if word.rstrip(",").endswith("/")]
    assert named
    assert {name.encode() for name in named} <= set(SUBSCRIPTION_AGENTS)
