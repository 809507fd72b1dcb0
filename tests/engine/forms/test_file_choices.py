"""What stays of listings, search results and diffs, and that trimmed diffs still apply."""

from __future__ import annotations

import subprocess
from random import Random
from typing import TYPE_CHECKING

import pytest
import real_tools
from hypothesis import given
from hypothesis import strategies as st

from weft.engine import verify
from weft.engine.forms.diff_choice import DiffChoice
from weft.engine.forms.diff_trim import DiffTrim
from weft.engine.forms.history_choice import HistoryChoice
from weft.engine.forms.listing_choice import ListingChoice
from weft.engine.forms.search_choice import SearchChoice
from weft.engine.forms.stat_choice import StatChoice
from weft.engine.model import Block, Candidate, Cut, Origin, Whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from weft.engine.model import LossyForm, Piece

FORMS: tuple[LossyForm, ...] = (
    ListingChoice(),
    SearchChoice(),
    DiffChoice(),
    DiffTrim(),
    HistoryChoice(),
    StatChoice(),
)


def cut(form: LossyForm, text: str, question: str = "") -> Sequence[Piece]:
    pieces = form.cut(Block(text, Origin(question=question)), None)
    assert pieces is not None
    verify.tiles(text, pieces)
    return pieces


def written(pieces: Sequence[Piece]) -> str:
    return Candidate(("test",), tuple(pieces)).write(lambda cut: f"<<{cut.what}>>")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real_tools.project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def diff(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = real_tools.project(tmp_path_factory.mktemp("changed"))
    real_tools.change(made)
    real_tools.run(made, "git", "add", "-A")
    return real_tools.run(made, "git", "diff", "--cached", "-M", "--binary")


def test_a_trimmed_diff_applies_and_gives_the_same_tree(tmp_path: Path, place: Path) -> None:
    real_tools.run(tmp_path, "git", "clone", "-q", str(place), "one")
    one = tmp_path / "one"
    real_tools.change(one)
    real_tools.run(one, "git", "checkout", "-q", "package-lock.json")
    real_tools.run(one, "git", "add", "-A")
    whole = real_tools.run(one, "git", "diff", "--cached", "-M", "--binary")
    pieces = cut(DiffTrim(), whole)
    assert isinstance(pieces[0], Cut)
    assert pieces[0].part == Whole()
    patch = pieces[1]
    assert isinstance(patch, str)
    assert len(patch) < len(whole)
    real_tools.run(tmp_path, "git", "clone", "-q", str(place), "two")
    two = tmp_path / "two"
    _apply(two, patch)
    trees = {real_tools.run(where, "git", "write-tree") for where in (one, two)}
    assert len(trees) == 1


def test_a_patch_without_a_lock_file_applies_and_leaves_the_lock_file(
    tmp_path: Path, place: Path
) -> None:
    real_tools.run(tmp_path, "git", "clone", "-q", str(place), "one")
    one = tmp_path / "one"
    real_tools.change(one)
    real_tools.run(one, "git", "add", "-A")
    whole = real_tools.run(one, "git", "diff", "--cached", "-M", "--binary")
    marker, patch = cut(DiffTrim(), whole)
    assert isinstance(marker, Cut)
    assert marker.label == "context of 1 line; without package-lock.json +200 -200"
    assert isinstance(patch, str)
    real_tools.run(tmp_path, "git", "clone", "-q", str(place), "two")
    two = tmp_path / "two"
    _apply(two, patch)
    left = real_tools.run(two, "git", "diff", "--cached", "--name-only")
    real_tools.run(one, "git", "reset", "-q", "package-lock.json")
    assert left == real_tools.run(one, "git", "diff", "--cached", "--name-only")
    assert real_tools.run(two, "git", "write-tree") == real_tools.run(one, "git", "write-tree")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_edited_a_trimmed_diff_applies(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    real_tools.run(tmp_path, "git", "init", "-q")
    files = [tmp_path / f"file {n}.txt" for n in range(3)]
    for file in files:
        file.write_text("".join(f"line {n}\n" for n in range(chance.randrange(1, 80))), "utf-8")
    real_tools.commit(tmp_path, "before")
    for file in files:
        lines = file.read_text("utf-8").split("\n")
        for _ in range(chance.randrange(1, 9)):
            at = chance.randrange(len(lines))
            lines[at : at + chance.randrange(3)] = [f"new {at}"] * chance.randrange(3)
        file.write_text("\n".join(lines)[: chance.choice([None, -1])], "utf-8")
    context = chance.choice(["-U3", "-U1", "-U12"])
    whole = real_tools.run(tmp_path, "git", "diff", context)
    real_tools.run(tmp_path, "git", "add", "-A")
    wanted = real_tools.run(tmp_path, "git", "write-tree")
    pieces = DiffTrim().cut(Block(whole), None)
    if pieces is not None:
        real_tools.run(tmp_path, "git", "reset", "-q", "--hard")
        _apply(tmp_path, str(pieces[1]))
        assert real_tools.run(tmp_path, "git", "write-tree") == wanted


def _apply(where: Path, patch: str) -> None:
    for arguments in (["--check"], ["--index"]):
        done = subprocess.run(
            ["git", "apply", *arguments],
            cwd=where,
            input=patch.encode(),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_the_scorer_decides_what_stays(diff: str, place: Path) -> None:
    class Last:
        """The last text but a few matters, whatever is asked."""

        def scores(self, question: str, texts: Sequence[str]) -> list[float]:
            return [float(at == len(texts) - 9) for at in range(len(texts))]

    listing = "".join(f"-rw-r--r-- 1 a b 4096 Nov 20 14:49 src/part_{n}.py\n" for n in range(400))
    stat = real_tools.run(place, "git", "show", "--stat=200", "--format=%s")
    for form, text in (
        (ListingChoice, listing),
        (SearchChoice, real_tools.run(place, "grep", "-rn", "step", "src")),
        (StatChoice, stat),
        (DiffChoice, diff),
    ):
        line = text.split("\n")[-9]
        assert line in written(cut(form(Last()), text, "?")), form


def test_no_change_goes_with_the_context(diff: str) -> None:
    def changes(text: str) -> list[str]:
        lines = [line for line in text.split("\n") if line[:3] not in ("+++", "---")]
        return [line for line in lines if line[:1] in "+-" and '"a": ' not in line]

    assert changes(written(cut(DiffTrim(), diff))) == changes(diff)


def test_every_file_mode_and_rename_is_named(diff: str) -> None:
    for form in (DiffChoice(), DiffTrim()):
        shown = written(cut(form, diff))
        for said in (
            *("src/core/part_01.py", "src/core/part_07.py", "src/core/new file.py"),
            *("old mode 100755", "new mode 100644", "rename to src/store/moved.py"),
            *("GIT binary patch", "package-lock.json"),
        ):
            assert said in shown, (form.name, said)


def test_the_question_decides_what_stays_of_a_diff(diff: str) -> None:
    assert "+value_77 = 77" not in written(cut(DiffChoice(), diff))
    assert "+value_77 = 77" in written(cut(DiffChoice(), diff, "what is value_77 set to?"))


def test_every_file_with_matches_is_named(place: Path) -> None:
    text = real_tools.run(place, "grep", "-rn", "def step", "src")
    shown = written(cut(SearchChoice(), text, "where is step_6_9 defined?"))
    for line in text.splitlines():
        assert line.split(":")[0] in shown
    assert "def step_6_9(row)" in shown
    assert len(shown) < len(text)


def test_what_is_unusual_stays_of_a_listing(place: Path) -> None:
    text = real_tools.run(
        place, "find", ".", "-path", "./.git", "-prune", "-o", "-printf", "%M %s %p\\n"
    )
    shown = written(cut(ListingChoice(), text, "where is part_07.py of the store?"))
    for name in ("./run.sh", "./package-lock.json", "./src/store/part_07.py"):
        assert name in shown
    assert ".py" in shown[shown.index("<<") :]
    assert len(shown) * 3 < len(text) * 2


def test_every_commit_is_named(tmp_path: Path) -> None:
    real_tools.run(tmp_path, "git", "init", "-q")
    for n in range(12):
        (tmp_path / "a").write_text(str(n), "utf-8")
        real_tools.commit(tmp_path, f"Change number {n}\n\nBecause of zebra_{n}.")
    text = real_tools.run(tmp_path, "git", "log")
    shown = written(cut(HistoryChoice(), text, "what about zebra_4?"))
    hashes = [line.split()[1][:10] for line in text.splitlines() if line.startswith("commit ")]
    assert all(name in shown for name in hashes)
    assert all(f"Change number {n}" in shown for n in range(12))
    assert "Because of zebra_4." in shown
    assert "Because of zebra_3." not in shown
    assert len(shown) * 3 < len(text) * 2


def test_the_largest_changes_stay_of_a_summary(tmp_path: Path) -> None:
    real_tools.project(tmp_path)
    text = real_tools.run(tmp_path, "git", "show", "--stat=200", "--format=%s")
    shown = written(cut(StatChoice(), text, "how much of part_11.py of tls?"))
    for said in ("package-lock.json", "wire/tls/part_11.py", "files changed", "changed lines in"):
        assert said in shown
    assert len(shown) * 3 < len(text) * 2


lines = st.sampled_from(
    [
        *(
            "diff --git a/x.py b/x.py",
            "--- a/x.py",
            "+++ b/x.py",
            "@@ -1,3 +1,4 @@ f()",
            "@@ -9 +9 @@",
        ),
        *(
            "+added",
            "-removed",
            " context",
            "",
            "\\ No newline at end of file",
            "src/a.py:12:found",
        ),
        *(
            "src/a.py-13-around",
            "--",
            "-rw-r--r-- 1 a b 12 Nov 20 14:49 x.py",
            "4\tsrc/x",
            "\ud800\r",
        ),
    ]
)


@given(st.lists(lines, min_size=60, max_size=90), st.sampled_from(["", "\n", "\r\n"]))
def test_whatever_is_cut_tiles_the_original(some: list[str], end: str) -> None:
    text = "\n".join(some) + end
    for form in FORMS:
        pieces = form.cut(Block(text, Origin(question="what was added to x.py?")), None)
        if pieces is not None:
            verify.tiles(text, pieces)
            assert all(len(piece.label) <= 500 for piece in pieces if isinstance(piece, Cut))
