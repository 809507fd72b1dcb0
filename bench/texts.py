"""Texts like those that agents read, made from a seed: the same on every machine.

What may stand here: making texts. No measuring.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SPEECH = """
the request was not accepted because its signature does not match time out while reading from
upstream server connection pool exhausted retry later cache entry expired user session file path
module import error value index build test failed passed deploy release branch merge commit
change a of to in and is for with on by from as at this that it be are or an
"""
_NOUNS = """
request response handler session config parser index cursor buffer token value payload items
result client server store ledger marker block reader writer counter
"""
WORDS = _SPEECH.split()
NAMES = _NOUNS.split()
LEVELS = ("INFO", "INFO", "INFO", "DEBUG", "WARNING", "ERROR")


def records(rng: random.Random) -> Iterator[dict[str, object]]:
    while True:
        yield {
            "id": rng.randrange(10**9),
            "uuid": f"{rng.getrandbits(128):032x}",
            "name": " ".join(rng.choices(NAMES, k=2)),
            "status": rng.choice(("active", "inactive", "pending")),
            "score": round(rng.random() * 100, rng.randrange(1, 6)),
            "created_at": f"2025-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}T08:15:00Z",
            "tags": rng.choices(WORDS, k=3),
            "note": " ".join(rng.choices(WORDS, k=rng.randrange(4, 30))),
            "owner": {"path": "/srv/" + "/".join(rng.choices(NAMES, k=3)), "admin": None},
        }


def json_compact(rng: random.Random, size: int) -> str:
    return _array(rng, size, lambda row: json.dumps(row, separators=(",", ":")), ",")


def json_pretty(rng: random.Random, size: int) -> str:
    return _array(rng, size, lambda row: json.dumps(row, indent=2), ",\n")


def _array(
    rng: random.Random, size: int, write: Callable[[dict[str, object]], str], comma: str
) -> str:
    rows, length = [], 0
    for record in records(rng):
        rows.append(write(record))
        length += len(rows[-1]) + len(comma)
        if length >= size:
            break
    return f"[{comma.join(rows)}]"


def logs(rng: random.Random, size: int) -> str:
    return lines_of(rng, size, _log_line)


def _log_line(rng: random.Random) -> str:
    clock = f"2025-11-{rng.randrange(1, 29):02} {rng.randrange(24):02}:{rng.randrange(60):02}:07"
    place = f"{rng.choice(NAMES)}.{rng.choice(NAMES)}:{rng.randrange(900)}"
    said = " ".join(rng.choices(WORDS, k=rng.randrange(4, 14)))
    level = rng.choice(LEVELS)
    return f"{clock},{rng.randrange(1000):03} {level:8} {place} {said} id={rng.getrandbits(32):x}"


def stutter(rng: random.Random, size: int) -> str:
    """A log whose lines come again at once, alone or a few together."""

    def burst(rng: random.Random) -> str:
        lines = [_log_line(rng) for _ in range(rng.choice((1, 1, 1, 2, 4)))]
        return "\n".join(lines * rng.choice((1, 1, 2, 5, 30)))

    return lines_of(rng, size, burst)


def code(rng: random.Random, size: int) -> str:
    return lines_of(rng, size, _function)


def _function(rng: random.Random) -> str:
    name, argument, local = rng.sample(NAMES, 3)
    return (
        f"def {name}_{rng.choice(NAMES)}({argument}: str, *, limit: int = {rng.randrange(99)}):\n"
        f'    """{" ".join(rng.choices(WORDS, k=9)).capitalize()}."""\n'
        f"    {local} = self._{name}.get({argument}, [])\n"
        f"    for index, item in enumerate({local}[:limit]):\n"
        f'        if item["{rng.choice(NAMES)}"] != {argument} and not item.is_{name}():\n'
        f'            raise ValueError(f"{" ".join(rng.choices(WORDS, k=5))}: {{item!r}}")\n'
        f"    return {local}  # {' '.join(rng.choices(WORDS, k=6))}\n"
    )


def minified(rng: random.Random, size: int) -> str:
    def statement(rng: random.Random) -> str:
        a, b, c = rng.choices("abcdefghijklmnopqrstuvwxyzABCDE", k=3)
        name = rng.choice(NAMES)
        return (
            f"function {a}{b}({b},{c}){{return {b}.{name}({c})?{a}({rng.randrange(300)}):void 0}}"
            f'var {c}={a}[{b}]||{{{name}:!0,{rng.choice(NAMES)}:"{rng.choice(WORDS)}"}};'
        )

    return lines_of(rng, size, statement, "")


def prose(rng: random.Random, size: int) -> str:
    def paragraph(rng: random.Random) -> str:
        sentences = (" ".join(rng.choices(WORDS, k=rng.randrange(6, 20))) for _ in range(5))
        return ". ".join(sentence.capitalize() for sentence in sentences) + ".\n"

    return lines_of(rng, size, paragraph)


def csv(rng: random.Random, size: int) -> str:
    def row(rng: random.Random) -> str:
        state = rng.choice(("open", "open", "open", "open", "open", "closed"))
        name = rng.choice(NAMES)
        return f"{rng.randrange(10**6)},{name} {rng.choice(WORDS)},{state},eu-1,{rng.random():.4f}"

    return "id,name,state,region,score\n" + lines_of(rng, size, row)


def table(rng: random.Random, size: int) -> str:
    def row(rng: random.Random) -> str:
        return (
            f"| {rng.randrange(10**6):6} | {rng.choice(NAMES):10} | eu-1   | {rng.random():.4f} |"
        )

    rule = "+--------+------------+--------+--------+\n"
    heads = "| id     | name       | region | score  |\n"
    return rule + heads + rule + lines_of(rng, size, row) + rule


def processes(rng: random.Random, size: int) -> str:
    def row(rng: random.Random) -> str:
        used = rng.choice((0, 0, 0, 0, 0, 7))
        return f"root {rng.randrange(99999):7} {used / 10:4.1f} ?        Ss   [{rng.choice(NAMES)}]"

    return "USER     PID %CPU TTY      STAT COMMAND\n" + lines_of(rng, size, row)


def yaml(rng: random.Random, size: int) -> str:
    def item(rng: random.Random) -> str:
        return (
            f"- name: {rng.choice(NAMES)}-{rng.randrange(999)}\n  labels:\n"
            f"    tier: {rng.choice(('front', 'back'))}\n    region: eu-1\n"
            f"  port: {rng.randrange(9999)}\n"
        )

    return "items:\n" + lines_of(rng, size, item, "")


def lines_of(
    rng: random.Random, size: int, line: Callable[[random.Random], str], end: str = "\n"
) -> str:
    lines, length = [], 0
    while length < size:
        lines.append(line(rng) + end)
        length += len(lines[-1])
    return "".join(lines)


KINDS: dict[str, Callable[[random.Random, int], str]] = {
    "JSON, pretty": json_pretty,
    "JSON, compact": json_compact,
    "CSV": csv,
    "table": table,
    "ps": processes,
    "YAML": yaml,
    "log": logs,
    "log, stutters": stutter,
    "code": code,
    "minified": minified,
    "prose": prose,
}


def all_kinds(size: int, seed: int = 1) -> dict[str, str]:
    """A text of about `size` characters of every kind."""
    return {kind: make(random.Random(f"{seed} {kind}"), size) for kind, make in KINDS.items()}
