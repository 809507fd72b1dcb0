"""Mixed texts through the pipeline: each part by its own forms, all of it one candidate."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from mixed_texts import DOCUMENT, LOG, MIXED, TRACE

from weft.engine.forms.registry import FORMS
from weft.engine.mix import NOTE, Made, Section, join
from weft.engine.model import Block, Candidate, Cut, Join, Lines, Origin
from weft.engine.pipeline import Terms, render, restore
from weft.engine.tokens import count
from weft.engine.verify import spans
from weft.recall.marker import Keyring, Receipt, Reference
from weft.recall.query import Plain, ask, compose, parse_part

KEYRING = Keyring(bytes(range(32)))
TERMS = Terms(count)
QUESTION = "why did worker-1 fail, and which node is not ready?"


def reference(text: str) -> Reference:
    return KEYRING.reference("tenant", text)


def receipt(text: str) -> Receipt:
    return Receipt(reference(text).hash, "tenant", KEYRING)


def block(text: str) -> Block:
    return Block(text, Origin(question=QUESTION))


@pytest.mark.parametrize("name", MIXED)
def test_nothing_is_lost_without_marks(name: str) -> None:
    text = MIXED[name]
    rendering = render(block(text), FORMS, TERMS)
    assert not rendering.cuts
    assert rendering.tokens_after < rendering.tokens_before
    candidate = rendering.candidate
    start = 0
    for one in candidate.joins:
        part = text[start : start + one.length]
        turned = restore(Candidate(one.forms, (one.text,)), FORMS)
        assert turned.split() == part.split() or "json_sheet" in one.forms
        assert one.forms or one.text == part
        start += one.length
    assert not candidate.joins or start == len(text)


@pytest.mark.parametrize("name", MIXED)
def test_the_seams_stand_where_they_stood(name: str) -> None:
    sent = render(block(MIXED[name]), FORMS, TERMS).settle(receipt)
    seams = re.findall(
        r"^(?:[$] .*|.*[$] cat .*|PS C:.*|HTTP/.*|==> .*|```.*|~~~|</?\w+.*>|Output:|npm warn .*)$",
        MIXED[name],
        re.MULTILINE,
    )
    at = 0
    for seam in seams:
        at = sent.index(seam.strip(), at)


@pytest.mark.parametrize("name", MIXED)
def test_our_own_text_comes_back_as_it_is(name: str) -> None:
    for marks in (False, True):
        text = MIXED[name]
        sent = render(block(text), FORMS, TERMS, reference(text) if marks else None).settle(receipt)
        again = render(block(sent), FORMS, TERMS, reference(sent) if marks else None)
        assert again.settle(receipt) == sent


@pytest.mark.parametrize("name", MIXED)
def test_each_cut_names_its_part_of_the_original(name: str) -> None:
    text = MIXED[name]
    rendering = render(block(text), FORMS, TERMS, reference(text))
    span = spans(text)
    for cut in rendering.cuts:
        start, end = span(cut.part)
        assert 0 <= start < end <= len(text)
        given = ask(Plain(text), compose(parse_part(cut.what)))
        assert given.text.strip() in text
    sent = rendering.settle(receipt)
    assert sent.count("<<ccr:") == bool(rendering.cuts)


def test_parts_are_written_each_by_its_own_forms() -> None:
    forms = render(block(MIXED["transcript"]), FORMS, TERMS).candidate.forms
    assert forms[0] == "mixed"
    assert {"json_sheet", "like_lines"} <= set(forms)


def test_a_text_that_is_not_mixed_is_rendered_as_ever() -> None:
    for text in (LOG, DOCUMENT, TRACE):
        assert "mixed" not in render(block(text), FORMS, TERMS).candidate.forms


def test_what_is_ours_in_a_transcript_stays() -> None:
    ours = render(block(DOCUMENT), FORMS, TERMS).settle(receipt)
    text = f"$ weft compress a.json\n{ours}\n$ cat a.log\n{LOG}"
    assert ours in render(block(text), FORMS, TERMS).settle(receipt)


def test_a_text_with_a_marker_of_ours_stays() -> None:
    marker = reference("x").mark(Cut(Lines(1, 2)))
    text = MIXED["transcript"].replace("$ cat trace", f"{marker}\n$ cat trace")
    assert render(block(text), FORMS, TERMS, reference(text)).unchanged


def test_a_text_that_begins_with_our_note_stays() -> None:
    assert render(block(NOTE + MIXED["transcript"]), FORMS, TERMS).unchanged


def test_a_line_end_that_a_form_took_is_put_back_and_is_known_to_be_added() -> None:
    text = "[1, 2]\nend\n"
    made = [
        Made(Section(0, 7, Origin()), Candidate(("compact_json",), ("[1,2]",))),
        Made(Section(7, 11)),
    ]
    joined = join(text, made)
    assert joined.pieces == ("[1,2]\nend\n",)
    assert joined.joins == (
        Join(("compact_json",), "[1,2]", 7),
        Join((), "", 0, "\n"),
        Join((), "end\n", 4),
    )
    noted = join(text, made, noted=True)
    assert noted.pieces == (f"{NOTE}[1,2]\nend\n",)
    assert restore(noted, FORMS) == restore(joined, FORMS) == "[1,2]end\n"


def test_cuts_of_a_part_are_cuts_of_the_whole() -> None:
    cut = Cut(Lines(1, 1), after="\n")
    made = [Made(Section(0, 2)), Made(Section(2, 6, Origin()), Candidate(("x",), (cut, "c\n")))]
    joined = join("a\nb\nc\n", made)
    assert joined.pieces == ("a\n", replace(cut, part=Lines(2, 2)), "c\n")
    assert joined.forms == ("mixed", "x")
    assert not joined.joins


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_splitter_that_fails_breaks_nothing(monkeypatch: pytest.MonkeyPatch, wrong: int) -> None:
    def fails(*_: object) -> object:
        if wrong:
            raise RecursionError
        raise ValueError("no")

    monkeypatch.setattr("weft.engine.joining.split", fails)
    rendering = render(block(MIXED["transcript"]), FORMS, TERMS)
    assert "mixed" in [discard.form for discard in rendering.discards]


def test_what_would_not_be_known_as_ours_has_a_note_on_top() -> None:
    rows = [{"id": n, "name": f"name {n * 7919 % 997}", "at": n * n} for n in range(700)]
    text = f"a banner of no kind\n{json.dumps(rows, indent=1)}\ntrailer\n"
    terms = Terms(count, lossy=False)
    rendering = render(block(text), FORMS, terms, reference(text))
    assert not rendering.cuts
    sent = rendering.settle(receipt)
    assert sent.startswith(f"{NOTE}a banner of no kind\n")
    assert rendering.tokens_after == count(sent) < count(text)
    turned_back(text, rendering.candidate)
    assert render(block(sent), FORMS, terms, reference(sent)).unchanged


def turned_back(text: str, candidate: Candidate) -> None:
    restored = restore(candidate, FORMS)
    assert "".join(restored.split()) == "".join(text.split())
