"""Search results and blame: written below their files, and what stays when much goes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weft.engine import verify
from weft.engine.detect import detect
from weft.engine.forms.blame_groups import BlameGroups
from weft.engine.forms.search_choice import SearchChoice
from weft.engine.forms.search_groups import SearchGroups
from weft.engine.gap import FIRST
from weft.engine.model import Block, Candidate, Kind, Origin

GAP = chr(FIRST)


def folded(text: str) -> list[str]:
    assert detect(text) is Kind.SEARCH
    short = SearchGroups().fold(text)
    assert short is not None
    assert SearchGroups().unfold(short) == text
    assert SearchGroups().fold(short) is None
    assert detect(short) is Kind.SEARCH
    return short.split("\n")


def test_a_break_follows_from_the_numbers() -> None:
    found = (
        "src/a.py-3-x\nsrc/a.py:4:y\nsrc/a.py-5-z\n--\n"
        "src/a.py:9:y\n--\nlib/b.py:1:y = 1: 2\nlib/b.py-2-\n"
    )
    assert folded(found) == [
        *("[matches by file; breaks where numbers jump]", "src/a.py:", "3-x", "4:y", "5-z", "9:y"),
        *("lib/b.py:", "1:y = 1: 2", "2-", ""),
    ]


def test_breaks_that_do_not_follow_stay() -> None:
    found = "src/a.py:4:y\nsrc/a.py-5-z\n--\nsrc/a.py:6:y\nsrc/a.py:9:y\n"
    assert "--" in folded(found)


def test_files_above_their_matches() -> None:
    found = "src/a.py\n4:y\n--\n9:y\n\nsrc/b.py\n1:y\n2-z\n--\n7:y\n"
    assert folded(found) == [
        "[matches by file; a blank line between files; breaks where numbers jump]",
        *("src/", "a.py:", "4:y", "9:y", "b.py:", "1:y", "2-z", "7:y", ""),
    ]


def test_line_ends_of_windows_are_said_once() -> None:
    found = "src\\a.py:4:y\r\nsrc\\a.py:9:y\r\nsrc\\b.py:1:y\r\nsrc\\b.py:2:z\r\n"
    assert folded(found)[0] == "[matches by file; each line ends in CR LF]"


def test_a_gap_stands_where_it_stood() -> None:
    found = f"src/a.py:4:y\n{GAP}\nsrc/a.py-30-z\nsrc/a.py:31:y\nsrc/b.py:1:y\n"
    assert folded(found)[3:7] == ["4:y", GAP, "30-z", "31:y"]


BLAME = (
    "521a4a47 (A. Writer 2026-11-20 17:55:42 +0000  8) def size():\n"
    "521a4a47 (A. Writer 2026-11-20 17:55:42 +0000  9)     return 4\n"
    "^b3c1d22 (B. Writer 2026-11-24 09:12:07 +0000 10)     return 8\n"
    "521a4a47 (A. Writer 2026-11-20 17:55:42 +0000 11) # end\n"
)


def test_blame_says_each_commit_once() -> None:
    assert detect(BLAME) is Kind.SEARCH
    short = BlameGroups().fold(BLAME)
    assert short is not None
    assert short.split("\n") == [
        "[git blame, lines below their commits, numbers 2 wide]",
        "521a4a47 (A. Writer 2026-11-20 17:55:42 +0000",
        *("8) def size():", "9)     return 4", "^b3c1d22 (B. Writer 2026-11-24 09:12:07 +0000"),
        *("10)     return 8", "521a4a47", "11) # end", ""),
    ]
    assert BlameGroups().unfold(short) == BLAME
    assert detect(short) is Kind.SEARCH
    assert BlameGroups().fold(short) is None


odd_lines = st.sampled_from(
    [
        *BLAME.split("\n"),
        *("521a4a47", "8) x", "= 8) x", "", GAP, "521a4a47 12) y", "521a4a47 (A 1) z", "\r"),
        *("a.py:1:x", "a.py-2-y", "a.py=3=z", "--", "a.py", "1:x", "2-y", "a.py:", "src/", "= ./"),
        *("b/c.py:4:5:x", "b/c.py:x", "/:1:", "b/:2:x", " x", "b c.py:9:y", "\ud800:1:x"),
    ]
)


@given(st.lists(odd_lines, min_size=4, max_size=24), st.sampled_from(["\n", "\r\n"]))
def test_what_is_folded_comes_back(lines: list[str], end: str) -> None:
    """The pipeline would find out; but blame never errs, and matches only with odd headings."""
    text = end.join(lines)
    short = BlameGroups().fold(text)
    assert short is None or BlameGroups().unfold(short) == text


class LastWord:
    """A scorer for which the last text matters, whatever is asked."""

    def scores(self, question: str, texts: list[str]) -> list[float]:
        return [float(at == len(texts) - 9) for at in range(len(texts))]


def test_every_file_is_named_and_the_scorer_is_asked() -> None:
    lines = [f"src/part_{n:03}.py:{m}:value_{m} = {n}" for n in range(150) for m in (3, 8, 21)]
    text = "\n".join(lines) + "\n"
    for scorer, wanted in ((SearchChoice(), ""), (SearchChoice(LastWord()), lines[-8])):
        pieces = scorer.cut(Block(text, Origin(question="what?")), None)
        assert pieces is not None
        verify.tiles(text, pieces)
        shown = Candidate(("test",), tuple(pieces)).write(lambda cut: f"<<{cut.what}>>")
        assert wanted in shown
        assert all(f"part_{n:03}.py" in shown for n in range(150))
        assert len(shown) * 2 < len(text)


def test_the_lines_around_a_match_that_was_asked_for_stay() -> None:
    blocks = [
        f"src/a.py-{n}-before {n}\nsrc/a.py:{n + 1}:hit {n}\nsrc/a.py-{n + 2}-after {n}\n--\n"
        for n in range(0, 900, 9)
    ]
    text = "".join(blocks)
    pieces = SearchChoice().cut(Block(text, Origin(question="where is hit 495?")), None)
    assert pieces is not None
    shown = Candidate(("test",), tuple(pieces)).write(lambda cut: f"<<{cut.what}>>")
    assert "before 495\n" in shown
    assert "after 495\n" in shown
    assert "after 504\n" not in shown
