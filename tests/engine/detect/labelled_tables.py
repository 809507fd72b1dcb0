"""Tables, CSV, YAML, configuration and XML, labelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelled import clock, made, rows, word

from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

HEAD = ("id", "service", "state", "ms")
ROWS = [[str(row[name]) for name in HEAD] for row in rows(24)]


def _aligned(head: Iterable[str], body: Iterable[Iterable[str]], gap: str = "   ") -> list[str]:
    cells = [list(head), *map(list, body)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    return [
        gap.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]


@made(Kind.TABLE)
def kubectl_pods() -> Iterable[str]:
    return _aligned(
        ("NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE"),
        (
            ("prod", f"{word(n)}-6d{n}-x{n}", "1/1", "Running", str(n % 3), f"{n}d")
            for n in range(20)
        ),
    )


@made(Kind.TABLE)
def docker_ps() -> Iterable[str]:
    return _aligned(
        ("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"),
        (
            (f"{n * 7919:012x}", f"{word(n)}:1.{n}", '"/run"', "2 days ago", "Up 2 days",
             f"80{n:02}/tcp", f"{word(n)}_{n}")
            for n in range(12)
        ),
    )  # fmt: skip


@made(Kind.TABLE)
def psql() -> Iterable[str]:
    wide = _aligned(HEAD, ROWS, " | ")
    yield " " + wide[0]
    yield "+".join("-" * (len(cell) + 2) for cell in wide[0].split(" | "))
    yield from (" " + line for line in wide[1:])
    yield "(24 rows)"


@made(Kind.TABLE)
def psql_small() -> Iterable[str]:
    yield from (" id |  service  | state ", "----+-----------+-------")
    yield from (f"  {n} | {word(n):9} | open" for n in range(6))
    yield "(6 rows)"


@made(Kind.TABLE)
def mysql() -> Iterable[str]:
    rule = "+----+---------+-------+-----+"
    yield from (rule, "| id | service | state | ms  |", rule)
    yield from (f"| {n:2} | {word(n)[:7]:7} | open  | {n:3} |" for n in range(20))
    yield from (rule, "20 rows in set (0.01 sec)")


@made(Kind.TABLE)
def markdown_rows() -> Iterable[str]:
    yield from ("| id | service | state | ms |", "|---|---|---|---|")
    yield from ("| " + " | ".join(row) + " |" for row in ROWS)


@made(Kind.TABLE)
def disks() -> Iterable[str]:
    return _aligned(
        ("Filesystem", "Size", "Used", "Avail", "Use%", "Mounted on"),
        (
            (f"/dev/sd{chr(97 + n)}1", f"{n}0G", f"{n}G", "9G", f"{n}%", f"/mnt/{n}")
            for n in range(9)
        ),
    )


@made(Kind.DELIMITED)
def csv_plain() -> Iterable[str]:
    return [",".join(HEAD), *map(",".join, ROWS)]


@made(Kind.DELIMITED)
def tsv_plain() -> Iterable[str]:
    return ["\t".join(HEAD), *map("\t".join, ROWS)]


@made(Kind.DELIMITED)
def semicolons() -> Iterable[str]:
    return ["name;street;town", *(f"{word(n)};Main St. {n};Bern" for n in range(20))]


@made(Kind.DELIMITED)
def csv_quoted() -> Iterable[str]:
    return ["id,note,when", *(f'{n},"said ""{word(n)}"", twice",2031-03-04' for n in range(20))]


@made(Kind.DELIMITED)
def csv_of_times() -> Iterable[str]:
    return ["time,host,load", *(f"2031-03-04 {clock(n)},{word(n)},0.{n}" for n in range(30))]


@made(Kind.YAML)
def kubernetes() -> Iterable[str]:
    for n in range(4):
        yield from ("apiVersion: apps/v1", "kind: Deployment", "metadata:", f"  name: {word(n)}")
        yield from ("spec:", f"  replicas: {n}", "  template:", "    spec:", "      containers:")
        yield from (f"        - name: {word(n)}", f"          image: shop/{word(n)}:1.{n}", "---")


@made(Kind.YAML)
def openapi() -> Iterable[str]:
    yield from ("openapi: 3.1.0", "info:", "  title: Shop", "  version: 1.0.0", "paths:")
    for n in range(9):
        yield from (
            f"  /{word(n)}/{n}:",
            "    get:",
            f"      operationId: get_{n}",
            "      responses:",
        )
        yield from ('        "200":', "          description: what was found, as it is")


@made(Kind.YAML)
def ansible() -> Iterable[str]:
    yield from ("---", "- hosts: all", "  become: true", "  tasks:")
    for n in range(9):
        yield from (f"    - name: Install {word(n)}", "      apt:", f"        name: {word(n)}")


@made(Kind.YAML)
def compose() -> Iterable[str]:
    yield "services:"
    for n in range(8):
        yield from (
            f"  {word(n)}{n}:",
            f"    image: {word(n)}:1",
            "    ports:",
            f'      - "80{n}:80"',
        )


@made(Kind.YAML)
def note_lookalike() -> Iterable[str]:
    yield from ("# [the same as above]", "steps:")
    for n in range(9):
        yield from (f"  - name: step {n}", "    run: echo [done as above]")


@made(Kind.CONFIG)
def ini() -> Iterable[str]:
    for n in range(6):
        yield from (f"[{word(n)}{n}]", f"host = 10.0.0.{n}", f"port={8000 + n}", "; a comment", "")


@made(Kind.CONFIG)
def dotenv() -> Iterable[str]:
    return (f"{word(n).upper()}_{n}_URL=https://{word(n)}.example.org/{n}" for n in range(20))


@made(Kind.CONFIG)
def pyproject() -> Iterable[str]:
    yield from ("[project]", 'name = "shop"', 'version = "1.0"', "dependencies = [")
    yield from (f'    "{word(n)}>=1.{n}",' for n in range(9))
    yield from ("]", "", "[tool.ruff]", "line-length = 100", 'select = ["ALL"]')


@made(Kind.CONFIG)
def properties() -> Iterable[str]:
    return ["# made by hand", *(f"shop.{word(n)}.pool.size={n}" for n in range(20))]


@made(Kind.CONFIG)
def environment() -> Iterable[str]:
    return (f"{word(n).upper()}_{n}=/usr/{word(n)}/bin" for n in range(25))


@made(Kind.XML)
def junit() -> Iterable[str]:
    yield from ('<?xml version="1.0"?>', '<testsuite tests="20">')
    yield from (f'  <testcase name="{word(n)}" time="0.{n}"/>' for n in range(20))
    yield "</testsuite>"


@made(Kind.XML)
def pom() -> Iterable[str]:
    yield from ('<project xmlns="http://maven.apache.org/POM/4.0.0">', "  <dependencies>")
    for n in range(8):
        yield from (
            "    <dependency>",
            f"      <artifactId>{word(n)}</artifactId>",
            "    </dependency>",
        )
    yield from ("  </dependencies>", "</project>")


@made(Kind.XML)
def feed() -> Iterable[str]:
    yield from ('<?xml version="1.0" encoding="utf-8"?>', '<rss version="2.0"><channel>')
    yield from (
        f"<item><title>{word(n)}</title><link>https://example.org/{n}</link></item>"
        for n in range(9)
    )
    yield "</channel></rss>"
