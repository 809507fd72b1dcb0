"""Listings, search results and diffs that mean harm, or that look like our own."""

from __future__ import annotations

import pytest

from weft.engine import verify
from weft.engine.detect import detect
from weft.engine.forms.legends import OURS
from weft.engine.forms.registry import FORMS
from weft.engine.model import Block, Kind, LosslessForm, LossyForm, Origin
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.recall.marker import Keyring

FAMILY = (
    *("blame_groups", "diff_headers", "search_groups", "listing_tree", "drawn_listing"),
    *("search_choice", "listing_choice", "diff_choice", "diff_trim", "history_choice"),
    "stat_choice",
)
LOSSLESS = tuple(form for form in FORMS.lossless if form.name in FAMILY)
LOSSY = tuple(form for form in FORMS.lossy if form.name in FAMILY)
NAME = "8b73edc1f0" * 4

LARGE = {
    "blank lines": "\n" * 12_000,
    "one line": "x" * 10_000_000,
    "one name": "/".join(["a"] * 200_000) + "\n",
    "matches": "src/a.py:1:x\n" * 12_000,
    "colons": "a:" * 500_000,
    "context": ("a-" * 5000 + "\n") * 40,
    "hunks": "--- a\n+++ b\n" + "@@ -1 +1 @@\n-a\n+b\n" * 5_000,
    "one hunk": "diff --git a/x b/x\n@@ -1,99999999 +1,99999999 @@\n" + " a\n+b\n-c\n" * 8_000,
    "names in headers": "diff --git " + "a/ b/" * 5_000,
    "moved": "diff --git a/x b/x\n" + ("rename " + "a to " * 2000 + ", 9% alike\n") * 20,
    "commits": f"commit {NAME}\nAuthor: A <a>\nDate:   x\n\n    m\n\n" * 5000,
    "a message": f"commit {NAME}\nAuthor: A <a>\nDate:   x\n\n" + "    m\n" * 12_000,
    "totals": " a | 1 +\n 1 file changed, 1 insertion(+)\n" * 5_000,
    "rows": " a | 1 +\n" * 12_000 + " 12000 files changed\n",
    "blame": f"{NAME[:8]} (A 2026-11-20 17:55:42 +0000 1) x\n" * 5_000,
    "branches": "├── x\n" * 12_000,
    "sections": "a:\nb\n\n" * 12_000,
    "states": " M x\n" * 12_000,
    "Windows": "25/11/2026  17:02    <DIR>          x\r\n" * 5_000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_large_texts_of_one_kind_of_line(text: str) -> None:
    kind = detect(text)
    for form in LOSSLESS:
        _comes_back(form, text, kind)
    for choice in LOSSY:
        _tiles(choice, text)


def _comes_back(form: LosslessForm, text: str, kind: Kind) -> None:
    folded = form.fold(text)
    if folded is not None and kind in form.kinds:
        assert form.unfold(folded) == text, form.name


def _tiles(form: LossyForm, text: str) -> None:
    pieces = form.cut(Block(text, Origin(question="which file x is b?")), None)
    if pieces is not None:
        verify.tiles(text, verify.pieces_of(pieces, text))


NAMES = (
    *("a b/c d.py", "a:b/c.py", '"quoted\\303\\251.py"', "tab\tinside", "arrow -> to", "a => b"),
    *("[paths as a tree]", "= as is", "{}", "{:>5}", "x" * 3000, "é/\udce9.py", "trailing ", ":"),
    *("-rw-r--r-- 1 a", "Nov 20 14:49", "<<ccr:000000000000000000000000 whole>>", "\x00", "#1"),
)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names_of_every_kind(name: str) -> None:
    others = [f"src/core/part_{n}.py" for n in range(12)]
    texts = [
        "\n".join([*others, name, f"src/{name}", *others[:3], ""]),
        "".join(
            f"-rw-r--r-- 1 a b {n * 99:>6} Nov 20 14:49 {path}\n"
            for n, path in enumerate([*others, name, f"src/{name}"])
        ),
        "".join(f"{path}:{n}:found\n" for n, path in enumerate([*others, name, f"src/{name}"])),
        "".join(f"{path}:{n}:{name}\n" for n, path in enumerate(others)),
        "".join(f" {path} | {n} {'+' * n}\n" for n, path in enumerate([*others, name]))
        + " 13 files changed, 1 insertion(+)\n",
        "".join(
            f"diff --git a/{path} b/{path}\nindex 1234567..89abcde 100644\n--- a/{path}\n"
            f"+++ b/{path}\n@@ -1 +1 @@\n-{name}\n+{name} \n"
            for path in [*others, name]
        ),
        f"commit {NAME}\nAuthor: {name} <a>\nDate:   x\n\n    {name}\n\n" * 9,
    ]
    for text in texts:
        marks = Keyring(bytes(32)).reference("t", text)
        outcome = render(Block(text), FORMS, Terms(count), marks)
        family = [discard for discard in outcome.discards if discard.form in FAMILY]
        assert not [discard for discard in family if "raised" in discard.reason]


@pytest.mark.parametrize("legend", OURS)
def test_what_begins_like_our_own_is_left_alone(legend: str) -> None:
    body = "".join(f"src/core/part_{n}.py:{n}:found\n" for n in range(90))
    for form in LOSSLESS:
        assert form.fold(f"{legend}]\n{body}") is None
    for choice in LOSSY:
        assert choice.cut(Block(f"{legend}]\n{body}"), None) is None
