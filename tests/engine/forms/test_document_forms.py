"""Documents, pages and prose: what was asked for stays, and the rest is named."""

from __future__ import annotations

import re
from functools import partial

import pytest
from document_texts import TOPICS, essay, guide, manual, page, reference
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine.detect import detect
from weft.engine.forms.document_choice import DocumentChoice
from weft.engine.forms.page_text import PageText
from weft.engine.forms.prose_choice import ProseChoice
from weft.engine.forms.registry import FORMS
from weft.engine.model import Block, Cut, Kind, Origin
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.engine.verify import pieces_of, tiles
from weft.recall.store import from_url

MANY = tuple(f"{topic}{n}" for n in range(6) for topic in TOPICS)
TEXTS = {
    Kind.MARKDOWN: guide(MANY),
    Kind.RST: reference(MANY),
    Kind.MAN: manual(MANY),
    Kind.HTML: page(MANY),
    Kind.PROSE: essay(80),
}
FORMS_OF_OURS = (DocumentChoice(), PageText(), ProseChoice())


def shown(text: str, question: str = "") -> str:
    """What stays, with a line for each cut."""
    for form in FORMS_OF_OURS:
        if detect(text) in form.kinds:
            pieces = form.cut(Block(text, Origin(question=question)), None)
            assert pieces is not None
            tiles(text, pieces_of(pieces, text))
            return "".join(
                f"<<{piece.what}>>{piece.after}" if isinstance(piece, Cut) else piece
                for piece in pieces
            )
    raise AssertionError(detect(text))


@pytest.mark.parametrize("kind", TEXTS)
def test_each_text_is_of_its_kind(kind: Kind) -> None:
    assert detect(TEXTS[kind]) is kind


@pytest.mark.parametrize(
    ("kind", "question", "answer"),
    [
        (Kind.MARKDOWN, "What is the default of `labels3.limit`?", "how many labels3 a depot may"),
        (Kind.MARKDOWN, "Which signal is sent when mirrors2 are full?", "| `mirrors2_full` |"),
        (Kind.MARKDOWN, "how do I prune exports4", "$ depot exports4 prune"),
        (Kind.RST, "In which version was prune_labels2 added?", ".. versionadded:: 3.21"),
        (Kind.RST, "What is the default limit of prune_exports1?", "limit=109"),
        (Kind.MAN, "What is the default of --reports5-limit?", "The default is 147"),
        (Kind.HTML, "What is the default of imports3.grace?", "`imports3.grace`: default 1680"),
        (Kind.HTML, "Which signal tells that archives2 are full?", "| archives2_full | limit of"),
        (Kind.PROSE, "Where must the key of the granary be kept?", "leave the\nmiller's house"),
    ],
)
def test_the_answer_stays(kind: Kind, question: str, answer: str) -> None:
    text = TEXTS[kind]
    left = shown(text, question)
    assert " ".join(answer.split()) in " ".join(left.split())
    assert len(left) < 0.5 * len(text)


@pytest.mark.parametrize("kind", [Kind.MARKDOWN, Kind.RST, Kind.MAN])
def test_every_heading_is_shown_or_named(kind: Kind) -> None:
    left = shown(TEXTS[kind], "What is the default of labels3?").lower()
    assert not [topic for topic in MANY if topic not in left]


def test_badges_contents_and_targets_go_and_are_said_to() -> None:
    left = shown(guide())
    assert left.startswith("# Depot\n\n<<badges, lines 3-5>>\nDepot keeps crates")
    assert "](#quotas)" not in left
    assert "Contents" in left


def test_what_warns_stays() -> None:
    assert "> **Warning:** `depot purge`" in shown(TEXTS[Kind.MARKDOWN], "What is labels3.grace?")


def test_a_page_is_its_main_text() -> None:
    left = shown(page(), "What is the default of quotas.limit?")
    assert left.startswith(
        "<<web page as text, whole>>\n\n# Depot\n\nDepot keeps crates.\nThey can"
    )
    for gone in ("menu", "cookies", "Imprint", "color: red", "track("):
        assert gone not in left
    assert "```sh\n$ depot quotas list\n  <all>\n```" in left
    assert "steward[1]" in left
    assert "[1]: /steward?id=0&x=1" in left


def test_what_only_the_source_of_a_page_has_is_shown_from_there() -> None:
    left = shown(page(), "Which class has the cookie-banner?")
    assert re.search(r"Source, line \d+: ", left)
    assert '<div class="cookie-banner">' in left


def test_a_sentence_brings_the_one_it_speaks_of() -> None:
    left = shown(TEXTS[Kind.PROSE], "Which rule was broken once?")
    assert "This rule was broken once." in left
    assert "never leave the" in left


def test_prose_without_a_question_keeps_more() -> None:
    text = TEXTS[Kind.PROSE]
    left = shown(text)
    assert 0.3 < len(left) / len(text) < 0.8
    assert left.startswith(text[:60])


def test_a_cut_within_a_line_says_its_lines() -> None:
    left = shown(TEXTS[Kind.PROSE], "Where must the key of the granary be kept?")
    assert ", chars " in left
    assert "<<" in left
    assert "lines " in left


def test_short_texts_are_left_alone() -> None:
    assert DocumentChoice().cut(Block("# A\n\ntext\n"), None) is None
    assert PageText().cut(Block("<html><p>a</p></html>"), None) is None
    assert ProseChoice().cut(Block("One. Two. Three. Four."), None) is None


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("question", ["", "What is the default of labels3.limit?", "who won?"])
def test_the_pipeline_takes_them_and_settles(kind: Kind, question: str) -> None:
    text = TEXTS[kind]
    store = from_url("memory:")
    marks = store.keyring.reference("t", text)
    rendering = render(Block(text, Origin(question=question)), FORMS, Terms(count), marks)
    assert not rendering.discards
    assert rendering.candidate.forms[0] in ("document_choice", "page_text", "prose_choice")
    sent = rendering.settle(partial(store.put, "t"))
    again = render(Block(sent), FORMS, Terms(count), store.keyring.reference("t", sent))
    assert again.unchanged


SCRAPS = st.sampled_from(
    [
        *["# A b\n", "\n", "## C\n\n", "text of a sentence. ", "- item\n", "  - in\n", "```\n"],
        *["| a | b |\n|---|---|\n", "| 1 | 2 |\n", "[a](b) ", "[![a](b)](c)\n", "<<lines 1-2>>"],
        *["<html>", "<p>", "</p>", "<div>", "&lt;", "NAME\n", "SYNOPSIS\n       x\n", "\ud800"],
        *[
            "DESCRIPTION\n       y\n",
            ".. note::\n\n   n\n",
            "Title\n=====\n\n",
            "\U000f0000",
            "\r\n",
        ],
        *["It was so. ", "No! ", "。", "\x00", "word " * 30, "<table><tr><td>", "x" * 300],
    ]
)


@given(st.lists(SCRAPS, min_size=10, max_size=80).map("".join), st.sampled_from(["", "text of a"]))
@settings(max_examples=200)
def test_whatever_stays_tiles_whatever_comes(text: str, question: str) -> None:
    for form in FORMS_OF_OURS:
        pieces = form.cut(Block(text, Origin(question=question)), None)
        if pieces is not None:
            tiles(text, pieces_of(pieces, text))
            for piece in pieces:
                if isinstance(piece, Cut):
                    assert len(piece.label) <= 500
                    assert not set(piece.label) & set("<>\"'\\\n")


LARGE = {
    "one line of sentences": "He saw it and said nothing. " * 20_000,
    "ten thousand deep": "<html>" + "<div>" * 10_000 + "<p>text</p>" * 50 + "</div>" * 10_000,
    "unclosed": "<!DOCTYPE html><nav>" + "<p>a <b>b <a href='c'>d" * 10_000,
    "lists": "# A\n\n## B\n\n## C\n\n" + "".join(" " * (n % 300) + "- x\n" for n in range(4000)),
    "fences": "# A\n\n[a](b)\n\n[c](d)\n\n" + "```\n" * 20_001,
    "empty lines": "# A\n\n## B\n\n## C\n" + "\n" * 200_000 + "text\n",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_large_texts_of_little_sense(text: str) -> None:
    store = from_url("memory:")
    block = Block(text, Origin(question="who said nothing?"))
    rendering = render(block, FORMS, Terms(count), store.keyring.reference("t", text))
    assert not [each for each in rendering.discards if "raised" in each.reason]
    assert rendering.tokens_after <= rendering.tokens_before
