"""A log that names neither time nor level."""

from __future__ import annotations

from weft.engine.detect import detect
from weft.engine.detect.alike_lines import is_alike
from weft.engine.model import Kind


def test_sentences_that_come_again_with_other_numbers() -> None:
    text = "".join(f"worker {n % 7} processed batch {n * 31}\n" for n in range(60))
    assert is_alike(text)
    assert detect(text) is Kind.LOG


def test_what_is_not() -> None:
    assert not is_alike("".join(f"{n},{n * 7},{n % 3}\n" for n in range(60)))  # no words
    assert not is_alike("the same line\n" * 60)  # no numbers
    assert not is_alike("worker 1 processed batch 2\n" * 9)  # few
    assert not is_alike("".join(f"{'abcdefghij'[n % 10] * (n + 3)} has a {n}\n" for n in range(60)))
    assert not is_alike("".join(f"src/a.py:{n}: the word is found here\n" for n in range(60)))
    assert not is_alike("".join(f"name_{n}: the word of value {n}\n" for n in range(60)))
    assert not is_alike("".join(f"  - the item of a list {n}\n" for n in range(60)))
