"""Logs, builds and traces are told apart, and from everything else."""

from __future__ import annotations

import pytest

from weft.engine.detect import detect
from weft.engine.model import Kind

LOGS = {
    "times": "".join(f"2031-03-04 09:00:{n:02} INFO x {n}\n" for n in range(9)),
    "levels": "INFO a\nWARN b\nERROR c\nINFO d\n",
    "kernel": "".join(f"[   1.00000{n}] usb {n}\n" for n in range(9)),
    "android": "".join(f"03-04 09:00:0{n}.1  17  23 D Tag: x\n" for n in range(9)),
    "with traces": "09:00:01 ERROR a\n\tat b.c(D.java:1)\n09:00:02 b\n09:00:03 INFO c\n",
}
BUILDS = {
    "pytest": "=== test session starts ===\ncollected 3 items\n\na.py ..F\n=== 1 failed ===\n",
    "gcc": "gcc -c a.c\na.c:1:2: error: x\na.c:3:4: warning: y\n",
    "make": "make: Entering directory '/x'\ncc -c a.c\nmake: *** [a.o] Error 1\n",
    "cargo": "   Compiling shop v0.1.0 (/srv/rs)\nrunning 3 tests\ntest a ... ok\n",
    "npm": "npm warn deprecated a\nnpm http fetch GET 200 x\nadded 3 packages in 2s\n",
    "pip": "Collecting click\n  Downloading click.whl\nSuccessfully installed click-8\n",
    "go": "=== RUN   TestA\n--- FAIL: TestA (0.00s)\nFAIL\tshop\t0.01s\n",
    "mocha": "  shop\n    ✔ adds\n    ✔ pays\n\n  2 passing (3ms)\n",
    "tap": "TAP version 13\nok 1 - a\nnot ok 2 - b\n1..2\n",
}
TRACES = {
    "python": 'Traceback (most recent call last):\n  File "/a.py", line 1, in f\n    f()\nX: y',
    "java": "java.lang.X: y\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n\t... 3 more\n",
    "javascript": "Error: x\n    at f (/a.js:1:2)\n    at g (/a.js:3:4)\n",
}
OTHERS = {
    "prose": "One day.\nAnother day at 10:00:00.\nAnd one more.\nThe end.\n",
    "code": "def f():\n    return 1\n\n\ndef g():\n    return 2\n",
    "long listing": "".join(f"-rw-r--r-- 1 a a 5 2031-03-04 09:00:0{n} f{n}\n" for n in range(9)),
    "table": "".join(f"| {n} | 2031-03-04 09:00:00 | x |\n" for n in range(9)),
    "few": "09:00:01 a\n09:00:02 b\n",
    "empty": "",
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *(pytest.param(text, Kind.LOG, id=name) for name, text in LOGS.items()),
        *(pytest.param(text, Kind.BUILD, id=name) for name, text in BUILDS.items()),
        *(pytest.param(text, Kind.TRACE, id=name) for name, text in TRACES.items()),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    assert detect(text) is kind


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_none_of_them(name: str) -> None:
    assert detect(OTHERS[name]) not in (Kind.LOG, Kind.BUILD, Kind.TRACE)
