"""Tables, CSV, YAML, configuration and XML: what they are, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.detect import detect
from weft.engine.model import Kind

DOCKER = """\
CONTAINER ID   IMAGE        COMMAND                  CREATED       STATUS       PORTS     NAMES
4f1a2b3c4d5e   nginx:1.25   "/docker-entrypoint.…"   2 hours ago   Up 2 hours             web
5f1a2b3c4d5e   redis:7      "docker-entrypoint.s…"   3 hours ago   Up 3 hours   6379/tcp  cache
6f1a2b3c4d5e   shop:1.4     "python -m shop"         3 hours ago   Up 3 hours   80/tcp    shop
"""
PODS = """\
NAME                    READY   STATUS             RESTARTS        AGE
api-7d4b9c6f5-x2x7k     1/1     Running            0               5d
api-7d4b9c6f5-zl9bp     0/1     CrashLoopBackOff   12 (3m4s ago)   5d
worker-5c9f8d7b6-abcde  1/1     Running            1 (2d ago)      9d
"""
MARKDOWN = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |\n"
COLUMNS = "id    name  \n----  ------\n1     alpha \n2     beta  \n13    gamma \n"
CSV = "name,size,at\nalpha,1,2025-01-01\nbeta,2,2025-01-02\ngamma,3,2025-01-03\n"
YAML = (
    "name: ci\non:\n  push:\n    branches: [main]\n"
    "jobs:\n  test:\n    steps:\n      - run: |\n          make\n"
)
INI = "[server]\nhost = 10.0.0.1\nport = 80\n\n[client]\nhost = 10.0.0.2\nport = 81\n"
ENV = "# local\nDB_HOST=localhost\nDB_PORT=5432\nexport TOKEN=abc\nDEBUG=\n"
XML = '<?xml version="1.0"?>\n<!-- a -->\n<project a="b">\n  <name>x</name>\n</project>\n'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (DOCKER, Kind.TABLE),
        (PODS, Kind.TABLE),
        (MARKDOWN, Kind.TABLE),
        (COLUMNS, Kind.TABLE),
        (CSV, Kind.DELIMITED),
        (CSV.replace(",", "\t"), Kind.DELIMITED),
        (CSV.replace(",", ";"), Kind.DELIMITED),
        (CSV.replace(",", "|"), Kind.DELIMITED),
        (CSV.replace("\n", "\r\n"), Kind.DELIMITED),
        ('"a","b"\n' + '"x, y","two\nlines"\n' * 5, Kind.DELIMITED),
        (YAML, Kind.YAML),
        ("---\na: 1\nb: 2\nc: 3\nd: 4\n", Kind.YAML),
        (INI, Kind.CONFIG),
        (ENV, Kind.CONFIG),
        (XML, Kind.XML),
        ("<a><b/></a>", Kind.XML),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    assert detect(text) is kind


LOG = "".join(
    f"2025-03-04 11:00:{n:02},{n * 7:03} INFO worker took {n} ms, then slept\n" for n in range(20)
)


@pytest.mark.parametrize(
    "text",
    [
        LOG,
        LOG.replace(",", " "),
        "\n".join(f"level=info msg=started job={n} took={n * 3}ms" for n in range(20)),
        "To be, or not to be.\nThat, dear reader, is it.\nWell, yes.\nSo, what now?\n" * 4,
        "def f():\n    x = 1\n    y = 2\n    return x\n\n\nclass A:\n    z = 3\n    w = 4\n",
        "src/a.py:12: error: bad\nsrc/b.py:13: error: worse\nsrc/c.py:1: note: so\nx.py:2: y\n",
        "Traceback (most recent call last):\n  File a\n    x = 1\nValueError: x\n",
        "<html>\n<body>\n<p>a</p>\n</body>\n</html>\n",
        "[table: padded; widths 3 0]\nA B\n1 2\n3 4\n5 6\n",
        "[table: divided by comma]\na,b\n1,2\n3,4\n5,6\n",
        "# Title\n\n- one\n- two\n\nSome text: here.\n\nMore of it.\n",
        "import a, b\nimport c, d\nimport e, f\nimport g, h\nimport i, j\n",
        "from a import (\n" + "".join(f"    name{n},\n" for n in range(20)) + ")\n",
        "#!/bin/sh\nA=1\nB=2\nC=3\nD=4\nE=5\n",
        "A = 1\nB = 2\nC = 3\nD = 4\n\n\ndef f():\n    return A\n",
        "const a = 1;\nconst b = 2;\nconst c = 3;\nconst d = 4;\n",
        "class A:\n    a: int\n    b: str\n    c: float\n    d: bytes\n    e: int\n",
        "#####  #####\n#   A    B #\n#   C    D #\n#   E    F #\n#####  #####\n",
        "A page.\n\n" * 20 + MARKDOWN,
        "Name: x\nVersion: 1\nSummary: what: it does\nHome: y\n",
    ],
)
def test_other_texts(text: str) -> None:
    assert detect(text) not in (Kind.TABLE, Kind.DELIMITED, Kind.YAML, Kind.CONFIG, Kind.XML)


@given(st.text(st.sampled_from('ab1 ,;|\t"\n\r-+:=<>[]{}#│─\U000f0000\ud800\0'), max_size=300))
def test_any_text_has_a_kind(text: str) -> None:
    assert detect(text) in Kind


def test_long_lines_are_quickly_told() -> None:
    for sign in ('"', "a", ",", "|", "<a", "- ", "[", "\n", " "):
        detect(sign * 2_000_000)
