"""Generated texts of every kind that a form looks for, with what could mislead it inside.

Strategies only. `WORDS` are what values are made of: plain ones, and those that look like notation,
markers, numbers, line ends and halves of characters.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = ("open", "closed", "eu-west-1", "Ann", "error: timeout", "ok", "200", "main.py", "a b")
HOSTILE = (
    "", " ", "null", "true", "0", "1.0", "1e5", "-0", "a,b", '"', "\\", "{}", "[]", "{", "x.y",
    "a=b",
    "[JSON as lines and tables]", "3 rows of a,b", "<<ccr:0123456789abcdef01234567 lines 1-2>>",
    "<<lines 3-4>>", "[the line above 3 more times]", "\U000f0000", "é", "日本", "\u2028", "\x00",
    "\x1b[31mred\x1b[0m", "\r", "\t", "a: b", "- a", "# x", "|", "+---+", "@@ -1 +1 @@", "a:1:b",
)  # fmt: skip
WORDS = st.sampled_from(PLAIN) | st.sampled_from(PLAIN) | st.sampled_from(HOSTILE)
LINE = WORDS.map(lambda word: word.translate({10: " ", 13: " ", 0x2028: " "}))
COUNT = st.integers(0, 60)


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[str], list[list[object]]]:
    """A head and rows of it, of a few patterns, so that there is something to fold."""
    head = draw(st.lists(WORDS, min_size=1, max_size=6, unique=True))
    cell = WORDS | st.integers(-5, 10**20) | st.none() | st.booleans() | st.floats(-9, 9)
    patterns = draw(st.lists(st.tuples(*[cell] * len(head)), min_size=1, max_size=4))
    count = draw(COUNT)
    return head, [[*patterns[n * n % len(patterns)][:-1], n] for n in range(count)]


def documents() -> st.SearchStrategy[str]:
    """JSON: arrays of objects at any depth, and anything else."""
    leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS
    table = rows().map(lambda made: [dict(zip(made[0], row, strict=True)) for row in made[1]])
    inner = st.recursive(
        leaf | table,
        lambda deeper: st.lists(deeper, max_size=5) | st.dictionaries(WORDS, deeper, max_size=5),
        max_leaves=8,
    )
    return st.builds(
        lambda value, indent: json.dumps(value, indent=indent, ensure_ascii=False),
        inner,
        st.sampled_from([None, 2]),
    )


def json_lines() -> st.SearchStrategy[str]:
    """A document a line."""
    return rows().map(
        lambda made: "".join(
            json.dumps(dict(zip(made[0], row, strict=True))) + "\n" for row in made[1]
        )
    )


def _delimited(made: tuple[list[str], list[list[object]]], mark: str, ending: str) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=mark, lineterminator=ending)
    writer.writerow(made[0])
    for row in made[1]:
        writer.writerow([str(cell).replace("\x00", "") for cell in row])
    return sink.getvalue()


def delimited() -> st.SearchStrategy[str]:
    """CSV and its like."""
    return st.builds(_delimited, rows(), st.sampled_from(",\t;|"), st.sampled_from(["\n", "\r\n"]))


def _drawn(made: tuple[list[str], list[list[object]]], bar: str, frame: bool) -> str:
    lines = [[" ".join(str(cell).split()) for cell in line] for line in (made[0], *made[1])]
    widths = [max(len(line[at]) for line in lines) for at in range(len(made[0]))]
    shown = [
        bar.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    ]
    if frame:
        rule = "+".join("-" * (width + 2) for width in widths)
        shown = [f" {line} " for line in shown]
        shown.insert(1, rule)
    return "\n".join(shown) + "\n"


def tables() -> st.SearchStrategy[str]:
    """Drawn with bars, or held by their width."""
    return rows().flatmap(
        lambda made: st.sampled_from([_drawn(made, " | ", True), _drawn(made, "   ", False)])
    )


def logs() -> st.SearchStrategy[str]:
    """Lines with a time, of a few patterns."""
    pattern = st.tuples(st.sampled_from(["INFO", "WARN", "ERROR", "debug"]), LINE, LINE)
    return st.builds(
        lambda patterns, count, every: "".join(
            f"2026-03-0{1 + n // 40} 10:{n % 60:02}:{n * 7 % 60:02}.{n:03} {level} "
            f"[worker-{n % 3}] {first} took {n * 37 % 91} ms {second}\n"
            for n in range(count)
            for level, first, second in [patterns[n // every % len(patterns)]]
        ),
        st.lists(pattern, min_size=1, max_size=4),
        COUNT,
        st.integers(1, 9),
    )


def listings() -> st.SearchStrategy[str]:
    """Paths, and matches in them."""
    part = st.sampled_from(["src", "tests", "node_modules", "a b", "x.py", "y.md", "é", "lib:1"])
    path = st.lists(part, min_size=1, max_size=4).map("/".join)
    return st.builds(
        lambda paths, tail, times: "".join(
            f"./{path}{tail.format(n=n)}\n" for path in paths for n in range(times)
        ),
        st.lists(path, max_size=12),
        st.sampled_from(["", "/{n}.txt", ":{n}:    return value", ":{n}:{n}: error"]),
        st.integers(1, 9),
    )


def diffs() -> st.SearchStrategy[str]:
    """What `git diff` prints, and what only looks so."""
    change = st.builds(lambda mark, text: mark + text, st.sampled_from(" +-"), LINE)
    return st.builds(
        lambda names, lines, start: "".join(
            f"diff --git a/{name} b/{name}\nindex 1234567..89abcde 100644\n--- a/{name}\n"
            f"+++ b/{name}\n@@ -{start},{sum(line[0] != '+' for line in lines)}"
            f" +{start},{sum(line[0] != '-' for line in lines)} @@ def f():\n"
            + "".join(f"{line}\n" for line in lines)
            for name in names
        ),
        st.lists(st.sampled_from(["a.py", "dir/b.ts", "uv.lock", "with space.c"]), max_size=4),
        st.lists(change, min_size=1, max_size=30),
        st.integers(1, 900),
    )


def nested() -> st.SearchStrategy[str]:
    """YAML, and XML of the same shape."""
    return st.builds(
        lambda made, xml: "".join(
            "<item>\n"
            + "".join(f"  <k{at}>{cell}</k{at}>\n" for at, cell in enumerate(row))
            + "</item>\n"
            if xml
            else "- "
            + "  ".join(f"key{at}: {str(cell).strip() or '~'}\n" for at, cell in enumerate(row))
            for row in made[1]
        ),
        rows(),
        st.booleans(),
    )


def written() -> st.SearchStrategy[str]:
    """Documents: Markdown, reStructuredText, pages of manuals and of the web, prose."""
    ways: tuple[Callable[[str, str, int], str], ...] = (
        lambda head, said, n: (
            f"## {head} {n}\n\n{said} `x{n}`.\n\n- {said} [a](b)\n\n```\n{n}\n```\n\n"
        ),
        lambda head, said, n: (
            f"{head}{n} it\n{'=' * 40}\n\n.. note:: {said}\n\n{said}::\n\n    {n}\n\n"
        ),
        lambda head, said, n: (
            f"SYNOPSIS\n       {head}\n\nOPTIONS\n       -{n}\n           {said}\n\n"
        ),
        lambda head, said, n: f"<div><h2>{head}</h2><p>{said} <a href='{n}'>{n}</a></p></div>\n",
        lambda head, said, n: f"He said {said} to them. It was {head} then. Nobody saw {n}.\n\n",
    )
    return st.builds(
        lambda way, said, times: "".join(
            way(head, what, n) for n in range(times) for head, what in said
        ),
        st.sampled_from(ways),
        st.lists(st.tuples(LINE, LINE), min_size=1, max_size=5),
        st.integers(1, 12),
    )


def _transcript(bodies: list[str], prompt: str) -> str:
    return "".join(f"{prompt}cat part{n}\n{body}\n" for n, body in enumerate(bodies))


def _exchange(body: str, ending: str) -> str:
    head = ("HTTP/1.1 200 OK", "Content-Type: application/json", "X-Id: 1", "", "")
    return ending.join(head) + body


def mixtures() -> st.SearchStrategy[str]:
    """Texts of other kinds in one: transcripts, exchanges, fences, wrappers, tails of lines."""
    part = st.one_of(documents(), json_lines(), delimited(), logs(), diffs(), nested(), tables())
    parts = st.lists(part, min_size=1, max_size=3)
    prompts = st.sampled_from(["$ ", "me@host:~/src$ ", "PS C:\\> "])
    heads = st.sampled_from(["==> {n} <==\n{}\n", "# File: a/{n}\n{}\n", "--- a/{n}.x ---\n{}\n"])
    tags = st.sampled_from(["<stdout>\n{}</stdout>\n", '<file path="a">{}</file>\n'])
    return st.one_of(
        st.builds(_transcript, parts, prompts),
        st.builds(lambda some, end: end.join(_exchange(one, end) for one in some), parts,
                  st.sampled_from(["\n", "\r\n"])),
        st.builds(lambda some, mark: "".join(f"# A\n\n{mark}json\n{one}\n{mark}\n" for one in some),
                  parts, st.sampled_from(["```", "~~~~"])),
        st.builds(lambda some, head: "".join(head.format(one, n=n) for n, one in enumerate(some)),
                  parts, heads),
        st.builds(lambda some, tag: "".join(map(tag.format, some)), parts, tags),
        st.builds(lambda one, two, three: f"{one}\n{two}\n{three}", logs(), documents(), part),
        st.builds(lambda one, two, three: f"{one}12:00:01 ERROR body={two}\n{three}",
                  logs(), documents(), logs()),
        st.builds(lambda one: f"Exit code: 1\nWall time: 2 s\nOutput:\n{one}", part),
    )  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """Any of these: as it is, cut off in the middle, with other line ends, or two in one text."""
    whole = st.one_of(
        *(documents(), json_lines(), delimited(), tables(), logs(), listings(), diffs(), nested()),
        *(written(), mixtures(), mixtures()),
    )
    return st.one_of(
        whole,
        whole,
        st.builds(lambda text, at: text[: len(text) * at // 9], whole, st.integers(1, 8)),
        whole.map(lambda text: text.replace("\n", "\r\n")),
        st.builds(lambda one, other: f"$ run\n{one}\n{other}", whole, whole),
        whole.map(lambda text: text.encode().decode("ascii", "surrogateescape")),
    )
