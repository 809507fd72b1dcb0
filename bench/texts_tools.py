"""What tools print, made from a seed: searches, listings, diffs, test reports, traces and pages.

What may stand here: making texts, as in `texts`. No measuring.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from texts import NAMES, WORDS, lines_of, records

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


def _path(rng: random.Random) -> str:
    folders = "/".join(rng.choice(NAMES) for _ in range(rng.randrange(1, 4)))
    return f"src/{folders}/{rng.choice(NAMES)}_{rng.randrange(40)}.py"


def _said(rng: random.Random, least: int, most: int) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randrange(least, most)))


def json_lines(rng: random.Random, size: int) -> str:
    made = records(rng)
    return lines_of(rng, size, lambda _: json.dumps(next(made)))


def search(rng: random.Random, size: int) -> str:
    def matches(rng: random.Random) -> str:
        path, number = _path(rng), 0
        found = []
        for _ in range(rng.randrange(1, 9)):
            number += rng.randrange(1, 80)
            name = rng.choice(NAMES)
            found.append(
                f"{path}:{number}:    {name} = self.{rng.choice(NAMES)}({_said(rng, 1, 4)!r})"
            )
        return "\n".join(found)

    return lines_of(rng, size, matches)


def listing(rng: random.Random, size: int) -> str:
    def folder(rng: random.Random) -> str:
        place = "./" + _path(rng).rpartition("/")[0]
        return "\n".join(f"{place}/{rng.choice(NAMES)}_{n}.py" for n in range(rng.randrange(1, 12)))

    return lines_of(rng, size, folder)


def details(rng: random.Random, size: int) -> str:
    def row(rng: random.Random) -> str:
        day = f"{rng.choice(('Mar', 'Apr', 'May'))} {rng.randrange(1, 31):2}"
        when = f"{day} 10:{rng.randrange(60):02}"
        name = f"{rng.choice(NAMES)}_{rng.randrange(900)}.py"
        return f"-rw-r--r-- 1 app app {rng.randrange(99_999):8} {when} {name}"

    return "total 4096\n" + lines_of(rng, size, row)


def diff(rng: random.Random, size: int) -> str:
    def change(rng: random.Random) -> str:
        path, start = _path(rng), rng.randrange(1, 900)
        same = [
            f"     {rng.choice(NAMES)} = {rng.choice(NAMES)}({rng.randrange(99)})" for _ in range(6)
        ]
        old, new = (f"    return {rng.choice(NAMES)}[{rng.randrange(99)}]" for _ in range(2))
        body = "\n".join([*same[:3], f"-{old}", f"+{new}", *same[3:]])
        marks = f"{rng.getrandbits(28):07x}..{rng.getrandbits(28):07x}"
        return (
            f"diff --git a/{path} b/{path}\nindex {marks} 100644\n--- a/{path}\n+++ b/{path}\n"
            f"@@ -{start},7 +{start},7 @@ def {rng.choice(NAMES)}(self):\n{body}"
        )

    return lines_of(rng, size, change)


def report(rng: random.Random, size: int) -> str:
    def tests(rng: random.Random) -> str:
        path = "tests/test_" + rng.choice(NAMES) + ".py"
        return "\n".join(
            f"{path}::test_{rng.choice(NAMES)}_{n} PASSED" for n in range(rng.randrange(3, 20))
        )

    head = "============================= test session starts =============================\n"
    end = "======================= 1 failed, 900 passed in 31.07s ========================\n"
    return head + lines_of(rng, size, tests) + end


def trace(rng: random.Random, size: int) -> str:
    def failure(rng: random.Random) -> str:
        cause = f"java.lang.IllegalStateException: {_said(rng, 3, 8)} (id={rng.randrange(10**6)})"
        frames = [
            f"\tat org.{rng.choice(NAMES)}.{rng.choice(NAMES).title()}.run({rng.randrange(900)})"
            for _ in range(rng.randrange(5, 25))
        ]
        return "\n".join([f"2025-11-03 10:{rng.randrange(60):02}:07 ERROR {cause}", *frames])

    return lines_of(rng, size, failure)


def xml(rng: random.Random, size: int) -> str:
    def item(rng: random.Random) -> str:
        state = rng.choice(("open", "shut"))
        return (
            f'  <item id="{rng.randrange(10**6)}">\n    <name>{rng.choice(NAMES)}</name>\n'
            f"    <state>{state}</state>\n    <region>eu-1</region>\n  </item>"
        )

    return '<?xml version="1.0"?>\n<items>\n' + lines_of(rng, size, item) + "</items>\n"


def markdown(rng: random.Random, size: int) -> str:
    def section(rng: random.Random) -> str:
        points = "\n".join(f"- {_said(rng, 4, 12)}" for _ in range(rng.randrange(2, 6)))
        words = ". ".join(_said(rng, 6, 18).capitalize() for _ in range(5))
        return f"## {_said(rng, 1, 4).capitalize()}\n\n{words}.\n\n{points}\n"

    return "# The handbook\n\n" + lines_of(rng, size, section)


def html(rng: random.Random, size: int) -> str:
    def part(rng: random.Random) -> str:
        links = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in rng.sample(NAMES, 4))
        words = ". ".join(_said(rng, 6, 18).capitalize() for _ in range(4))
        menu = f'<nav class="menu"><ul>{links}</ul></nav>'
        return f"{menu}\n<h2>{_said(rng, 1, 4)}</h2>\n<p>{words}.</p>"

    head = "<!DOCTYPE html>\n<html><head><title>The handbook</title></head><body>\n"
    return head + lines_of(rng, size, part) + "</body></html>\n"


KINDS: dict[str, Callable[[random.Random, int], str]] = {
    "JSON lines": json_lines,
    "XML": xml,
    "test report": report,
    "traces": trace,
    "search": search,
    "paths": listing,
    "ls -l": details,
    "diff": diff,
    "Markdown": markdown,
    "HTML": html,
}

__all__ = ["KINDS"]
