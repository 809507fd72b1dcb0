"""How long the library takes, what it costs to have, and what conversations save.

`python bench/library.py [--quick] [--page FILE]`. Texts are those of `asked`; each is new to the
library where it says cold, and the same again where it says replayed. Conversations are made of
such texts, turn by turn through `weft.Session`; that each request extends the one before is
checked, not believed. With `--page` the tables are written into a page of the documentation too.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asked
import weft
from engine import resident, table
from weft.library import setup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZES = (1_000, 20_000, 200_000, 1_000_000)
TURNS = 24
CONVERSATIONS = 6
LEAST, MOST = 500, 60_000  # characters of a result in a conversation
RUNS = 7  # of an import
VAGUE = "Please look into it; I will say more later."

_IMPORTS = {
    "import weft": "import weft",
    "from weft import compress": "from weft import compress",
    "the first compress": "import weft; weft.compress('a b c ' * 400, store='memory:')",
}
_HELD = """
import pathlib, resource, sys
status = pathlib.Path("/proc/self/status")
if status.exists():
    lines = status.read_text().splitlines()
    print(next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS")))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak / (1e6 if sys.platform == "darwin" else 1000))
"""


def imports() -> Iterator[str]:
    """Milliseconds and megabytes until the library stands, in processes of their own."""
    yield "## Having the library"
    yield ""
    rows = []
    for name, script in _IMPORTS.items():
        took = []
        for _ in range(RUNS):
            began = time.perf_counter()
            held = _resident_after(script)
            took.append((time.perf_counter() - began) * 1000)
        rows.append((f"`{name}`", f"{statistics.median(took):.0f}", f"{held:.0f}"))
    yield from table(("", "ms, the process and all", "resident, MB"), rows)


def _resident_after(script: str) -> float:
    """Megabytes that a process holds when it has done this."""
    done = subprocess.run([sys.executable, "-c", script + _HELD], check=True, capture_output=True)
    return float(done.stdout)


def latencies(store: str, sizes: Sequence[int], texts: int) -> Iterator[str]:
    """Milliseconds of a call, cold and replayed, in the median and at worst over all kinds."""
    yield "## Milliseconds of `compress`"
    yield ""
    yield "Over all kinds of text, with a store in a SQLite file, durable to the disk."
    yield ""
    rows = []
    for size in sizes:
        cold: list[float] = []
        again: list[float] = []
        for seed in range(texts):
            for case in asked.all_asked(size, seed=seed + 20):
                for times in (cold, again):
                    began = time.perf_counter()
                    weft.compress(case.text, question=case.question, store=store)
                    times.append((time.perf_counter() - began) * 1000)
        figures = (statistics.median(cold), max(cold), statistics.median(again), max(again))
        rows.append((f"{size // 1000} KB", *(f"{figure:.1f}" for figure in figures)))
    heads = ("text", "cold, median", "cold, worst", "replayed, median", "replayed, worst")
    yield from table(heads, rows)


def conversation(seed: int, turns: int) -> tuple[list[dict[str, Any]], list[str]]:
    """An agent's work: results of every kind and size, and the facts they hold."""
    rng = random.Random(seed)
    messages: list[dict[str, Any]] = [{"role": "user", "content": VAGUE}]
    facts: list[str] = []
    for turn in range(turns):
        kind = rng.choice(list(asked.KINDS))
        case = asked.asked(kind, int(rng.triangular(LEAST, MOST, LEAST)), seed * 1000 + turn)
        if rng.random() < 1 / 3:
            messages.append({"role": "user", "content": case.question})
        call = {
            "id": f"c{turn}",
            "type": "function",
            "function": {"name": "run", "arguments": "{}"},
        }
        messages += [
            {"role": "assistant", "content": case.question, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"c{turn}", "content": case.text},
        ]
        facts.append(case.fact)
    return messages, facts


def conversations(store: str, count: int, turns: int) -> Iterator[str]:
    """Whole conversations, every request of them."""
    yield "## Conversations, turn by turn through `weft.Session`"
    yield ""
    rows = []
    for seed in range(count):
        messages, facts = conversation(seed, turns)
        ends = [at + 1 for at, item in enumerate(messages) if item["role"] == "tool"]
        session = weft.Session(f"bench {seed}", store=store)
        before: list[dict[str, Any]] = []
        sent = given = 0
        took = []
        for end in ends:
            began = time.perf_counter()
            done = session.compress(messages[:end])
            took.append((time.perf_counter() - began) * 1000)
            assert done.messages[: len(before)] == before, "a request does not extend the last one"
            before = done.messages
            sent, given = sent + done.tokens_after, given + done.tokens_before
        text = json.dumps(before, ensure_ascii=False)
        told = sum(json.dumps(fact, ensure_ascii=False)[1:-1] in text for fact in facts)
        rows.append(
            (
                seed + 1,
                f"{done.tokens_before:,}",
                f"{1 - done.tokens_after / done.tokens_before:.0%}",
                f"{1 - sent / given:.0%}",
                f"{told} of {len(facts)}",
                f"{len(ends)} of {len(ends)}",
                f"{statistics.median(took):.1f}",
            )
        )
    heads = (
        *("", "tokens at the end", "saved at the end", "saved over all requests"),
        *("facts readable at the end", "requests that extend the last", "ms, median"),
    )
    yield from table(heads, rows)


def report(store: str, *, quick: bool) -> Iterator[str]:
    """The whole page."""
    yield "# What the library takes, and what conversations save"
    yield ""
    yield "Made by `make bench` on generated texts, so anyone can repeat it."
    yield ""
    yield from imports()
    yield from latencies(store, SIZES[:2] if quick else SIZES, 1)
    yield from conversations(store, 1 if quick else CONVERSATIONS, 6 if quick else TURNS)
    yield f"Resident at the end: {resident():.0f} MB."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small texts, in a few seconds")
    parser.add_argument("--page", type=Path, help="write the tables into this file too")
    given = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as directory:
        for line in report(f"sqlite:{directory}/recall.db", quick=given.quick):
            print(line, flush=True)
            lines.append(line)
        setup.close()
    if given.page:
        given.page.parent.mkdir(parents=True, exist_ok=True)
        given.page.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
