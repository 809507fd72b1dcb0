"""The exchange's bench counts right. How fast anything is stands nowhere here."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from exchange import added, row
from exchange_grown import Talk, grown

BENCH = Path(__file__).parents[2] / "bench"


def test_a_conversation_extends_itself() -> None:
    talk = Talk("x")
    bodies = []
    for _ in range(6):
        bodies.append(talk.body())
        talk.grow(3000)
    for earlier, later in pairwise(bodies):
        assert later.startswith(earlier[:-2])
        assert len(later) - len(earlier) > 2000
    assert len(json.loads(bodies[-1])["messages"]) == 11


def test_the_same_seed_is_the_same_conversation_and_another_is_not() -> None:
    assert grown("a", 30_000, 5000).body() == grown("a", 30_000, 5000).body()
    assert grown("a", 30_000, 5000).body() != grown("b", 30_000, 5000).body()


def test_what_is_added_is_the_difference_of_percentiles() -> None:
    took = {"off": [1.0, 2.0, 3.0], "full": [2.0, 4.0, 9.0]}
    assert added(took, 50) == 2.0
    assert row("x", took, ("1", "5"))[:5] == ["x", "3", "2.00", "4.00", "+2.00"]


def test_the_whole_bench_runs(tmp_path: Path) -> None:
    page = tmp_path / "exchange.md"
    command = [sys.executable, str(BENCH / "exchange.py"), "--quick", "--page", str(page)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    said = page.read_text("utf-8")
    for heading in ("Time", "Other streams", "Workers", "Memory"):
        assert f"## {heading}" in said
