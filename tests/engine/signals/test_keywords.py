"""The keyword tier, by example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.signals.keywords import IN_NAME, LEVEL, MILD, WORD, Keywords
from weft.engine.signals.severity import Severity, Signal


def signal(line: str) -> Signal:
    return Keywords().lines([line])[0]


@pytest.mark.parametrize(
    ("line", "severity", "confidence"),
    [
        ("ERROR cannot open the file", Severity.ERROR, LEVEL),
        ("[error] cannot open the file", Severity.ERROR, LEVEL),
        ("the request timed out", Severity.ERROR, WORD),
        ("read timeout", Severity.ERROR, WORD),
        ("job aborted", Severity.ERROR, WORD),
        ("access denied", Severity.ERROR, WORD),
        ("offer rejected", Severity.ERROR, WORD),
        ("java.lang.NullPointerException at start", Severity.ERROR, WORD),
        ("connect ECONNREFUSED 127.0.0.1:80", Severity.ERROR, LEVEL),
        ("Segmentation fault (core dumped)", Severity.FATAL, LEVEL),
        ("api-1 0/1 ImagePullBackOff", Severity.ERROR, WORD),
        ("chyba připojení", Severity.ERROR, WORD),
        ("nie można otworzyć pliku", Severity.ERROR, WORD),
        ("lỗi kết nối", Severity.ERROR, WORD),
        ("خطأ في الاتصال", Severity.ERROR, WORD),
        ("FATAL: the disk is full", Severity.FATAL, LEVEL),
        ("npm WARN deprecated left-pad", Severity.WARNING, LEVEL),
        ("DEBUG tick", Severity.TRIFLE, LEVEL),
        ("user logout", Severity.NOTABLE, MILD),
        ("tests/test_errors.py::test_empty PASSED", Severity.ERROR, IN_NAME),
        ("Fehler: Datei nicht gefunden", Severity.ERROR, LEVEL),
        ("Erreur : accès refusé", Severity.ERROR, WORD),
        ("Файл не найден", Severity.ERROR, WORD),
        ("连接失败", Severity.ERROR, WORD),
    ],
)
def test_words_have_a_severity(line: str, severity: Severity, confidence: float) -> None:
    assert signal(line).severity == severity
    assert signal(line).confidence >= confidence


@pytest.mark.parametrize(
    "line",
    [
        "0 errors",
        "12 passed, 0 failed",
        "no failures",
        "went through without errors",
        "errors=0 warnings: 0",
        '{"error": null, "failed": 0}',
        "the terror of failsafe warnings-free timeouted words",  # parts of longer words
        "2048 token used",
        "a debug build",
        "",
    ],
)
def test_what_says_nothing(line: str) -> None:
    assert signal(line).severity <= Severity.PLAIN or signal(line).confidence <= IN_NAME


def test_a_denied_word_does_not_hide_one_that_is_meant() -> None:
    assert signal("0 warnings, 3 errors").severity is Severity.ERROR
    assert signal("errors=0 but the job crashed").severity is Severity.FATAL


def test_ten_is_not_zero() -> None:
    assert signal("10 errors").severity is Severity.ERROR
    assert signal("errors=0x10").severity is Severity.ERROR


def test_a_sure_word_beats_a_worse_one_in_a_name() -> None:
    assert signal("fatal.log: 3 warnings") == (Severity.WARNING, WORD)


@given(st.lists(st.text(alphabet=st.characters(), max_size=40), max_size=8))
def test_any_lines_at_all(lines: list[str]) -> None:
    assert len(Keywords().lines(lines)) == len(lines)


@given(
    st.lists(st.sampled_from(["plain", "ERROR x", "échec", "\ud800", "", "ok 失败"]), max_size=9)
)
def test_each_line_gets_its_own_signal(lines: list[str]) -> None:
    assert Keywords().lines(lines) == [signal(line) for line in lines]
