"""Listings, search results and diffs: what real tools print comes back byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
import real_tools
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.detect import detect
from weft.engine.forms.blame_groups import BlameGroups
from weft.engine.forms.diff_headers import DiffHeaders
from weft.engine.forms.drawn_listing import DrawnListing
from weft.engine.forms.listing_tree import ListingTree
from weft.engine.forms.search_groups import SearchGroups
from weft.engine.formset import FormSet
from weft.engine.gap import FIRST
from weft.engine.model import Block, Kind
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count

FORMS = (ListingTree(), DrawnListing(), SearchGroups(), BlameGroups(), DiffHeaders())
BY_NAME = {form.name: form for form in FORMS}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = real_tools.project(tmp_path_factory.mktemp("project"))
    for n in range(12):
        (made / "notes.txt").write_text(f"note {n}\n" * (n + 1), "utf-8")
        real_tools.commit(made, f"Note {n}\n\nWhy it is {n}:\n  - so it is")
    real_tools.change(made)
    real_tools.run(made, "git", "add", "-A")
    (made / "src/core/untracked.py").write_text("", "utf-8")
    for file in (made / "src/store").glob("*.py"):
        file.write_text("value = 1\n", "utf-8")
    return made


TOOLS = [
    ("listing_tree", 0.5, ["find", ".", "-not", "-path", "./.git*"]),
    ("listing_tree", 0.4, ["find", "src", "-type", "f"]),
    ("listing_tree", 0.4, ["git", "ls-files"]),
    ("listing_tree", 0.15, ["du", "-a", "src"]),
    ("listing_tree", 0.3, ["find", "src", "-ls"]),
    ("listing_tree", 0.4, ["find", "src", "-printf", "%M %u %s %TY-%Tm-%Td %TH:%TM %p\\n"]),
    ("listing_tree", 0.2, ["ls", "-lR", "src"]),
    ("listing_tree", 0.2, ["ls", "-la", "src/core"]),
    ("listing_tree", 0.1, ["ls", "-R", "src"]),
    ("listing_tree", 0.3, ["sh", "-c", "tar cf - src | tar tvf -"]),
    ("search_groups", 0.3, ["grep", "-rn", "def step", "src"]),
    ("search_groups", 0.3, ["grep", "-r", "def step", "src"]),
    ("search_groups", 0.3, ["grep", "-rn", "-C2", "step_3", "src"]),
    ("search_groups", 0.2, ["git", "grep", "-n", "step_3"]),
    ("search_groups", 0.3, ["git", "grep", "-n", "-p", "return row"]),
    ("search_groups", 0.4, ["grep", "-rn", "-C2", "step_3_1(", "src"]),
    ("search_groups", 0.3, ["git", "grep", "-n", "-W", "step_3_1"]),
    ("search_groups", 0.02, ["git", "grep", "-n", "--break", "--heading", "return row"]),
    ("search_groups", 0.3, ["rg", "-n", "--sort=path", "def step", "src"]),
    ("search_groups", 0.1, ["rg", "-n", "--sort=path", "--heading", "-C1", "step_3_", "src"]),
    ("search_groups", 0.3, ["rg", "--vimgrep", "--sort=path", "def step", "src"]),
    ("blame_groups", 0.5, ["git", "blame", "src/core/part_01.py"]),
    ("blame_groups", 0.05, ["git", "blame", "-s", "src/core/part_01.py"]),
    ("diff_headers", 0.1, ["git", "diff", "--cached"]),
    ("diff_headers", 0.1, ["git", "diff", "--cached", "-M"]),
    ("diff_headers", 0.1, ["git", "diff", "--cached", "-M", "--stat", "-p"]),
    ("diff_headers", 0.15, ["git", "log", "-p"]),
    ("diff_headers", 0.1, ["git", "log", "--patch-with-stat", "-U1"]),
    ("diff_headers", 0.1, ["git", "log"]),
    ("diff_headers", 0.2, ["git", "log", "--pretty=fuller", "--date=iso"]),
    ("diff_headers", 0.2, ["git", "log", "--stat", "--decorate"]),
    ("diff_headers", 0.1, ["git", "diff", "--stat=120", "--cached"]),
    ("listing_tree", 0.3, ["grep", "-rc", "def", "src"]),
    ("listing_tree", 0.05, ["git", "status", "-s"]),
    ("listing_tree", 0.15, ["git", "ls-files", "-s"]),
    ("listing_tree", 0.15, ["git", "ls-tree", "-r", "HEAD"]),
    ("listing_tree", 0.0, ["git", "diff", "--numstat", "--no-renames", "HEAD~12"]),
    ("listing_tree", 0.15, ["git", "diff", "--name-status", "--no-renames", "HEAD~12"]),
    ("listing_tree", 0.4, ["ls", "-lR", "--time-style=long-iso", "src"]),
    ("listing_tree", 0.4, ["ls", "-lahR", "src"]),
    ("listing_tree", 0.1, ["ls", "-R"]),
    ("drawn_listing", 0.4, ["tree", "src"]),
    ("drawn_listing", 0.4, ["tree", "--charset=ascii", "src"]),
]


@pytest.mark.parametrize(
    ("name", "least", "command"),
    TOOLS,
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
)
def test_real_tools(place: Path, name: str, least: float, command: list[str]) -> None:
    text = real_tools.run(place, *command)
    form = BY_NAME[name]
    assert detect(text) in form.kinds
    folded = form.fold(text)
    assert folded is not None
    assert form.unfold(folded) == text
    assert count(folded) <= count(text) * (1 - least)
    assert all(other.fold(folded) is None for other in FORMS)
    assert detect(folded) in form.kinds


def test_a_listing_is_a_tree() -> None:
    text = "src\nsrc/gap.py\nsrc/forms\nsrc/forms/a b.py\nsrc/forms/c.py\nREADME.md\n"
    folded = '[paths as a tree]\nsrc:\n gap.py forms:\n  "a b.py" c.py\nREADME.md\n'
    assert ListingTree().fold(text) == folded
    assert ListingTree().unfold(folded) == text


def test_a_drawing_is_indented() -> None:
    text = ".\n├── src\n│   ├── a.py\n│   └── b.py\n└── run.sh\n\n1 directory, 3 files\n"
    folded = DrawnListing().fold(text)
    assert folded is not None
    assert folded.split("\n")[1:] == [
        ".",
        " src/",
        "  a.py b.py",
        " run.sh",
        "",
        "1 directory, 3 files",
        "",
    ]
    assert DrawnListing().unfold(folded) == text


def test_gaps_stay_whole() -> None:
    gap = chr(FIRST)
    lines = [f"src/core/part_{n}.py" for n in range(9)]
    text = "\n".join([*lines[:4], gap, *lines[4:], ""])
    folded = ListingTree().fold(text)
    assert folded is not None
    assert f"part_3.py {gap} part_4.py" not in folded or folded.count(gap) == 1
    assert ListingTree().unfold(folded) == text


odd = st.sampled_from(
    [
        "a.py",
        "src/",
        "x:",
        "= b",
        "",
        " ",
        "c d",
        '"q"',
        "[paths as a tree]",
        "é\ud800",
        "\r",
        "..",
        "/",
        "12:x",
    ]
)
paths = st.lists(st.lists(odd, min_size=1, max_size=4).map("/".join), min_size=4, max_size=20)
matches = st.lists(
    st.tuples(odd, st.sampled_from([":1:", "-2-", ":", "=3="]), odd).map("".join), max_size=20
)
signs = st.lists(
    st.sampled_from(
        [
            *(
                "diff --git a/x b/x",
                "index 1a..2b 100644",
                "--- a/x",
                "+++ b/x",
                "+a",
                "-b",
                " c",
                "",
            ),
            *(
                "@@ -1 +1 @@",
                "@@ -0,0 +1,2 @@",
                "@@ -0,0 +1 @@ all added",
                "new file x 100644 0..1a",
            ),
            *(
                "diff x 1a..2b 100644",
                "new file mode 100644",
                "index 0..1a",
                "--- /dev/null",
                "\\ No newline",
            ),
        ]
    ),
    max_size=24,
)
drawn = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["│   ", "    "]), max_size=3).map("".join),
        st.sampled_from(["├── ", "└── ", ""]),
        odd,
    ).map("".join),
    min_size=5,
    max_size=20,
)


@given(st.one_of(paths, matches, signs, drawn).map("\n".join))
def test_whatever_comes_goes_out_whole(text: str) -> None:
    """A form may be wrong about an odd text: it is found out, and the text goes out as it came."""
    outcome = render(Block(text), FormSet(lossless=FORMS), Terms(count))
    shorter = outcome.candidate.write(str)
    for name in reversed(outcome.candidate.forms):
        shorter = BY_NAME[name].unfold(shorter)
    assert shorter == text
    assert not [discard for discard in outcome.discards if "raised" in discard.reason]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n" * 1_000_000,
        "x" * 10_000_000,
        "a:1:" * 1000,
        "\ud800\n" * 99,
        "/" * 100_000,
        "├── \n" * 9999,
    ],
    ids=range(7),
)
def test_hostile_texts(text: str) -> None:
    for form in FORMS:
        folded = form.fold(text)
        assert folded is None or form.unfold(folded) == text
    assert isinstance(detect(text), Kind)


@pytest.mark.parametrize("command", [["ls", "-l", "/usr/bin"], ["ls", "-la", "/etc"]])
def test_a_long_listing_of_this_machine_comes_back(command: list[str]) -> None:
    text = real_tools.run(Path("/"), *command)
    assert detect(text) is Kind.LISTING
    short = ListingTree().fold(text)
    assert short is not None
    assert ListingTree().unfold(short) == text
