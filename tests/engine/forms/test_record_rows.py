"""Record rows: what comes again with other values is a shape and rows."""

from __future__ import annotations

import plistlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine.detect import detect
from weft.engine.forms.record_rows import RecordRows
from weft.engine.model import Kind

FORM = RecordRows()
VARIABLES = "".join(
    f"          - name: {name}\n            value: {value}\n"
    for name, value in [("LOG_LEVEL", "debug"), ("PORT", '"8080"'), ("DB_HOST", "db.shop.svc")] * 3
)
ENV = f"spec:\n  containers:\n    - image: shop:1\n      env:\n{VARIABLES}      tty: true\n"
LOCK = "".join(
    f'[[package]]\nname = "crate-{n}"\nversion = "1.{n}.0"\nsource = "registry"\n\n'
    for n in range(9)
)
ITEMS = [{"id": n, "name": f"item {n}", "on": n % 2 == 0} for n in range(20)]


def test_a_list_of_mappings() -> None:
    short = FORM.fold(ENV)
    assert short is not None
    assert short.splitlines()[4:9] == [
        "[9 times these 2 lines, each … filled from a row below:]",
        "          - name: …",
        "            value: …",
        "LOG_LEVEL | debug",
        'PORT | "8080"',
    ]
    assert FORM.unfold(short) == ENV


def test_what_is_the_same_stands_in_the_shape() -> None:
    short = FORM.fold(LOCK)
    assert short is not None
    assert short.count("registry") == 1
    assert short.splitlines()[6:8] == ['"crate-0" | "1.0.0"', '"crate-1" | "1.1.0"']
    assert FORM.unfold(short) == LOCK


def test_records_that_lack_lines() -> None:
    parameters = "".join(
        f"  - name: query-{n}\n    in: query\n"
        + ("    required: true\n" if n % 3 == 0 else "")
        + (f"    description: what {n} is\n" if n % 4 else "")
        + f"    schema:\n      type: {'integer' if n % 2 else 'string'}\n"
        for n in range(12)
    )
    text = f"openapi: 3.0.0\nparameters:\n{parameters}end: 1\n"
    short = FORM.fold(text)
    assert short is not None
    assert short.splitlines()[2:11] == [
        (
            "[12 times these 6 lines, each … filled from a row below, "
            "no line where the cell is empty:]"
        ),
        "  - name: …",
        "    in: query",
        "    required: …",
        "    description: …",
        "    schema:",
        "      type: …",
        "query-0 | true |  | string",
        "query-1 |  | what 1 is | integer",
    ]
    assert FORM.unfold(short) == text
    assert FORM.fold(short) is None


def test_elements_of_a_property_list() -> None:
    text = plistlib.dumps({"items": ITEMS}).decode()
    assert detect(text) is Kind.XML
    short = FORM.fold(text)
    assert short is not None
    assert "3 | item 3 | false" in short
    assert len(short) < 0.4 * len(text)
    assert FORM.unfold(short) == text


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: 2\n",
        "jobs:\n  a: …\n" + ENV,
        "jobs:\n  - one\n  - two\n  - three\n",
    ],
)
def test_nothing_to_offer(text: str) -> None:
    assert FORM.fold(text) is None


LINES = st.lists(
    st.sampled_from(
        [
            "- name: a",
            "- name: b | c",
            "  value: 1",
            "  value: ",
            "a = 1",
            "b = 2 | 3",
            "[x]",
            "[y]",
            '<a b="1">t</a>',
            '<a b="2">u</a>',
            "<true/>",
            "<false/>",
            "[3 times this line, each … filled from a row below:]",
            "[3 times these 2 lines, each * filled from a row below:]",
            "\U000f0000",
            "",
        ]
    ),
    max_size=30,
)


@given(LINES, st.integers(1, 6), st.sampled_from(["k:\n  l: 1\n  m: 2\n  n: 3\n", "a = 1\n" * 4]))
@settings(deadline=None)
def test_any_text_comes_back(lines: list[str], times: int, start: str) -> None:
    text = start + "\n".join(lines * times)
    if detect(text) in FORM.kinds and (short := FORM.fold(text)) is not None:
        assert FORM.unfold(short) == text
        assert FORM.fold(short) is None
