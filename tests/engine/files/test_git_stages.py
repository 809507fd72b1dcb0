"""Heads of commits, summaries, headers and hunks: each stage gives back what it took."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weft.engine.files import commits, hunks, patch_heads, stats
from weft.engine.gap import FIRST

NAME = "8b73edc1f08b73edc1f08b73edc1f08b73edc1f0"
GAP = chr(FIRST)


def test_a_commit_is_one_line_and_says_what_is_not_usual() -> None:
    log = (
        f"commit {NAME} (HEAD -> main)\nAuthor: A. Writer <a@example.org>\n"
        "Date:   Fri Nov 20 14:49:01 2026 +0000\n\n    The gap\n    \n      is one character\n\n"
        f"commit {NAME}\nMerge: 1a2b 3c4d\nAuthor: B <b@example.org>\n"
        "Date:   Thu Dec 3 09:01:02 2025 +0100\n\n    Another\n\n"
        f"commit {NAME}\nAuthor: A. Writer <a@example.org>\n"
        "Date:   Fri Nov 20 14:40:00 2026 +0000\n\n    First\n"
    )
    put = commits.put(log)
    assert put is not None
    short, usual = put
    assert usual == ("A. Writer <a@example.org>", " 2026 +0000", False)
    assert short == (
        f"commit {NAME} (HEAD -> main), Fri Nov 20 14:49:01\n The gap\n \n   is one character\n"
        f"commit {NAME}, Thu Dec 3 09:01:02 2025 +0100, by B <b@example.org>\nMerge: 1a2b 3c4d\n"
        f" Another\ncommit {NAME}, Fri Nov 20 14:40:00\n First\n"
    )
    assert commits.take(short, usual) == log


def test_who_committed_is_said_where_it_is_another() -> None:
    log = (
        f"commit {NAME}\nAuthor:     A <a@example.org>\nAuthorDate: 2026-11-20 14:49:01 +0000\n"
        "Commit:     A <a@example.org>\nCommitDate: 2026-11-20 14:49:01 +0000\n\n    One\n\n"
        f"commit {NAME}\nAuthor:     A <a@example.org>\nAuthorDate: 2026-11-20 14:49:01 +0000\n"
        "Commit:     B <b@example.org>\nCommitDate: 2026-11-21 08:00:00 +0000\n\n    Two\n"
    )
    put = commits.put(log)
    assert put is not None
    assert put[0].split("\n")[2] == (
        f"commit {NAME}, 2026-11-20 14:49:01, committed 2026-11-21 08:00:00 by B <b@example.org>"
    )
    assert commits.take(*put) == log


def test_bars_are_counts_and_directories_stand_once() -> None:
    summary = (
        " src/core/gap.py         |  12 +++++++-----\n"
        " src/core/model.py       |   1 +\n"
        " src/{a.py => b.py}      |   0\n"
        " logo.png                | Bin 0 -> 2304 bytes\n"
        " tests/test_gap.py       | 400 ++++++++++++++++++----\n"
        " 5 files changed, 8 insertions(+), 5 deletions(-)\n"
    )
    short = stats.put(summary)
    assert short is not None
    assert short.split("\n") == [
        "5 files changed, 8 insertions(+), 5 deletions(-); 23 and 3 wide:",
        "src/core/",
        "  gap.py +7 -5",
        "  model.py +1",
        "= src/{a.py => b.py} 0",
        "logo.png Bin 0 -> 2304 bytes",
        "tests/",
        " test_gap.py 400 ++++++++++++++++++----",
        "",
    ]
    assert stats.take(short) == summary


def test_headers_that_git_writes() -> None:
    whole = (
        "diff --git a/x.py b/x.py\nold mode 100755\nnew mode 100644\nindex 83db48f..bf269f4\n"
        "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n"
        "diff --git a/a b.py b/a b.py\nindex 83db48f..bf269f4 100755\n"
        "--- a/a b.py\t\n+++ b/a b.py\t\n@@ -1 +1 @@\n-a\n+b\n"
        "diff --git a/old.py b/new.py\nsimilarity index 100%\n"
        "rename from old.py\nrename to new.py\n"
        "diff --git a/e b/e\nnew file mode 100644\nindex 0000000..e69de29\n"
        "diff --git a/gone b/gone\ndeleted file mode 100644\nindex e69de29..0000000\n"
    )
    short = patch_heads.put(whole)
    assert short is not None
    assert [line for line in short.split("\n") if line[:1] not in ("-", "+", "@")] == [
        "diff x.py 83db48f..bf269f4 100755->100644",
        "diff a b.py 83db48f..bf269f4 100755",
        "rename old.py to new.py, 100% alike",
        "added e e69de29 without hunks",
        "removed gone e69de29 without hunks",
        "",
    ]
    assert patch_heads.take(short) == whole


def test_long_runs_stand_between_brackets_and_counts_follow() -> None:
    lines = ["@@ -1,3 +1,11 @@ def f", " a", *[f"+line {n}" for n in range(8)], " b", " c"]
    short = hunks.put(lines)
    assert short == [
        *("@@ -1 +1 @@ def f", " a", "{+++", *[f"line {n}" for n in range(8)]),
        *("+++}", " b", " c"),
    ]
    assert list(hunks.take(short)) == lines


def test_a_hunk_with_a_part_left_out_keeps_its_counts() -> None:
    lines = ["@@ -0,0 +1,40 @@", *[f"+{n}" for n in range(8)], GAP, "+39", "diff --git a/x b/x"]
    short = hunks.put(lines)
    assert short[0] == "@@ -0,0 +1,40 @@"
    assert GAP in short
    assert list(hunks.take(short)) == lines


pool = st.sampled_from(
    [
        *(
            "@@ -1,2 +1,2 @@",
            "@@ -1 +1 @@",
            "@@ -0,0 +1,3 @@",
            "@@ -1,3 +0,0 @@ x",
            "= @@ -1 +1 @@",
        ),
        *("+a", "-b", " c", "+", "-", "", "+++ x", "--- x", "++++}", "-- ", "\\ No newline", GAP),
        *("{+++", "+++}", "[---", "---]", "@@ 2 lines, all added @@", "+a", "+a", "+a", "+a", "+b"),
        *(" src/a | 1 +", " b | 2 +-", f" {NAME} | Bin", " 1 file changed", "1 file changed:"),
        *(" 2 files changed, 3 insertions(+)", " x => y | 0", "src/", " a +1", "= a 0"),
        *(
            "diff --git a/x b/x",
            "index 1234567..89abcde 100644",
            "--- a/x",
            "+++ b/x",
            "rename from x",
        ),
        *(
            "new file mode 100644",
            "index 0000000..89abcde",
            "--- /dev/null",
            "diff x 1234567..89abcde",
        ),
        *("added x 1234567", "similarity index 100%", "rename to x", "rename x to y, 100% alike"),
        *(
            f"commit {NAME}",
            "Author: A <a>",
            "Date:   now",
            "    said",
            f"commit {NAME}, now",
            " said",
        ),
        *("Author: B, by C", "Date:   2026-11-20 14:49:01 +0000", "Merge: 1 2", "\r", "\ud800"),
    ]
)


@given(st.lists(pool, max_size=30))
def test_hunks_come_back(lines: list[str]) -> None:
    if not hunks.clashes("\n".join(lines)):
        assert list(hunks.take(hunks.put(lines))) == lines


@given(st.lists(pool, max_size=30).map("\n".join))
def test_other_stages_come_back(text: str) -> None:
    if (put := commits.put(text)) is not None:
        assert commits.take(*put) == text
    if (counted := stats.put(text)) is not None:
        assert stats.take(counted) == text
    if (short := patch_heads.put(text)) is not None:
        assert patch_heads.take(short) == text
