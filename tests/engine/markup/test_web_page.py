"""Web pages as blocks: what a page says, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine.markup.tags import attributes, tokens
from weft.engine.markup.web_page import web_page

LONG = "<p>" + "This is what the page is about. " * 8 + "</p>"


def shown(html: str) -> list[str]:
    """The texts of the blocks of a page."""
    return [block.text for block in web_page(html).blocks]


def test_headings_paragraphs_and_breaks() -> None:
    assert shown("<h1>A &amp; B</h1><p>one\n  two<br>three<div>four</div><h3>C</h3>") == [
        "# A & B",
        "one two\nthree",
        "four",
        "### C",
    ]


def test_lists_in_lists() -> None:
    html = "<ul><li>a<ul><li>b<li>c</ul><li><p>d</p><p>more of d</p></ul><ol><li>e</ol>"
    assert shown(html) == ["- a", "  - b", "  - c", "- d", "  more of d", "1. e"]


def test_code_is_verbatim() -> None:
    html = (
        '<pre class="x language-py"><span>if</span> a &lt; b:\n    go()\n</pre><p>a <code>b</code>'
    )
    assert shown(html) == ["```py\nif a < b:\n    go()\n```", "a `b`"]


def test_tables_have_a_header() -> None:
    html = "<table><tr><th>A<th>B</tr><tr><td>1</td><td>x|y</td></tr></table>"
    assert shown(html) == ["| A | B |\n|---|---|", "| 1 | x\\|y |"]


def test_tables_that_only_lay_out_are_none() -> None:
    html = "<table><tr><td>menu</td><td><table><tr><td>a<td>b</table></td></tr></table>"
    assert shown(html) == ["menu", "| a | b |"]


def test_links_are_numbered_once() -> None:
    page = web_page(
        '<p>See <a href="/a?x=1&amp;y=2">one</a>, <a href="/b">two</a>, '
        '<a href="/a?x=1&amp;y=2">one</a>.'
    )
    assert page.blocks[0].text == "See one[1], two[2], one[1]."
    assert page.links == ["/a?x=1&y=2", "/b"]


def test_anchors_beside_headings_are_gone_and_names_are_not_split() -> None:
    html = (
        '<h2>Use<a href="#use">¶</a></h2><h3>fn <a href="x">open</a>()</h3>'
        '<code><a href="y">T</a></code>'
    )
    assert shown(html) == ["## Use", "### fn open()", "`T`"]


def test_boilerplate_is_left_out() -> None:
    html = (
        "<nav>menu</nav><header>banner</header><div class='cookie-consent'>cookies"
        "<div>more</div></div><div id=sidebar>side</div><p hidden>no</p>"
        f"{LONG}<div role='search'>find</div><footer>imprint</footer><p>last</p>"
    )
    assert [text[:4] for text in shown(html)] == ["This", "last"]


def test_the_main_element_decides() -> None:
    html = f"<title>T</title><p>before</p><main><h1>M</h1>{LONG}</main><p>after</p>"
    assert [text[:4] for text in shown(html)] == ["# T", "# M", "This"]


def test_a_page_of_boilerplate_alone_is_shown() -> None:
    assert shown("<nav><a href=/a>one</a></nav><footer>two</footer>") == ["one[1]", "two"]


def test_what_is_never_closed_ends_with_the_page() -> None:
    assert shown(f"<div><ul><li><b>a<p>{'x' * 300}") == ["- a", "  " + "x" * 300]
    assert shown(f"<nav><p>a</p>{LONG}") != []


def test_scripts_styles_and_comments_are_no_text() -> None:
    html = "<script>if (a<b) '</p>'</script><p>a<!-- <p>b --><style>c</style>d<script>e"
    assert shown(html) == ["a de"]


def test_attributes_in_any_writing() -> None:
    assert attributes(" HREF=a b='c' d=\"e>f\" g ") == {"href": "a", "b": "c", "d": "e>f", "g": ""}


SCRAPS = st.sampled_from(
    [
        *[
            "<",
            ">",
            "</",
            "<a href='",
            "'>",
            '"',
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<ul>",
            "<li>",
        ],
        *[
            "</li>",
            "</ul>",
            "<pre>",
            "</pre>",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "&#x110000;",
        ],
        *[
            "&#xd800;",
            "&amp",
            "text ",
            "<h1>",
            "</h1>",
            "<nav>",
            "</nav>",
            "<main>",
            "</main>",
            "\x00",
        ],
        *[
            "<dl><dt>",
            "<dd>",
            "</dl>",
            "<br>",
            "<blockquote>",
            "</blockquote>",
            "\ud800",
            "<![CDATA[",
        ],
    ]
)


@given(st.lists(SCRAPS, max_size=80).map("".join))
@settings(max_examples=300)
def test_no_scraps_of_a_page_break_it(html: str) -> None:
    page = web_page(html)
    assert all(block.text.strip() for block in page.blocks)
    assert "".join(said for said, _, _, _ in tokens(html)).count("<script>") <= html.count(
        "<script>"
    )


@pytest.mark.parametrize(
    "unit",
    ["<a ", "<a href='", "<!--", "<div>", "<b></i>", "<table><tr><td>", "<ul><li>", "<![CDATA["],
)
def test_a_hundred_thousand_of_anything_end(unit: str) -> None:
    web_page(unit * 20_000 + "<p>end</p>")
