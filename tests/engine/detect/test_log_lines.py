"""Logs, builds and traces are told apart, and from everything else."""

from __future__ import annotations

import pytest

from weft.engine.detect import detect
from weft.engine.lines.notes import OURS
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
    "docker": "#5 0.312 Collecting a\n#5 1.2 Collecting b\n#5 DONE 1.3s\n#6 0.1 x\n",
    "ninja": "[1/3] c++ -o a.o -c a.cpp\n[2/3] c++ -o b.o -c b.cpp\nFAILED: b.o\nb.cpp:1: x\n",
    "kernel": "  CC      a.o\n  LD [M]  b.ko\n  AR      c.a\nmake[1]: *** [c] Error 1\n",
    "ansible": "PLAY [web] ****\n\nTASK [a : b] ****\nok: [web-1]\nchanged: [web-2]\n",
    "rspec": "Order\n  adds\n\nFinished in 3 seconds\n2 examples, 0 failures\n",
    "phpunit": "PHPUnit 10.5.2\n\n....F\n\nFAILURES!\nTests: 5, Assertions: 9, Failures: 1.\n",
    "dotnet": "a.cs(1,2): error CS0103: x\n\nBuild FAILED.\n    1 Error(s)\n",
    "cmake": "-- Looking for a.h\n-- Found b\nCMake Error at x:1\n-- Configuring incomplete\n",
    "uv": "Resolved 3 packages in 1s\nInstalled 2 packages in 3ms\n + click==8.1.0\n",
    "webpack": "asset a.js 3 KiB [emitted]\nERROR in ./a.ts\nwebpack 5.8.0 compiled with 1 error\n",
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


@pytest.mark.parametrize("note", OURS)
def test_what_we_have_written_shorter_is_a_log(note: str) -> None:
    assert (
        detect(f"{note}\n[3 lines from 1] -rw-r--r-- 1 a a {{}} {{}}\n5 a\n6 b\n7 c\n") is Kind.LOG
    )


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_none_of_them(name: str) -> None:
    assert detect(OTHERS[name]) not in (Kind.LOG, Kind.BUILD, Kind.TRACE)
