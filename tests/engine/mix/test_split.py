"""How a mixed text is divided: the sections tile it, and what is not sure stays whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mixed_texts import CSV, DOCUMENT, LOG, MIXED, PLAIN, TRACE

from weft.engine.detect import detect
from weft.engine.mix.divide import SPLITTERS, split
from weft.engine.mix.section import MOST, Section
from weft.engine.model import Kind, Origin

FROM = Origin(question="which node is not ready?")


def bodies(text: str) -> list[str]:
    sections = split(text, FROM, detect(text))
    return [text[one.start : one.end] for one in sections if one.origin is not None]


def tiles(text: str, sections: tuple[Section, ...]) -> bool:
    ends = [0, *(one.end for one in sections)]
    return [one.start for one in sections] == ends[:-1] and ends[-1] == len(text)


@pytest.mark.parametrize("name", MIXED)
def test_the_sections_of_a_mixed_text_tile_it(name: str) -> None:
    text = MIXED[name]
    sections = split(text, FROM, detect(text))
    assert sections
    assert tiles(text, sections)
    assert all(one.origin is None or one.origin.question == FROM.question for one in sections)


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_not_sure_to_be_mixed_stays_whole(name: str) -> None:
    assert split(PLAIN[name], FROM, detect(PLAIN[name])) == ()


@pytest.mark.parametrize("name", sorted(set(MIXED) - {"stdout and stderr", "nested", "fences"}))
def test_a_document_is_a_body_of_its_own(name: str) -> None:
    assert [body for body in bodies(MIXED[name]) if detect(body) in (Kind.JSON, Kind.JSON_LINES)]


def test_a_body_knows_the_command_that_printed_it() -> None:
    text = f"$ cat a.csv \\\n  b.csv\n{CSV}$ kubectl get nodes -o json\n{DOCUMENT}\n"
    found = [one for one in split(text, FROM, Kind.TEXT) if one.origin]
    assert [one.origin.arguments for one in found] == [
        "cat a.csv \\\n  b.csv",
        "kubectl get nodes -o json",
    ]


def test_a_body_knows_its_file_its_media_type_and_its_fence() -> None:
    def origins(name: str) -> list[Origin]:
        return [one.origin for one in split(MIXED[name], FROM, Kind.TEXT) if one.origin]

    assert [one.arguments for one in origins("heads of files")] == ["a.json", "b.log"]
    assert [one.arguments for one in origins("tags of files")] == ["a", "b.csv"]
    assert [one.media_type for one in origins("http twice")] == ["application/json"] * 2
    assert [one.media_type for one in origins("fences")] == ["json", ""]


def test_the_tool_speaks_again_behind_a_body() -> None:
    assert bodies(MIXED["http verbose"]) == [DOCUMENT]


def test_documents_of_a_line_that_follow_each_other_are_one_body() -> None:
    lines = "".join(json.dumps({"id": n, "name": "x" * 20}) + "\n" for n in range(20))
    assert bodies(f"started\n{lines}done\n") == ["started\n", lines, "done\n"]


def test_a_fence_in_a_fence_of_more_ticks() -> None:
    inner = f"```\n{LOG}```\n"
    assert bodies(f"Text\n\n````md\n{inner}````\n") == [inner]


def test_a_tag_that_is_not_closed_ends_the_search() -> None:
    assert bodies(f"<stdout>\n{LOG}</stdout>\n<stderr>\n{TRACE}") == [LOG]


def test_a_text_of_short_bodies_is_not_worth_dividing() -> None:
    short = "$ pwd\n/srv\n$ date\nToday\n"
    assert bodies(short) == []
    assert bodies(f"{short}$ cat a.log\n{LOG}") == ["/srv\n", "Today\n", LOG]
    sections = split(short, FROM, Kind.TEXT, least=1)
    assert [short[one.start : one.end] for one in sections if one.origin] == ["/srv\n", "Today\n"]


def test_more_than_anybody_reads_is_not_divided() -> None:
    assert bodies("$ a\n" + f"$ cat b\n{'x' * 300}\n" * (MOST + 1)) == []
    assert bodies(f"```\n{'x' * 2000}\n```\n" * (2 * MOST)) == []


fragments = st.lists(
    st.sampled_from(
        [
            *(
                "```",
                "```json\n",
                "~~~~\n",
                "$ ",
                "$ ls\n",
                "me@h:~$ x\n",
                "==> a <==\n",
                "<stdout>",
            ),
            *(
                "</stdout>",
                "<file path='a'>\n",
                "</file>\n",
                "HTTP/1.1 200 OK\n",
                "A: b\n",
                "\n",
                "\r\n",
            ),
            *("{", "}", "[", "]", '{"a": 1}\n', DOCUMENT[:400], DOCUMENT, "Output:\n", "Stderr:\n"),
            *(
                "# File: a.py\n",
                "body=",
                "x" * 700,
                "* Connection #0",
                "> ",
                "< ",
                "\x00",
                "\ud800",
            ),
            *("[several parts, each shortened by itself]\n", "<<lines 3-4>>", LOG[:500]),
        ]
    ),
    max_size=14,
).map("".join)


@given(st.one_of(fragments, st.text(max_size=400)), st.sampled_from(list(Kind)))
@example("```\n" * 3, Kind.TEXT)
@settings(max_examples=200)
def test_any_text_is_tiled_or_stays_whole(text: str, kind: Kind) -> None:
    for splitter in SPLITTERS:
        sections = splitter(text, FROM)
        assert not sections or tiles(text, sections)
    sections = split(text, FROM, kind)
    assert not sections or tiles(text, sections)


HUGE = {
    "fences": "```\nx\n" * 100_001,
    "open fences": "```json\n{\n```\n" * 50_000,
    "ticks": "`" * 1_000_000,
    "prompts": "$ a\nb\n" * 200_000,
    "users": "a@b:c$ d\n" * 150_000,
    "at signs": "a@" * 500_000,
    "heads": "==> a <==\nx\n" * 100_000,
    "answers": "HTTP/1.1 200 OK\na: b\n\nx\n" * 50_000,
    "headers": "HTTP/1.1 200 OK\n" + "a: b\n" * 200_000,
    "status lines": "HTTP/1.1 200 OK\n" * 100_000,
    "open arrays": "[\n" * 200_000,
    "open objects": '{"a":\n' * 200_000,
    "documents": 'x\n{"a": 1}\n' * 100_000,
    "tails": ('body={"a": "' + "x" * 700 + '"}\n') * 1_000,
    "broken tails": ('body={"a": "' + "x" * 700 + "}\n") * 2_000,
    "tags": '<file a="b">\n' * 100_000,
    "closed tags": "<stdout>x</stdout>\n" * 100_000,
    "labels": "Exit code: 1\n" * 100_000,
    "words": "Aa " * 500_000,
    "rules": "=" * 1_000_000,
    "paths": "## a/b.c\n" * 100_000,
    "backslashes": "$ a\\\n" * 200_000,
    "empty lines": "\n" * 1_000_000,
    "one line": "x" * 10_000_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_hostile_sizes_are_divided_or_not_at_once(name: str) -> None:
    text = HUGE[name]
    for splitter in SPLITTERS:
        sections = splitter(text, FROM)
        assert not sections or tiles(text, sections)
