"""Documents are told apart, and from what only looks like one."""

from __future__ import annotations

import pytest

from weft.engine.detect import detect
from weft.engine.detect.document import reader_of
from weft.engine.markup.markdown import markdown_units
from weft.engine.model import Kind

PROSE = (
    "The mill stands by the river. Nobody has lived in it since the flood. Its wheel is gone, but "
    "the stones are there. In spring, children come and play among them.\n"
)
README = (
    "# Depot\n\nKeeps crates.\n\n## Use\n\nRun `depot keep`, and see [the guide](guide.md).\n\n"
    "- one\n- two\n"
)
TEXTS = {
    "readme": (Kind.MARKDOWN, README),
    "readme that begins with HTML": (Kind.MARKDOWN, f'<h1 align="center">Depot</h1>\n\n{README}'),
    "changes": (
        Kind.MARKDOWN,
        "# Changes\n\n## 1.2.0 - 2026-01-02\n\n- Added\n\n## 1.1.0 - 2025-12-02\n\n- More\n",
    ),
    "front matter": (Kind.MARKDOWN, f"---\ntitle: A\n---\n\n{README}"),
    "windows": (Kind.MARKDOWN, README.replace("\n", "\r\n")),
    "reference": (
        Kind.RST,
        (
            "Depot\n=====\n\n.. module:: depot\n\nKeeps :term:`it`.\n\n.. function:: keep(it)\n\n"
            "   Keep it.\n\n.. note:: It is kept.\n"
        ),
    ),
    "guide": (
        Kind.RST,
        (
            "Title\n=====\n\nUse ``keep`` like this::\n\n    keep()\n\nMore\n----\n\nSee `it`_ and "
            "``drop``.\n\nEnd\n---\n\nText.\n"
        ),
    ),
    "manual": (
        Kind.MAN,
        "DEPOT(1)      User Commands      DEPOT(1)\n\nNAME\n       depot - keep\n",
    ),
    "manual without a title": (
        Kind.MAN,
        "NAME\n       depot - keep\n\nSYNOPSIS\n       depot [-a]\n\nDESCRIPTION\n       Keeps.\n",
    ),
    "help": (
        Kind.MAN,
        (
            "Usage: depot [OPTIONS] CRATE\n\n  Keep it.\n\nOptions:\n  -a, --all      all\n"
            "  -b, --big      big\n  --color WHEN   when\n  --help         this\n"
        ),
    ),
    "page": (Kind.HTML, "<!DOCTYPE html>\n<html><body><p>a</p></body></html>"),
    "page with a comment": (Kind.HTML, "<!-- made by x -->\n<HTML><HEAD></HEAD></HTML>"),
    "XHTML": (Kind.HTML, '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">\n<html><p/></html>'),
    "part of a page": (
        Kind.HTML,
        '<div class="a"><p>one <b>two</b></p><ul><li>a</li><li>b</li></ul></div>',
    ),
    "prose": (Kind.PROSE, PROSE * 3),
    "Chinese": (Kind.PROSE, "他来了。没有人知道为什么。他说他会再来的。我们等了很久。" * 4),
    "Arabic": (Kind.PROSE, "هل جاء أحد؟ نعم، جاء رجل. ثم ذهب ولم يقل شيئا. انتظرنا طويلا. " * 4),
}
OTHERS = {
    "comments of a script": "import os\n\n# First\n\nx = 1\n\n# Two\n\ny = 2\n\n# Third\n\nz = 3\n",
    "shell": "#!/bin/sh\n\n# Build\n\nmake all\n\n# Test\n\nmake test\n\n# Ship\n\nmake ship\n",
    "C": "/* The mill stands. It is old. It is by the river. Nobody lives there. */\nint x;\n" * 3,
    "CSS": ".a { color: red; }\n.b { color: blue; }\n" * 10,
    "words": "alpha beta gamma\n" * 5,
    "YAML": "# A\n\nname: ci\non:\n  push: {}\njobs:\n  a:\n    steps: []\n# B\n\nb:\n  c: d\n",
    "XML": "<?xml version='1.0'?>\n<project><name>a</name><id>1</id></project>",
    "log": "".join(f"2026-01-02 10:00:{n:02} INFO It was seen. It was kept.\n" for n in range(30)),
    "empty": "",
}
DOCUMENTS = {Kind.MARKDOWN, Kind.RST, Kind.MAN, Kind.HTML, Kind.PROSE}


@pytest.mark.parametrize(("kind", "text"), TEXTS.values(), ids=TEXTS)
def test_documents_are_known(kind: Kind, text: str) -> None:
    assert detect(text) is kind


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_is_no_document_is_not_taken_for_one(text: str) -> None:
    assert detect(text) not in DOCUMENTS


def test_the_reader_goes_with_the_kind() -> None:
    assert reader_of(README) is markdown_units
    assert reader_of(PROSE) is None
