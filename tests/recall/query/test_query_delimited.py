"""Delimited and drawn tables: rows and cells stand where the standard library sees them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.recall.query import Plain, Rows, Select, ask, parse_condition
from weft.recall.query.delimited import cells, read_delimited
from weft.recall.query.ruled import read_ruled

cell_texts = st.text(st.sampled_from('ab ,;\t"\n\ré'), max_size=6)
PEOPLE = 'id,name,note\n1,Ada,"first, ""real"""\n2,Bob,"two\nlines"\n3,Cy,\n'


def select(text, *where, fields=(), **more):
    conditions = tuple(parse_condition(one) for one in where)
    return ask(Plain(text), Select(where=conditions, fields=fields, **more))


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(cell_texts, min_size=width, max_size=width), min_size=1)
    ),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_cells_are_those_of_the_standard_library(rows, delimiter, end):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    names = [f"column {number}" for number in range(len(rows[0]))]
    writer.writerows([names, *rows])
    table = read_delimited(out.getvalue())
    assert table.columns == tuple(names)
    sources = [table.source(number) for number in range(len(table.spans))]
    assert [[said for _, said in cells(source, delimiter)] for source in sources] == rows
    assert table.head + "".join(sources) == out.getvalue()


@given(st.text(st.sampled_from('a,"\n\r'), max_size=30))
def test_no_text_is_too_broken_for_a_table(text):
    table = read_delimited("x,y\n1,2\n" + text)
    if table is not None:
        spans = [table.spans[number] for number in range(len(table.spans))]
        assert spans == sorted(spans)
        for number in range(len(spans)):
            assert "".join(source for source, _ in cells(table.source(number), ",")) != "\n"


def test_rows_stand_under_their_head_as_they_are():
    answer = ask(Plain(PEOPLE), Rows(1, 2))
    assert answer.text == PEOPLE[: PEOPLE.index("3,Cy")]
    assert answer.part == "rows 1-2 of 3 of comma-separated table"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("id>=2", "23"),
        ("id=2.0", "2"),
        ('id="2"', "2"),
        ('id="2.0"', ""),
        ("name=Ada", "1"),
        ("note=", "3"),
        ("note~LINES", "2"),
        ('note=first, "real"', "1"),
        ("name<B", "1"),
        ("name>5", ""),
    ],
)
def test_conditions_on_cells(where, expected):
    answer = select(PEOPLE, where, fields=("id",))
    assert answer.text == ("id\n" + "".join(f"{one}\n" for one in expected) if expected else "")


def test_chosen_cells_keep_their_quotes():
    assert select(PEOPLE, "id<3", fields=("note", "id")).text == (
        'note,id\n"first, ""real""",1\n"two\nlines",2\n'
    )


def test_a_quote_that_never_ends_costs_one_look():
    text = "a,b\n1,2\n" + '"x,\n' * 50_001
    assert len(read_delimited(text).spans) > 1


def test_prose_and_code_are_no_tables():
    for text in ["one, two\nthree\n", "a\nb\n", "", "x,x\n1,2\n", f"{'long ' * 40},b\n1,2\n"]:
        assert read_delimited(text) is None


MARKDOWN = "# Title\n\n| id | name |\n|---:|:---|\n| 1 | a\\|b |\n| 2 | c |\n\nThe end | really.\n"
PSQL = " id | name \n----+------\n  1 | Ada\n  2 | Bob\n(2 rows)\n"
MYSQL = "+----+------+\n| id | name |\n+----+------+\n|  1 | Ada  |\n|  2 | Bob  |\n+----+------+\n"


def test_drawn_tables_have_rows():
    assert ask(Plain(MARKDOWN), Rows(2, 2)).text == "| id | name |\n|---:|:---|\n| 2 | c |\n"
    assert ask(Plain(MARKDOWN), Rows(1, 2)).part == "rows 1-2 of 2 of table at line 3"
    assert select(MARKDOWN, "name=a|b", fields=("name",)).text == "name\na\\|b\n"
    for text in (PSQL, MYSQL):
        assert select(text, "id>1", fields=("name", "id")).text == "name | id\nBob | 2\n"
        assert len(read_ruled(text).spans) == 2


def test_a_hostile_ruler_takes_linear_time():
    for text in [
        "-" * 500_000,
        "-|" * 250_000 + "x",
        "| " * 250_000,
        "\n" * 500_000,
        " " * 500_000,
    ]:
        assert read_ruled(text) is None
