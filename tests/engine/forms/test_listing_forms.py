"""Listings: what rows share is said once, whatever program wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine import verify
from weft.engine.detect import detect
from weft.engine.files.columns import split
from weft.engine.files.listing_ways import WAYS
from weft.engine.files.row_writer import Writer
from weft.engine.forms.listing_choice import ListingChoice
from weft.engine.forms.listing_tree import ListingTree
from weft.engine.gap import FIRST, is_gap
from weft.engine.model import Block, Candidate, Kind, Origin

GAP = chr(FIRST)


def folded(text: str) -> list[str]:
    assert detect(text) is Kind.LISTING
    short = ListingTree().fold(text)
    assert short is not None
    assert ListingTree().unfold(short) == text
    assert ListingTree().fold(short) is None
    assert detect(short) is Kind.LISTING
    return short.split("\n")


def test_permissions_links_and_time_are_said_where_they_differ() -> None:
    rows = (
        "total 20\n"
        "-rw-r--r-- 1 root root  5748 Nov 20 14:49 gap.py\n"
        "drwxr-xr-x 2 root root  4096 Nov 20 14:49 forms\n"
        "-rw-r--r-- 1 root root 10842 Nov 20 14:49 model.py\n"
        "-rwxr-xr-x 1 root root   812 May  3  2024 run.sh\n"
        "-rw-r--r-- 1 root root    97 Nov 20 14:49 order.py\n"
    )
    assert folded(rows) == [
        *("[each line: -rw-r--r-- 1 root root {:>5} Nov 20 14:49 {}]", "total 20", "5748 gap.py"),
        *("drwxr-xr-x 2 4096 forms", "10842 model.py", "-rwxr-xr-x 1 812 May  3  2024 run.sh"),
        *("97 order.py", ""),
    ]


def test_headings_become_directories() -> None:
    rows = ".:\nrun.sh\nsrc\n\n./src:\nempty\nengine\nwire\n\n./src/empty:\n\n./src/engine:\na.py\n"
    rows += "b.py\n\n./src/wire:\nhttp\n\n./src/wire/http:\n" + "c.py\nd.py\n" * 19 + "d e.py\n"
    assert folded(rows) == [
        *("[paths as a tree; a heading for each directory]", "./", " run.sh src:"),
        *("  empty engine wire empty/", "  engine/", "   a.py b.py", "  wire/", "   http:"),
        "    " + "c.py d.py " * 19 + '"d e.py"',
        "",
    ]


def test_what_a_blank_means_in_gits_states() -> None:
    rows = (
        " M src/engine/a.py\n M src/engine/b.py\nMM src/engine/c.py\n M src/engine/d.py\n?? new/\n"
    )
    rows += "".join(f" M src/engine/part_{n}.py\n" for n in range(9))
    assert folded(rows)[:4] == [
        "[paths as a tree; a dot for a blank in git's states; each line: .M {}]",
        *("src/engine/", "  a.py", "  b.py"),
    ]


def test_what_windows_prints() -> None:
    rows = "\r\n".join(
        [
            *(" Volume in drive C has no label.", "", " Directory of C:\\src", ""),
            "25/11/2026  16:02    <DIR>          .",
            "25/11/2026  16:02    <DIR>          ..",
            *(f"25/11/2026  17:02            {n * 1371:>6,} part_{n}.py" for n in range(1, 9)),
            *("               8 File(s)         49,356 bytes", ""),
        ]
    )
    lines = folded(rows)
    assert lines[0] == (
        "[rows; each line ends in CR LF; <DIR> on the left; each line: 25/11/2026  17:02 {:>17} {}]"
    )
    assert lines[5:8] == [
        "25/11/2026  16:02 <DIR> .",
        "25/11/2026  16:02 <DIR> ..",
        "1,371 part_1.py",
    ]


def test_what_unzip_prints() -> None:
    rows = (
        "Archive:  a.zip\n  Length      Date    Time    Name\n---------  ---------- -----   ----\n"
    )
    rows += "".join(f"{n * 99:>9}  2026-11-20 14:49   src/part_{n}.py\n" for n in range(19))
    rows += "---------                     -------\n     16929                     19 files\n"
    assert folded(rows)[4:7] == ["src/", " 0 part_0.py", " 99 part_1.py"]


names = st.sampled_from(
    [
        *(
            "a.py",
            "src/a.py",
            "src/b c.py",
            "x",
            "src/",
            "",
            GAP,
            ".:",
            "src:",
            "./src:",
            "total 8",
        ),
        *("-rw-r--r-- 1 a b   12 Nov 20 14:49 x", "drwxr-xr-x 2 a b 4096 Nov 20  2026 src/y z"),
        *("-rw-r--r-- 1 a b    7 Nov 20 14:49 Nov 20 14:49 x", "12 Nov 20 14:49 -rw-r--r-- 1 x"),
        *(
            " M src/a",
            "?? b",
            "MM src/c d",
            ".M x",
            "M\tsrc/a",
            "A\tb",
            "R100\ta\tb",
            "12\t3\tsrc/x",
        ),
        *("25/11/2026  17:02    <DIR>          x", "25/11/2026  17:02                12 y"),
        *(
            "25/11/2026  17:02             <DIR> z",
            "src/a.py:12",
            "100644 " + "ab" * 20 + " 0\tsrc/x",
        ),
        *("     12  2026-11-20 14:49   src/x", "= a", '"', '"a b"', "{}", "\ud800", "a\r"),
    ]
)


@given(st.lists(names, min_size=5, max_size=24), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_is_folded_is_found_out_or_comes_back(lines: list[str], end: str, ends: bool) -> None:
    text = end.join(lines) + end * ends
    short = ListingTree().fold(text)
    if short is None:
        return
    try:
        back = ListingTree().unfold(short)
    except (ValueError, IndexError) as error:
        pytest.fail(f"{error!r} on what was folded from {text!r}")
    assert isinstance(back, str)


@given(st.lists(names, min_size=3, max_size=24).map(lambda lines: "\n".join(lines) + "\n"))
def test_a_way_of_writing_is_put_on_as_it_was(text: str) -> None:
    for way in WAYS[1:2]:
        if (plain := way.off(text)) is not None:
            assert way.on(plain) == text


def test_a_section_of_which_all_is_left_out() -> None:
    text = f"a:\nb\n\na/b:\n{GAP}\n\na/c:\n\na/d:\n{GAP}\nx\n"
    plain = WAYS[1].off(text)
    assert plain == f"a/b\na/b/\n{GAP}\na/c/\na/d/\n{GAP}\na/d/x\n"
    assert WAYS[1].on(plain) == text


def test_rows_with_gaps_keep_their_widths() -> None:
    rows = [f"-rw-r--r-- 1 a b {n:>5} Nov 20 14:49 part_{n}" for n in (7, 12000, 31)]
    table = split("\n".join([rows[0], GAP, *rows[1:]]), 8)
    assert table is not None
    template, read = table
    bodies = [row.said if is_gap(row.said) else f"{row.said} {row.path}" for row in read]
    assert list(Writer(template).block(bodies)) == [rows[0], GAP, *rows[1:]]


def test_every_directory_is_named() -> None:
    text = "".join(
        f"src/area_{n % 40:02}/part_{n:04}.py\n" for n in sorted(range(3000), key=lambda n: n % 40)
    )
    pieces = ListingChoice().cut(Block(text, Origin(question="where is part_1234.py?")), None)
    assert pieces is not None
    verify.tiles(text, pieces)
    shown = Candidate(("test",), tuple(pieces)).write(lambda cut: f"<<{cut.what}>>")
    assert all(f"src/area_{n:02}/" in shown for n in range(40))
    assert "part_1234.py" in shown
    assert len(shown) * 8 < len(text)
