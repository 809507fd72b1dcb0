"""Bodies: by layout, by a grammar, and what both make of comments and literals."""

from __future__ import annotations

import pytest
from sources import NAMES, source

from weft.engine.code.body import Body, Sort
from weft.engine.code.grammars import grammar, versions
from weft.engine.code.language import BY_NAME, LANGUAGES
from weft.engine.code.outline import outline
from weft.engine.code.page import page
from weft.engine.code.symbols import symbols


def bodies(text: str, language: str, *, grammars: bool = False, blocks: bool = False) -> list[Body]:
    source = page(text, text.split("\n"), BY_NAME[language])
    return outline(source, blocks=blocks, grammars=grammars)


def functions(text: str, language: str, **which: bool) -> list[tuple[str, int, int]]:
    found = bodies(text, language, **which)
    return [(one.name, one.first, one.last) for one in found if one.sort is Sort.FUNCTION]


@pytest.mark.parametrize("name", [name for name in NAMES if grammar(name)])
def test_functions_are_the_same_by_layout_and_by_grammar(name: str) -> None:
    text = source(name)
    assert {one[0] for one in functions(text, name)} >= {"take"} or name in (
        "tsx",
        "c",
        "go",
        "csharp",
    )
    by_layout, by_grammar = (
        {one for one in functions(text, name, grammars=which) if one[2] > one[1]}
        for which in (False, True)
    )
    assert by_layout == by_grammar


def test_a_body_is_whole_lines_between_its_ends() -> None:
    text = "int f(\n    int a,\n    int b)\n{\n  x();\n\n  y();\n}\nint g(void) { return 1; }\n"
    for grammars in (True, False):
        assert functions(text, "c", grammars=grammars) == [("f", 4, 6)]


def test_labels_and_what_a_preprocessor_reads_stand_where_they_like() -> None:
    text = "int f(void) {\n  a();\n#ifdef B\n  b();\n#endif\nout:\n  return 1;\n}\n"
    for grammars in (True, False):
        assert functions(text, "c", grammars=grammars) == [("f", 1, 6)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("c", "int f(void) {\na();\n}\n"),  # not laid out
        ("c", "int f(void) {\n  a(;\n}\n"),  # not even
        ("c", "int f(void) {\n  a();\n  }\n"),  # ends elsewhere
        ("c", "int f(void) {\n  a();\n"),  # does not end
        ("python", "def f(x)\n    return 1\n"),
        ("python", "def f(x): return 1\n"),
        ("python", "def f(x):\n"),
        ("ruby", "def f = 1\nx\n"),
        ("ruby", "def f(a,\n      b)\n  c\nend\n"),
    ],
)
def test_what_is_no_body_by_layout(language: str, text: str) -> None:
    assert functions(text, language) == []


def test_a_docstring_is_cut_with_its_body() -> None:
    text = 'def f(\n    a,\n):\n    """One.\n\n    Two.\n    """\n    x()\n\n\ny = 1\n'
    for grammars in (True, False):
        (one,) = bodies(text, "python", grammars=grammars)
        assert (one.start, one.first, one.last) == (0, 4, 7)
        assert one.before == '    """  # '


def test_decorators_belong_to_what_they_decorate() -> None:
    text = "@a\n@b(1)\ndef f():\n    x()\n    y()\n"
    for grammars in (True, False):
        (one,) = bodies(text, "python", grammars=grammars)
        assert (one.start, one.first) == (0, 3)
        assert one.before == "    ...  # "


def test_blocks_are_found_where_they_are_needed() -> None:
    text = (
        "def f():\n    if a:\n        b()\n        c()\n    for d in e:\n        g()\n        h()\n"
    )
    for grammars in (True, False):
        assert len(bodies(text, "python", grammars=grammars)) == 1
        with_blocks = bodies(text, "python", grammars=grammars, blocks=True)
        assert [(one.first, one.last) for one in with_blocks] == [(1, 6), (2, 3), (5, 6)]


def test_of_literals_the_first_entries_stay() -> None:
    rows = "".join(f"  [{n}, 2],\n" for n in range(12))
    for grammars in (True, False):
        (one,) = bodies(f"const a = [\n{rows}];\n", "javascript", grammars=grammars)
        assert (one.sort, one.first, one.last) == (Sort.DATA, 4, 12)


def test_entries_that_end_deeper_than_they_begin_are_left_alone() -> None:
    rows = "".join(f"    'a{n}': {{\n        'b': 1,\n        }},\n" for n in range(9))
    for text in (f"x = {{\n{rows}    }}\n", f"x = {{\n{rows}}}\n"):
        for one in bodies(text, "python"):
            kept = text.split("\n")
            compile("\n".join(kept[: one.first] + kept[one.last + 1 :]), "x", "exec")


def test_long_comments_show_how_they_begin() -> None:
    starred = "/**\n" + " * word\n" * 12 + " */\nint a;\n"
    (one,) = bodies(starred, "java")
    assert (one.sort, one.first, one.last, one.before) == (Sort.COMMENT, 3, 12, " * ")
    remarks = "# word\n" * 12 + "x = 1\n"
    (one,) = bodies(remarks, "python")
    assert (one.first, one.last, one.before) == (2, 11, "# ")
    assert bodies("# word\n" * 5 + "x = 1\n", "python") == []


def test_what_runs_a_file_is_no_comment() -> None:
    (one,) = bodies("#!/bin/sh\n" + "# word\n" * 12, "bash")
    assert (one.start, one.first) == (1, 3)


def test_an_error_spoils_only_the_body_it_stands_in() -> None:
    text = "int f(void) {\n  a();\n}\nint g(void) {\n  b(;\n  ];\n}\nint h(void) {\n  c();\n}\n"
    names = [name for name, _, _ in functions(text, "c", grammars=True)]
    assert "f" in names
    assert "g" not in names


def test_symbols_say_what_a_file_defines() -> None:
    for grammars in (True, False):
        found = symbols(source("python"), BY_NAME["python"], grammars=grammars)
        assert [(one.name, one.depth) for one in found] == [
            ("Stock", 0),
            ("put", 1),
            ("take", 1),
            ("total", 1),
            ("to_order", 0),
            ("watch", 0),
        ]
        assert found[0].header == "class Stock:"
        assert found[1].header == "def put(self, article: str, count: int) -> int:"


def test_grammars_are_installed_here_and_say_which() -> None:
    assert "tree_sitter_rust " in versions()
    missing = [one.name for one in LANGUAGES if grammar(one.name) is None]
    assert missing == ["kotlin", "swift", "perl"]
