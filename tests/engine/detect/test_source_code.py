"""Which language a text is in, and what is none."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.detect import detect
from weft.engine.detect.source_code import hinted_language, language_of
from weft.engine.model import Kind

SOURCES = sorted((Path(__file__).parents[2] / "parity" / "sources").glob("*.txt"))
MARKDOWN = """\
# Stock

Install it with pip, then call `put` and `take`:

```python
import stock
def main():
    stock.put("lamp", 3)
```

That is all there is to it.
"""
OTHERS = {
    "markdown": MARKDOWN,
    "prose": "It was late. Nobody had seen the lamp; it was gone (again).\n" * 9,
    "json": '{\n  "a": [1, 2],\n  "b": {"c": null}\n}\n',
    "yaml": "name: ci\non:\n  push:\n    branches: [main]\njobs:\n  a:\n    steps: []\n",
    "ini": "[server]\nhost = 10.0.0.1\nport = 80\n\n[client]\nhost = 10.0.0.2\nport = 81\n",
    "css": "a {\n  color: red;\n}\n.b > c {\n  margin: 0 auto;\n  padding: 1px;\n}\n" * 3,
    "html": "<html>\n<body>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</body>\n</html>\n",
    "cmake": "if(UNIX)\n  set(A ${B})\nendif()\nadd_library(x STATIC a.c)\nunset(C)\n" * 5,
    "trace": 'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    f()\nE: x\n',
    "log": "".join(f"12:00:{n:02} INFO import of {n} def done;\n" for n in range(30)),
    "make": "all: a.o b.o\n\tcc -o all a.o b.o\na.o: a.c\n\tcc -c a.c\nclean:\n\trm -f *.o\n",
    "addresses": "a::b:c\nd::e:f\n::1 localhost\nfe80::1 router\nff02::1 all\n" * 4,
    "headings": "Fixes\n=====\n * a -> b\n * c === d\n\nMore\n=====\n * e\n" * 4,
    "empty": "",
    "gaps": "\U000f0000\n\U000f0001\n" * 9,
}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_each_language_is_told_by_itself(path: Path) -> None:
    text = path.read_text("utf-8")
    language = language_of(text)
    assert language is not None
    assert language.name == path.stem
    assert detect(text) is Kind.CODE
    assert detect(text.replace("\n", "\r\n")) is Kind.CODE


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_numbers_before_the_lines_are_seen_through(path: Path) -> None:
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    for style in ("{:6}\t{}", "{:5}→{}", "{}→{}", "{:4} | {}", "{}: {}"):
        text = "\n".join(style.format(n, line) for n, line in enumerate(lines, 7))
        assert detect(text) is Kind.CODE, style


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_code(name: str) -> None:
    assert detect(OTHERS[name]) is not Kind.CODE


def test_a_first_line_may_say_it() -> None:
    assert language_of("#!/usr/bin/env python3\nx\n").name == "python"
    assert language_of("#!/bin/sh\nx\n").name == "bash"
    assert language_of("#! /usr/bin/env -S node --flag\nx\n").name == "javascript"
    assert language_of("#!/usr/bin/python3.12\nx\n").name == "python"
    assert language_of("<?php\nx\n").name == "php"
    assert language_of("#!/opt/unheard-of\nx\n") is None


def test_a_hint_decides_where_two_are_alike() -> None:
    header = "#ifndef A_H\n#define A_H\nint a(void);\nstruct b { int c; };\n#endif\n" * 2
    assert language_of(header).name == "c"
    assert language_of(header, '{"file_path": "/srv/a.hpp"}').name == "cpp"
    assert language_of(header, "sed -n 1,80p src/a.cc | head").name == "cpp"


def test_a_hint_helps_a_slice_that_says_little() -> None:
    text = "x = 1\ny = 2\n\nfor a in b:\n    c(a)\nd(x)\ne(y)\nf(x, y)\ng(x)\nh(y)\ni()\nj()\n"
    assert language_of(text, "a.py").name == "python"


@pytest.mark.parametrize("name", OTHERS)
def test_a_hint_makes_no_code_of_what_is_none(name: str) -> None:
    assert language_of(OTHERS[name], "notes.rs") is None


def test_what_a_hint_names() -> None:
    assert hinted_language('{"command": "cat lib/a.rb"}').name == "ruby"
    assert hinted_language("text/x-python").name == "python"
    assert hinted_language("application/json") is None
    assert hinted_language("") is None


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from("def (){};:#<$'\"\n\t1→"), max_size=99).map("".join)
)
def test_any_text_has_an_answer(text: str) -> None:
    assert language_of(text) is language_of(text)


def test_a_large_text_is_looked_at_in_a_few_places() -> None:
    text = "x = f(1);\n" * 300_000
    start = time.process_time()
    for _ in range(20):
        language_of(text)
    assert time.process_time() - start < 5
