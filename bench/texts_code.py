"""Source code, made from a seed: Python, and Java with numbers before its lines.

What may stand here: making texts, as in `texts`. No measuring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from texts import NAMES, WORDS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


def _said(rng: random.Random, least: int, most: int) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randrange(least, most)))


def _python_function(rng: random.Random, number: int) -> str:
    one, two, three = rng.sample(NAMES, 3)
    steps = "".join(
        f"        if {rng.choice(NAMES)} > {rng.randrange(99)}:\n"
        f"            {two} = self.{rng.choice(NAMES)}({_said(rng, 1, 4)!r}, {two})\n"
        for _ in range(rng.randrange(1, 7))
    )
    return (
        f"    def {one}_{number}(self, {two}: int, {three}: str = {_said(rng, 1, 3)!r}) -> int:\n"
        f'        """{_said(rng, 3, 9).capitalize()}."""\n'
        f"{steps}        return {two} + {rng.randrange(999)}\n\n"
    )


def python(rng: random.Random, size: int) -> str:
    """Classes with methods."""
    made = [
        f'"""{_said(rng, 4, 9).capitalize()}."""\n\nimport os\nfrom app import {NAMES[0]}\n\n\n'
    ]
    length, number = len(made[0]), 0
    while length < size:
        if number % 8 == 0:
            name = rng.choice(NAMES).capitalize()
            made.append(f'\nclass {name}{number}:\n    """{_said(rng, 3, 9).capitalize()}."""\n\n')
        made.append(_python_function(rng, number))
        length += len(made[-1])
        number += 1
    return "".join(made)


def _java_method(rng: random.Random, number: int) -> str:
    one, two, three = rng.sample(NAMES, 3)
    steps = "".join(
        f"        if ({two} > {rng.randrange(99)}) {{\n"
        f'            {rng.choice(NAMES)}.{rng.choice(NAMES)}("{_said(rng, 1, 4)}", {two});\n'
        "        }\n"
        for _ in range(rng.randrange(1, 6))
    )
    return (
        f"    /** {_said(rng, 3, 9).capitalize()}. */\n"
        f"    public int {one}{number}(int {two}, String {three}) {{\n"
        f"{steps}        return {two} + {rng.randrange(999)};\n    }}\n\n"
    )


def numbered_java(rng: random.Random, size: int) -> str:
    """A class as a reading tool shows it."""
    made = ["package app.store;\n\nimport java.util.List;\n\npublic class Store {\n\n"]
    length, number = len(made[0]), 0
    while length < 0.85 * size:
        made.append(_java_method(rng, number))
        length += len(made[-1])
        number += 1
    lines = ("".join(made) + "}\n").splitlines()
    return "".join(f"{number:6}→{line}\n" for number, line in enumerate(lines, 1))


KINDS: dict[str, Callable[[random.Random, int], str]] = {
    "Python": python,
    "Java, numbered": numbered_java,
}

__all__ = ["KINDS"]
