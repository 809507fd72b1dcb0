"""Which lines of builds, test runs and traces stay. The tools are run, as they are today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from line_texts import cut, kept, turns_back

from weft.engine.detect import detect
from weft.engine.forms.like_lines import LikeLines
from weft.engine.forms.lines_again import LinesAgain
from weft.engine.forms.report_choice import ReportChoice
from weft.engine.forms.same_ends import SameEnds
from weft.engine.model import Cut, Kind

FORM = ReportChoice()
SHOP = """
import warnings, pytest

@pytest.mark.parametrize("n", range(80))
def test_total(n):
    assert n * 2 == n + n

def test_wrong():
    print("about to fail")
    left = {"a": 1}
    assert left == {"a": 2}, "they differ"

def test_old():
    warnings.warn("use the new one", DeprecationWarning)
"""


def run(*command: str, at: Path) -> str:
    done = subprocess.run(
        command, cwd=at, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
    )
    return done.stdout + done.stderr


def folds(text: str) -> None:
    """What loses nothing gives the text back."""
    for form in (LikeLines(), SameEnds(), LinesAgain()):
        folded = turns_back(form, text)
        if folded is not None:
            turns_back(LikeLines(), folded)


def test_make_goes_on_where_it_can(tmp_path: Path) -> None:
    names = [f"part{n}" for n in range(40)]
    rules = "".join(
        f"{name}.o: {name}.c\n\tgcc -Wall -Wextra -O2 -I. -DSHOP -fPIC -c {name}.c -o {name}.o\n"
        for name in names
    )
    (tmp_path / "Makefile").write_text(f"all: {' '.join(f'{n}.o' for n in names)}\n{rules}")
    for name in names:
        (tmp_path / f"{name}.c").write_text(f"int {name}(int a) {{ return a; }}\n")
    (tmp_path / "part17.c").write_text("int part17(void) { return nowhere; }\n")
    (tmp_path / "part23.c").write_text("int part23(void) { return 1 }\n")
    text = run("make", "-k", at=tmp_path)
    assert detect(text) is Kind.BUILD
    folds(text)
    stays = kept(cut(FORM, text))
    assert "part17.c:1:27: error:" in stays
    assert "part23.c:1:28: error:" in stays
    assert "return nowhere;" in stays
    assert "[Makefile:" in stays
    assert len(stays) < 0.6 * len(text)


def test_ruff(tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / f"m{n}.py").write_text("import os\nimport sys\n\nx = undefined\n")
    ruff = Path(sys.executable).with_name("ruff")
    text = run(str(ruff), "check", "--isolated", "--output-format=concise", ".", at=tmp_path)
    assert detect(text) is Kind.BUILD
    folds(text)
    stays = kept(cut(FORM, text)) or text
    assert "Found 90 errors." in stays
    assert "m17.py:4:5: F821" in stays


def test_pytest(tmp_path: Path) -> None:
    (tmp_path / "test_shop.py").write_text(SHOP)
    options = ("-v", "-p", "no:cacheprovider", "-p", "no:xdist")
    text = run(sys.executable, "-m", "pytest", *options, at=tmp_path)
    assert detect(text) is Kind.BUILD
    folds(text)
    pieces = cut(FORM, text)
    stays = kept(pieces)
    assert "AssertionError: they differ" in stays
    assert "about to fail" in stays
    assert "test_shop.py:11: AssertionError" in stays
    assert "use the new one" in stays
    assert "1 failed, 81 passed, 1 warning" in stays
    assert len(stays) < 0.5 * len(text)
    assert any("passed test_shop.py" in piece.label for piece in pieces if isinstance(piece, Cut))


def test_gcc(tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / f"m{n}.c").write_text(f"int f{n}(int a) {{ int unused; return a; }}\n")
    (tmp_path / "bad.c").write_text("int g(void) { return nowhere; }\n")
    files = sorted(path.name for path in tmp_path.glob("*.c"))
    text = run("gcc", "-Wall", "-c", *files, at=tmp_path)
    assert detect(text) is Kind.BUILD
    folds(text)
    stays = kept(cut(FORM, text))
    assert "bad.c:1:22: error:" in stays
    assert "nowhere" in stays
    assert "[-Wunused-variable]" in stays
    assert len(stays) < 0.75 * len(text)


def test_unittest(tmp_path: Path) -> None:
    cases = "".join(f"    def test_{n}(self): self.assertTrue(1)\n" for n in range(90))
    (tmp_path / "test_many.py").write_text(
        f"import unittest\nclass T(unittest.TestCase):\n{cases}"
        "    def test_bad(self): self.assertEqual(4, 5)\n"
    )
    text = run(sys.executable, "-m", "unittest", "-v", at=tmp_path)
    assert detect(text) is Kind.BUILD
    folds(text)
    stays = kept(cut(FORM, text))
    assert "AssertionError: 4 != 5" in stays
    assert "FAILED (failures=1)" in stays
    assert len(stays) < 0.4 * len(text)


def test_library_frames_go_and_messages_stay() -> None:
    frames = "".join(f"\tat java.base/java.util.X.run{n}(X.java:{n})\n" for n in range(20))
    trace = (
        "java.lang.IllegalStateException: ledger is closed\n"
        "\tat com.example.Shop.pay(Shop.java:3)\n"
        f"{frames}"
        "Caused by: java.io.IOException: disk is gone\n"
        "\tat com.example.Disk.write(Disk.java:7)\n"
    )
    text = "".join(f"order {n} failed\n{trace}" for n in range(5))
    assert detect(text) is Kind.TRACE
    stays = kept(cut(FORM, text))
    assert stays.count("Caused by: java.io.IOException: disk is gone") == 5
    assert stays.count("at com.example.Disk.write(Disk.java:7)") == 5
    assert "java.util.X.run9" not in stays
