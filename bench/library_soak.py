"""Half an hour of anything at all through `compress`: `bench/library_soak.py [--minutes 30]`.

Texts of every kind, cut, joined, damaged and filled with noise; conversations of every provider's
shape; questions or none. After each call: what is untouchable is the same, what was given comes
back, nothing is dearer than it was, the same again is the same, and what was left out is in the
store. Memory is written down; when the warming up is over it must be flat. Exit 1 where one of
this is not so, with the seed that shows it.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import asked
import weft
from engine import resident
from weft.recall import marker

if TYPE_CHECKING:
    from collections.abc import Callable

WARM = 0.3  # of the time, in which memory may still grow
SLACK = 0.15  # of the memory
SLACK_MB = 30.0
SAMPLE_SECONDS = 30.0
SLOW = 4.0  # seconds of a call, to be told of
MOST = 40_000  # characters of a text, mostly
LONG = 400_000  # of one in twenty
CONFIG = {"store.url": "memory:", "engine.min_tokens": 0, "store.max_bytes": 40_000_000}
NOISE = (
    "\x00",
    "\ud800",
    "\r\n",
    "\r",
    "\ufeff",
    "\U000f0003",
    "\x1b[31m",
    "<<ccr:",
    ">>",
    "```\n",
)


class Wrong(Exception):
    """Something that must never be."""


def text(rng: random.Random) -> str:
    """Anything an agent may read, and then some."""
    size = int(rng.triangular(0, LONG if rng.random() < 0.05 else MOST, 0))
    made = asked.asked(rng.choice(list(asked.KINDS)), size, rng.randrange(10**9)).text
    for _ in range(rng.choice((0, 0, 1, 2, 5))):
        made = rng.choice(DAMAGES)(rng, made)
    return made


def _noise(rng: random.Random, made: str) -> str:
    at = rng.randrange(len(made) + 1)
    return made[:at] + rng.choice(NOISE) * rng.choice((1, 1, 3, 50)) + made[at:]


def _cut(rng: random.Random, made: str) -> str:
    one, two = sorted((rng.randrange(len(made) + 1), rng.randrange(len(made) + 1)))
    return made[one:two]


def _joined(rng: random.Random, made: str) -> str:
    other = asked.asked(rng.choice(list(asked.KINDS)), 3000, rng.randrange(10**9)).text
    return made + rng.choice(("", "\n", "\n\n$ run\n", "\n```\n")) + other


def _twice(rng: random.Random, made: str) -> str:
    return made + rng.choice(("", "\n")) + made


def _written(rng: random.Random, made: str) -> str:
    return weft.compress(made[:20_000], config=CONFIG).text + rng.choice(("", "\nmore\n"))


def _quoted(_: random.Random, made: str) -> str:
    return json.dumps({"output": made, "code": 0})


def _carriage(_: random.Random, made: str) -> str:
    return made.replace("\n", "\r\n")


DAMAGES: tuple[Callable[[random.Random, str], str], ...] = (
    *(_noise, _cut, _joined, _twice, _written, _quoted, _carriage),
)


def conversation(rng: random.Random) -> dict[str, Any]:
    """The body of a request, of any shape."""
    shape = rng.choice(("anthropic", "chat", "responses", "gemini"))
    results = [text(rng) for _ in range(rng.randrange(1, 4))]
    said = text(rng)[:3000]
    if shape == "anthropic":
        blocks = [
            {"type": "tool_result", "tool_use_id": str(at), "content": result}
            for at, result in enumerate(results)
        ]
        return {"model": "m", "system": said, "messages": [{"role": "user", "content": blocks}]}
    if shape == "chat":
        items: list[Any] = [{"role": "user", "content": said}]
        items += [{"role": "tool", "tool_call_id": "x", "content": result} for result in results]
        return {"model": "gpt-4o", "messages": items}
    if shape == "responses":
        items = [{"role": "user", "content": said}]
        items += [
            {"type": "function_call_output", "call_id": "x", "output": result} for result in results
        ]
        return {"model": "gpt-4o", "input": items}
    parts = [{"functionResponse": {"name": "f", "response": {"a": result}}} for result in results]
    return {"contents": [{"role": "user", "parts": [{"text": said}, *parts]}]}


def check(rng: random.Random) -> int:
    """One call, and all that must hold of it. Gives how many characters it was."""
    given: Any = text(rng) if rng.random() < 0.6 else conversation(rng)
    question = rng.choice(("", "What failed, and why?", "Where is quartz?", text(rng)[:300]))
    done = weft.compress(given, question=question, config=CONFIG)
    if done.restore() != given:
        raise Wrong("what was given does not come back")
    if done.tokens_after > done.tokens_before:
        raise Wrong("it became dearer")
    if any(block.tokens_after > block.tokens_before for block in done.blocks):
        raise Wrong("a text became dearer")
    if weft.compress(given, question=question, config=CONFIG).messages != done.messages:
        raise Wrong("the same again is not the same")
    for path, original in done.originals.items():
        _kept(_at(done.messages, path), original)
    if isinstance(given, dict) and _without(done.messages, done) != _without(given, done):
        raise Wrong("something untouchable changed")
    if isinstance(given, str):
        again = weft.compress(done.text, question=question, config=CONFIG).text
        if again != done.text:
            raise Wrong("our own text was rewritten")
    return len(given) if isinstance(given, str) else sum(map(len, done.originals.values()))


def _kept(new: str, original: str) -> None:
    for found in marker.parse(new):
        try:
            kept = weft.retrieve(found.hash, config=CONFIG).text
        except weft.NotFound:
            if found.hash in original:
                continue  # it was not ours
            raise Wrong("a marker leads nowhere") from None
        if kept != original and found.hash not in original:
            raise Wrong("a marker leads to something else")


def _at(node: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        node = node[step]
    return node


def _without(node: Any, done: Any) -> str:
    """Everything but the texts that were rewritten."""
    copy = json.loads(json.dumps(node))
    for path in done.originals:
        _at(copy, path[:-1])[path[-1]] = ""
    return json.dumps(copy)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1, help="where to begin")
    given = parser.parse_args()
    began = sampled = time.monotonic()
    seconds = given.minutes * 60
    seed, chars, slowest = given.seed, 0, (0.0, 0)
    memory: list[tuple[float, float]] = []
    while (now := time.monotonic()) - began < seconds:
        try:
            chars += check(random.Random(seed))
        except Exception as error:
            print(f"seed {seed}: {type(error).__name__}: {error}")
            if not isinstance(error, Wrong):
                raise
            sys.exit(1)
        took = time.monotonic() - now
        slowest = max(slowest, (took, seed))
        if took > SLOW:
            print(f"seed {seed} took {took:.1f} s", flush=True)
        if now - sampled > SAMPLE_SECONDS:
            sampled = now
            memory.append((now - began, resident()))
            said = (
                f"{(now - began) / 60:5.1f} min  {seed - given.seed:,} calls  {chars / 1e6:,.0f} MB"
            )
            print(f"{said}  {memory[-1][1]:.0f} MB resident", flush=True)
        seed += 1
    warm = [held for at, held in memory if at >= WARM * seconds]
    print(f"{seed - given.seed:,} calls, {chars / 1e6:,.1f} million characters")
    print(f"the slowest took {slowest[0]:.1f} s (seed {slowest[1]})")
    if len(warm) < 4:
        return
    half = len(warm) // 2
    first, last = statistics.median(warm[:half]), statistics.median(warm[half:])
    print(f"resident, when warm: {first:.0f} MB, at the end {last:.0f} MB")
    if last > first * (1 + SLACK) + SLACK_MB:
        print("memory grows")
        sys.exit(1)


if __name__ == "__main__":
    main()
