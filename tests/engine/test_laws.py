"""The laws of the pipeline over every kind of text, with all forms and real tokens."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kind_texts import texts
from turning_back import turned_back

from asked import all_asked
from weft.engine.forms.registry import FORMS
from weft.engine.model import Block, Origin
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.recall.marker import Keyring, Receipt, Reference

KEYRING = Keyring(bytes(range(32)))
TERMS = Terms(count)
EXAMPLES = settings(max_examples=150)


def reference(text: str) -> Reference:
    return KEYRING.reference("tenant", text)


def receipt(text: str) -> Receipt:
    return Receipt(reference(text).hash, "tenant", KEYRING)


def block(text: str) -> Block:
    return Block(text, Origin(question="which of them is closed, and why did main.py fail?"))


@given(texts())
@EXAMPLES
def test_without_marks_nothing_is_lost(text: str) -> None:
    rendering = render(block(text), FORMS, TERMS)
    assert not rendering.cuts
    turned_back(text, rendering.candidate, FORMS)


@given(texts())
@EXAMPLES
def test_never_worse_never_broken_and_the_same_again(text: str) -> None:
    rendering = render(block(text), FORMS, TERMS, reference(text))
    assert not [each for each in rendering.discards if "raised" in each.reason]
    sent = rendering.settle(receipt)
    assert rendering.tokens_after == count(sent) <= count(text)
    again = render(block(sent), FORMS, TERMS, reference(sent))
    assert again.settle(receipt) == sent


LARGE = {
    "rows": json.dumps([{"id": n, "state": "open" if n % 9 else "shut"} for n in range(20_000)]),
    "deep": '{"a":' * 500 + "1" + "}" * 500,
    "deep array": "[" * 500 + "]" * 500,
    "one line": "x" * 2_000_000,
    "one line of words": "word, " * 300_000,
    "one string": json.dumps({"log": "line of a log\n" * 100_000}),
    "empty lines": "\n" * 500_000,
    "line ends": "\r\n\r\r\n" * 50_000,
    "cut off": json.dumps([{"id": n, "name": f"n{n}"} for n in range(5_000)])[:-40],
    "no text": "\x00\x01\ufffd" * 50_000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_large_texts_are_rendered_without_a_failure(text: str) -> None:
    rendering = render(block(text), FORMS, TERMS, reference(text))
    assert not [each for each in rendering.discards if "raised" in each.reason]
    assert rendering.tokens_after <= rendering.tokens_before


SCRIPT = """
import hashlib, json, sys
from weft.engine.forms.registry import FORMS
from weft.engine.model import Block, Origin
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.recall.marker import Keyring, Receipt
ring = Keyring(bytes(range(32)))
told = hashlib.sha256()
for text, question in json.load(sys.stdin):
    marks = ring.reference("tenant", text)
    receipt = Receipt(marks.hash, "tenant", ring)
    rendering = render(Block(text, Origin(question=question)), FORMS, Terms(count), marks)
    told.update(rendering.settle(lambda _: receipt).encode())
    told.update(repr(rendering.trials).encode())
print(told.hexdigest())
"""


def same_everywhere(several: list[tuple[str, str]]) -> None:
    """Processes with other hash seeds write the same bytes and tell the same trials."""
    written = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=json.dumps(several),
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "22")
    }
    assert len(written) == 1
    assert len(written.pop().strip()) == len(hashlib.sha256().hexdigest())


@given(
    st.lists(
        st.tuples(
            texts().filter(lambda text: text.isprintable() or text.isascii()),
            st.sampled_from(["", "which of them is closed, and why did main.py fail?"]),
        ),
        min_size=40,
    )
)
@settings(max_examples=1)
def test_another_process_writes_the_same_bytes(several: list[tuple[str, str]]) -> None:
    same_everywhere(several)


def test_another_process_writes_the_same_of_each_kind_for_its_question() -> None:
    same_everywhere([(case.text, case.question) for case in all_asked(12_000)])
