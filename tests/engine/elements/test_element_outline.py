"""XML becomes an outline, and the outline the same XML, however odd its indentation."""

from __future__ import annotations

import plistlib
import xml.dom.minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.elements import flat, outline
from weft.engine.forms.xml_outline import XmlOutline

FORM = XmlOutline()
POM = """<?xml version="1.0"?>
<!-- a
     comment -->
<project
    xmlns="http://maven.example/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <description>A text
    of several lines</description>

  <dependencies>
    <dependency>
      <groupId>org.example</groupId>
      <optional/>
      <scope></scope>
    </dependency>
  </dependencies>
</project>
"""


def there_and_back(text: str) -> list[str]:
    written = outline.write(text.split("\n"))
    assert written is not None
    assert outline.read(written) == text.split("\n")
    return written


def test_elements_are_closed_by_indentation():
    assert there_and_back(POM) == [
        '<?xml version="1.0"?>',
        "<!-- a",
        "     comment -->",
        "<project",
        '    xmlns="http://maven.example/POM/4.0.0">',
        "  modelVersion: 4.0.0",
        "  <description>A text",
        "    | of several lines</description>",
        "",
        "  dependencies",
        "    dependency",
        "      groupId: org.example",
        "      optional/",
        "      scope:",
        "",
    ]


def test_what_does_not_fit_is_written_as_it_is():
    text = "<a>\n  <b>1</b><b>2</b>\n<c>3</c>\n  plain <i>text</i>\n\n</a>\n"
    assert there_and_back(text) == [
        "a",
        "  <b>1</b><b>2</b>",
        "| <c>3</c>",
        "  | plain <i>text</i>",
        "",
        "</a>",
        "",
    ]


def test_a_gap_stands_for_what_was_there():
    text = "<a>\n  <b>\n    <c>1</c>\n\U000f0000\n  </b>\n\U000f0001\n  <d/>\n</a>"
    assert there_and_back(text) == [
        "a", "  b", "    c: 1", "\U000f0000", "  </b>", "\U000f0001", "  d/",
    ]  # fmt: skip


PIECES = st.sampled_from(
    [
        "<a>", "</a>", "<b c='d'>", "</b>", "<e/>", "<f>g: h</f>", "<i:j k=\"l: m\"></i:j>", "text",
        "| bar", "|", "", " ", "<!-- c", "-->", "<![CDATA[ <a> ]]>", "<a", "x='<'>", "</", ">",
        "a: b",
        "\t<a>", "  </a>", "<?p?>", "\U000f0000", "é\x00\ud800", "<a>\r",
    ]
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 3), PIECES)))
def test_any_lines_come_back(lines):
    given_lines = [" " * depth + piece for depth, piece in lines]
    written = outline.write(given_lines)
    if written is not None:
        assert outline.read(written) == given_lines


@given(st.lists(PIECES, max_size=30).map("".join))
def test_one_line_comes_back(text):
    text = "<r>" + "<a>1</a>" * 9 + text
    broken = flat.broken(text.split("\n"))
    if broken is not None:
        above, lines = broken
        assert flat.whole(lines, above) == text.split("\n")


ITEMS = [
    {"id": n, "title": f"Item {n}", "on": n % 3 > 0, "tags": ["a", "b"][: n % 3]} for n in range(30)
]
PLIST = plistlib.dumps({"Items": ITEMS, "Env": {"PATH": "/usr/bin"}}).decode()
ONE_LINE = "".join(line.strip() for line in PLIST.split("\n"))
TREE = xml.dom.minidom.parseString(ONE_LINE.partition('dtd">')[2]).toprettyxml(indent="    ")


@pytest.mark.parametrize("text", [PLIST, ONE_LINE, TREE, PLIST.replace("\n", "\r\n")])
def test_what_libraries_write(text):
    short = FORM.fold(text)
    assert short is not None
    assert FORM.unfold(short) == text
    assert len(short) < 0.9 * len(text)
    assert FORM.owns(short)
    assert FORM.fold(short) is None


def test_a_text_with_our_note_is_left_alone():
    assert FORM.fold("[XML as an outline: name: text is an element]\n<a>\n</a>") is None
