"""Lines that begin within a comment or a string."""

from __future__ import annotations

import pytest

from weft.engine.code.language import BY_NAME
from weft.engine.code.masks import masks

INSIDE = {  # the language and a text whose lines with an `i` begin within something
    "python": ("python", 'a = """x\ni {\ni"""\nb = 1  # """\nc = \'"""\'\n'),
    "python with escapes": ("python", 'a = "\\"" + """x\ni \\"""\ni"""\nb\n'),
    "comments": ("c", '/* x\ni\ni */ y\n// /* z\nchar *a = "/*";\nb\n'),
    "templates": ("javascript", "const a = `x ${b}\ni { \\` \ni`;\nc\n"),
    "patterns": ("javascript", "a = /[`'\"]/;\nb = c / d;\ne = `x\ni`;\n"),
    "raw strings of Go": ("go", "a := `x\ni { \"\ni`\nb := '`'\nc\n"),
    "raw strings of Rust": ("rust", 'let a = r#"x "y"\ni "{\ni"#;\nlet b: &\'a str = "x\ni";\n'),
    "raw strings of C++": ("cpp", 'auto a = R"x(y)"\ni)x";\nb;\n'),
    "verbatim strings": ("csharp", 'var a = @"x ""\ni";\nvar b = "\\"";\nc\n'),
    "here documents": ("bash", "cat <<-'END' | sort\ni {\ni\n  END\nb\n"),
    "text blocks": ("java", 'String a = """\ni "x" {\ni""";\nb\n'),
    "pods": ("perl", "a;\n=head1 X\n\ni's\n\n=cut\nb;\n"),
    "never closed": ("c", "a;\n/* b\ni\ni\ni\n"),
}


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_inside(name: str) -> None:
    language, text = INSIDE[name]
    lines = text.split("\n")
    found = masks(text, lines, BY_NAME[language])
    told = {at for at, line in enumerate(lines) if found.inside[at]}
    assert {at for at, line in enumerate(lines) if line.startswith("i")} <= told
    outside = {at for at, line in enumerate(lines) if line[:1] in set("abcde/")}
    assert not outside & told


def test_comments_of_many_lines_are_named() -> None:
    text = "a\n/* b\n c */\n/* d */\n/**\n * e\n */\n"
    found = masks(text, text.split("\n"), BY_NAME["java"])
    assert found.comments == ((1, 2), (4, 6))
