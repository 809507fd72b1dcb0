"""Texts as tools give them, made of a seed: the same seed is the same text, on every machine."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMES = """queue lease worker relay member reminder mail table index cursor digest shard batch
token ledger prefix marker session window buffer socket header parser config route naïve größe
日本"""
WORDS = _NAMES.split()


def log(random: random.Random, lines: int) -> str:
    """A log with a few errors in it."""
    made = []
    for number in range(lines):
        level = "ERROR" if random.random() < 0.03 else "INFO"
        word, other = random.choice(WORDS), random.choice(WORDS)
        stamp = f"2026-03-11T09:{number // 60 % 60:02}:{number % 60:02}Z"
        made.append(f"{stamp} {level} worker-{number % 4}: {word} {other} took {number % 97} ms")
    return "\n".join(made)


def records(random: random.Random, lines: int) -> str:
    """A JSON list, indented."""
    rows = [
        {
            "id": number,
            "name": random.choice(WORDS),
            "state": random.choice(["open", "closed"]),
            "size": random.randrange(10**6),
            "tags": random.sample(WORDS, 2),
        }
        for number in range(lines // 6 + 1)
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def matches(random: random.Random, lines: int) -> str:
    """What a search found."""
    return "\n".join(
        f"src/{random.choice(WORDS)}/{random.choice(WORDS)}.py:{number * 3}:"
        f"    return {random.choice(WORDS)}({random.choice(WORDS)})"
        for number in range(lines)
    )


def listing(random: random.Random, lines: int) -> str:
    """Files, one a line."""
    return "\n".join(
        f"./{random.choice(WORDS)}/{random.choice(WORDS)}/{random.choice(WORDS)}_{number}.py"
        for number in range(lines)
    )


def prose(random: random.Random, lines: int) -> str:
    """Sentences."""
    return "\n".join(
        f"The {random.choice(WORDS)} of the {random.choice(WORDS)} is {random.choice(WORDS)}."
        for _ in range(lines)
    )


def odd(random: random.Random, lines: int) -> str:
    """What JSON has to escape."""
    return "\n".join(
        f'"{random.choice(WORDS)}"\t\\{random.choice(WORDS)}\\ \U0001f9f5 \u2028 {"x" * 30}'
        for _ in range(lines)
    )


KINDS: dict[str, Callable[[random.Random, int], str]] = {
    each.__name__: each for each in (log, records, matches, listing, prose, odd)
}


def text(kind: str, seed: int, lines: int) -> str:
    """A text."""
    return KINDS[kind](random.Random(f"{kind} {seed}"), lines)
