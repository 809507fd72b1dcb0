"""Tables as command lines print them, read by their gutters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine.detect import detect
from weft.engine.forms.table_sheet import TableSheet
from weft.engine.model import Kind
from weft.engine.tables import gutters

FREE = """\
               total        used        free      shared  buff/cache   available
Mem:           24105         563       20803           8        3139       23541
Swap:              0           0           0
"""
COVERAGE = """\
Name                      Stmts   Miss Branch BrPart  Cover   Missing
---------------------------------------------------------------------
src/shop/cart.py             58     10     31      3    94%   32, 286, 273
src/shop/orders.py           98      0     19      0   100%
src/shop/stock/item.py      136      0     27      0   100%
src/shop/stock/shelf.py      29      1      5      1    92%   17->exit
---------------------------------------------------------------------
TOTAL                       321     11     82      4    96%
"""
DOCKER = """\
CONTAINER ID   IMAGE            COMMAND                  CREATED        STATUS                    PORTS                    NAMES
41649f767c45   shop/web:1.4.0   "docker-entrypoint.s…"   2 weeks ago    Up 1 days (healthy)       0.0.0.0:8000->8000/tcp   web-0
5bc8bde5c099   shop/api:1.4.1   "docker-entrypoint.s…"   10 weeks ago   Up 2 days (healthy)                                api-1
b0c1cb91ce37   shop/db:1.4.2    "postgres"               4 weeks ago    Exited (0) 3 days ago                              db-2
d76df1446bea   shop/mail:1.4    "docker-entrypoint.s…"   5 weeks ago    Up 4 days                 0.0.0.0:25->25/tcp       mail-3
"""  # noqa: E501
PIP = """\
Package         Version Editable project location Location                  Installer
--------------- ------- ------------------------- ------------------------- ---------
annotated-types 0.8.0                             /srv/lib/site-packages    pip
anyio           4.16.0                            /srv/lib/site-packages    pip
weft            0.1     /srv/weft                 /srv/lib/site-packages    pip
wsproto         1.2.0                             /srv/lib/site-packages    pip
"""


@pytest.mark.parametrize("text", [FREE, COVERAGE, DOCKER, PIP])
def test_they_are_tables_and_come_back(text):
    assert detect(text) is Kind.TABLE
    short = TableSheet().fold(text)
    assert short is not None
    assert TableSheet().unfold(short) == text
    assert len(short) < len(text)


def test_names_of_several_words_are_one_column():
    table = gutters.read(DOCKER.rstrip("\n").split("\n"))
    assert table is not None
    assert table.lines[0][0] == "CONTAINER ID"
    assert table.lines[2] == [
        "5bc8bde5c099", "shop/api:1.4.1", '"docker-entrypoint.s…"', "10 weeks ago",
        "Up 2 days (healthy)", "", "api-1",
    ]  # fmt: skip


def test_numbers_stand_under_names_further_left():
    table = gutters.read(COVERAGE.rstrip("\n").split("\n"))
    assert table is not None
    assert table.lines[2][-2:] == ["94%", "32, 286, 273"]
    assert table.drawing.apart == (0, 0, 0, 0, 0, 2)


WORD = st.text("abcXYZ0123456789.-/é日", min_size=0, max_size=7)


@given(st.data())
@settings(deadline=None)
def test_any_columns_come_back(data):
    columns = data.draw(st.integers(3, 6))
    rows = data.draw(
        st.lists(st.lists(WORD, min_size=columns, max_size=columns), min_size=3, max_size=9)
    )
    rows.insert(0, [f"COL{n}" for n in range(columns)])
    right = data.draw(st.lists(st.booleans(), min_size=columns, max_size=columns))
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    between = " " * data.draw(st.integers(1, 3))
    lines = [
        between.join(
            cell.rjust(width) if flush else cell.ljust(width)
            for cell, width, flush in zip(row, widths, right, strict=True)
        )
        for row in rows
    ]
    text = "\n".join(lines if data.draw(st.booleans()) else map(str.rstrip, lines))
    short = TableSheet().fold(text)
    if short is not None:
        assert TableSheet().unfold(short) == text
