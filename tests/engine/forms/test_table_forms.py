"""Tables of every notation: folded to rows of cells, cut to rows that matter, and given back."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from notations import NOTATIONS, box, commas, mysql, padded, psql

from weft.engine.detect import detect
from weft.engine.forms.delimited_sheet import DelimitedSheet
from weft.engine.forms.registry import FORMS
from weft.engine.forms.table_rows import TableRows
from weft.engine.forms.table_sheet import TableSheet
from weft.engine.gap import open_gaps
from weft.engine.model import Block, Cut, Kind, Origin
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.engine.verify import pieces_of, tiles
from weft.recall.marker import Keyring

KEYRING = Keyring(bytes(range(32)))
HEADS = ["id", "name", "state", "region", "took"]
ROWS = [
    [str(n), f"job {n * 7 % 40}", "open" if n % 9 else "closed", "eu", str(n * 37 % 90)]
    for n in range(60)
]
SHEETS = (TableSheet(), DelimitedSheet())


def folded(text: str) -> str:
    """What the form for this text makes of it, if it comes back as it was."""
    form = next(form for form in SHEETS if detect(text) in form.kinds)
    short = form.fold(text)
    assert short is not None
    assert form.unfold(short) == text
    assert len(short) < len(text)
    assert detect(short) not in form.kinds
    return short


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: notation.__name__)
def test_every_notation(notation) -> None:
    short = folded(notation(HEADS, ROWS))
    assert "column 4" in short  # said once
    assert short.count("eu") == 1


def test_a_table_of_psql() -> None:
    assert folded(psql(HEADS, ROWS)).splitlines()[:4] == [
        (
            "[table: psql; widths 2 -6 -6 -6 4; heads centred; grouped by column 3 state; "
            "else in order of column 1; every row has column 4 region=eu; line 64 as is]"
        ),
        "id,name,took",
        "closed (7 rows):",
        "0,job 0,0",
    ]


def test_what_is_padded_is_squeezed() -> None:
    heads = ["PID", "USER", "COMMAND"]
    rows = [
        [str(n * 37), "root" if n % 2 else "www", f"/usr/bin/tool --port {n}"] for n in range(9)
    ]
    text = "".join(f"{a:>5} {b:<8} {c}\n" for a, b, c in [heads, *rows])
    assert folded(text).splitlines()[:3] == [
        (
            '[table: padded; widths 5 -8 0; column 3 COMMAND begins "/usr/bin/"; '
            "3 cells a row, divided by spaces]"
        ),
        "PID USER COMMAND",
        "0 www tool --port 0",
    ]


CELL = st.one_of(
    st.text("abc ,;|\"'.-0123456789é日\n\\", max_size=8),
    st.sampled_from(
        ["", "0", "1.5", "open", "a | b", "a  b", "[table: x]", "│", "\ud800", "\uf8ff"]
    ),
)


@given(st.data(), st.sampled_from(NOTATIONS))
@settings(deadline=None)
def test_generated_tables_come_back(data: st.DataObject, notation) -> None:
    columns = data.draw(st.integers(2, 5))
    row = st.lists(CELL, min_size=columns, max_size=columns)
    rows = data.draw(st.lists(row, min_size=4, max_size=14))
    text = notation([f"col{n}" for n in range(columns)], rows)
    for form in SHEETS:
        if detect(text) in form.kinds and (short := form.fold(text)) is not None:
            assert form.unfold(short) == text


LINE = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "a,b,c",
            "1,2,3",
            '"x,y",2,3',
            '"open',
            "[table: padded; widths 3 0]",
            "[table: divided by comma; no heads; lines 1-9 as is]",
            "| a | b |",
            "|---|---|",
            "+---+---+",
            "---- ----",
            "PID CMD",
            "  1 ls",
            "\U000f0000",
            "<<ccr:0123456789abcdef01234567>>",
        ]
    ),
)


@given(st.lists(LINE, max_size=20).map("\n".join))
@example("[table: divided by comma; no heads]\n1,2\n3,4\n5,6\n7,8")
@settings(deadline=None)
def test_any_text_comes_back_or_is_left(text: str) -> None:
    for form in SHEETS:
        short = form.fold(text)
        assert short is None or form.unfold(short) == text
    pieces = TableRows().cut(Block(text), None)
    if pieces is not None:
        tiles(text, pieces_of(pieces, text))


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: notation.__name__)
def test_a_cut_table_is_still_a_table(notation) -> None:
    text = notation(HEADS, [*ROWS, ["99", "job x", "failed", "us", "4000"], *ROWS])
    pieces = TableRows().cut(Block(text, Origin(question="which jobs are in us?")), None)
    assert pieces is not None
    tiles(text, pieces_of(pieces, text))
    stays = "".join(piece for piece in pieces if isinstance(piece, str))
    assert "4000" in stays
    assert all(name.lower() in stays.lower() for name in HEADS)
    gaps = open_gaps(pieces)
    assert gaps is not None
    form = next(form for form in SHEETS if detect(gaps) in form.kinds)
    short = form.fold(gaps)
    assert short is not None or form.name == "delimited_sheet"  # a short CSV is short enough
    assert short is None or form.unfold(short) == gaps


def test_the_first_cut_says_what_is_gone() -> None:
    pieces = TableRows().cut(Block(commas(HEADS, ROWS * 4)), None)
    assert pieces is not None
    first = next(piece for piece in pieces if isinstance(piece, Cut))
    assert "of 240 rows left out" in first.label
    assert "state: open" in first.label
    assert len(first.label) <= 500


def test_room_is_kept_to() -> None:
    pieces = TableRows().cut(Block(commas(HEADS, ROWS * 20)), 200)
    assert pieces is not None
    assert count("".join(piece for piece in pieces if isinstance(piece, str))) < 300


@pytest.mark.parametrize("make", [psql, mysql, box, padded, commas])
@pytest.mark.parametrize("lossy", [False, True])
def test_rendered_once_and_for_all(make, lossy: bool) -> None:
    text = make(HEADS, ROWS * 5)
    marks = KEYRING.reference("tenant", text) if lossy else None
    done = render(Block(text), FORMS, Terms(count), marks)
    assert not done.discards
    assert done.tokens_after < done.tokens_before
    short = done.candidate.write(marks.mark, marks.again) if marks else done.candidate.pieces[0]
    again = render(Block(short), FORMS, Terms(count), marks)
    assert again.unchanged


def test_a_real_output() -> None:
    shown = subprocess.run(["ps", "aux"], capture_output=True, text=True, check=True)
    assert shown.stdout.count("\n") >= 4
    assert detect(shown.stdout) is Kind.TABLE
    folded(shown.stdout)


def test_large_tables_take_linear_time() -> None:
    text = commas(HEADS, [[str(n), f"job {n % 50}", "open", "eu", "1"] for n in range(50_000)])
    folded(text)
    pieces = TableRows().cut(Block(text), None)
    assert pieces is not None
    assert sum(len(piece) for piece in pieces if isinstance(piece, str)) < 40_000


@pytest.mark.parametrize(
    "text",
    [
        "id,name\n" + "".join(f"{n},part {n * 7 % 1000}\n" for n in range(30_000)),
        "id,name\r\n" + "".join(f"{n},part,\x00\r\n" for n in range(9)),
        "id,name\n" + "1,\ud800\n" * 9,
        "名前    状態    数\n" + "部品    完了    1\n" * 9,
        "id,a,b,c,d\n" + "1,2\n3,4,5\n6,7,8,9\n" * 4,
        "id,name\n" + "[table: divided by comma],<<ccr:0123456789abcdef01234567 row 1>>\n" * 9,
        "NAME  READY  AGE\n" + "x (3 rows):  1/1  5d\n" * 9,
        "a,b\n" + '1,"x\n(3 rows):"\n' * 9,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_hostile_tables_come_back_or_stay(text: str) -> None:
    rendering = render(Block(text), FORMS, Terms(count=count))
    assert not rendering.discards
    assert rendering.tokens_after <= rendering.tokens_before
    again = render(Block(rendering.settle(None)), FORMS, Terms(count=count))  # type: ignore[arg-type]
    assert again.unchanged
