"""Source of programming languages, labelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelled import made, word

from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTS = range(8)


@made(Kind.CODE)
def python() -> Iterable[str]:
    yield from ('"""Pools."""', "", "import time", "from dataclasses import dataclass", "", "")
    for n in PARTS:
        yield from (
            f"def take_{word(n)}(pool, wait={n}):",
            '    """Take one."""',
            "    if not pool:",
        )
        yield from ("        time.sleep(wait)", f"    return pool[{n}]", "", "")


@made(Kind.CODE)
def typescript() -> Iterable[str]:
    yield from ('import { Pool } from "./pool";', "")
    for n in PARTS:
        yield from (
            f"export function {word(n)}(pool: Pool, n = {n}): number {{",
            "  if (!pool.size) {",
        )
        yield from ("    throw new Error('empty');", "  }", "  return pool.take(n);", "}", "")


@made(Kind.CODE)
def golang() -> Iterable[str]:
    yield from ("package shop", "", 'import "fmt"', "")
    for n in PARTS:
        yield from (f"func {word(n).title()}{n}(n int) error {{", "\tif n == 0 {")
        yield from ('\t\treturn fmt.Errorf("empty")', "\t}", "\treturn nil", "}", "")


@made(Kind.CODE)
def rust() -> Iterable[str]:
    yield from ("use std::collections::HashMap;", "")
    for n in PARTS:
        yield from (f"pub fn {word(n)}_{n}(pool: &HashMap<u32, String>) -> Option<&String> {{")
        yield from ("    let n = pool.len() as u32;", "    pool.get(&n)", "}", "")


@made(Kind.CODE)
def java() -> Iterable[str]:
    yield from (
        "package org.example.shop;",
        "",
        "import java.util.List;",
        "",
        "public class Shop {",
    )
    for n in PARTS:
        yield from (
            f"    public int {word(n)}{n}(List<Integer> pool) {{",
            "        if (pool.isEmpty()) {",
        )
        yield from (
            "            return 0;",
            "        }",
            f"        return pool.get({n});",
            "    }",
            "",
        )
    yield "}"


@made(Kind.CODE)
def c_source() -> Iterable[str]:
    yield from ("#include <stdio.h>", "", "/* Pools. */")
    for n in PARTS:
        yield from (f"static int {word(n)}_{n}(const int *pool, int n)", "{", "    if (n == 0)")
        yield from ("        return -1;", f"    return pool[{n}];", "}", "")


@made(Kind.CODE)
def shell() -> Iterable[str]:
    yield from ("#!/usr/bin/env bash", "set -euo pipefail", "")
    for n in PARTS:
        yield from (f"{word(n)}_{n}() {{", '  local name="$1"', '  if [[ -z "$name" ]]; then')
        yield from ('    echo "no name" >&2', "    return 1", "  fi", "}", "")
