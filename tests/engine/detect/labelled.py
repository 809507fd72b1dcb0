"""Texts with the kind they are of: what many tools print, written after the formats they document.

Each is made by arithmetic, is of the size an agent reads, and is labelled by hand. Real outputs
stand beside these, in `tests/parity`; `every` has both.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PARITY = Path(__file__).parents[2] / "parity"
WORDS = (
    *("orders", "billing", "search", "mailer", "ledger"),
    *("gateway", "reports", "stock", "audit", "carts"),
)
PATHS = [f"src/{word}/{part}.py" for word in WORDS for part in ("pool", "retry", "model")]
MADE: list[tuple[Kind, str, Callable[[], str]]] = []


def made(kind: Kind) -> Callable[[Callable[[], Iterable[str] | str]], Callable[[], str]]:
    """Enter what a function writes, as lines or whole."""

    def enter(write: Callable[[], Iterable[str] | str]) -> Callable[[], str]:
        def whole() -> str:
            text = write()
            return text if isinstance(text, str) else "\n".join(text) + "\n"

        MADE.append((kind, write.__name__, whole))
        return whole

    return enter


def word(n: int) -> str:
    """One of a few words."""
    return WORDS[n * 7 % len(WORDS)]


def clock(n: int) -> str:
    """A time of day that goes on."""
    return f"{9 + n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}"


def rows(count: int) -> list[dict[str, object]]:
    """Records."""
    return [
        {"id": n, "service": word(n), "state": "open" if n % 5 else "shut", "ms": n * 37 % 900}
        for n in range(count)
    ]


REAL = {
    Kind.BUILD: "cargo_test cmake_make make_gcc node_spec node_tap npm_verbose pip_install"
    " pytest_verbose ruff_concise unittest",
    Kind.TRACE: "java_traces node_errors python_traces",
}
REAL_FILES = {
    Kind.DIFF: "diff_u git_diff git_diff_modes git_log git_stat git_stat_long",
    Kind.LISTING: "du find find_printf git_ls_files ls_long ls_recursive tar tree",
    Kind.SEARCH: "git_grep grep_context grep_numbered grep_one_file",
}


def labelled() -> Iterator[tuple[Kind, str, str]]:
    """Every kind with a name and a text of it."""
    for folder, table in (("texts", REAL), ("files", REAL_FILES)):
        for kind, names in table.items():
            for name in names.split():
                yield kind, name, (PARITY / folder / f"{name}.txt").read_text("utf-8")
    for kind, name, write in MADE:
        yield kind, name, write()


@cache
def every() -> tuple[tuple[Kind, str, str], ...]:
    """All of them, made once."""
    import labelled_code  # noqa: F401
    import labelled_lines  # noqa: F401
    import labelled_markup  # noqa: F401
    import labelled_tables  # noqa: F401

    return tuple(labelled())


@made(Kind.JSON)
def api_page() -> str:
    return json.dumps({"total": 40, "items": rows(40)}, indent=2)


@made(Kind.JSON)
def minified() -> str:
    return json.dumps(rows(60), separators=(",", ":")) + "\n"


@made(Kind.JSON)
def nested_settings() -> str:
    return json.dumps({word(n): {"retry": {"times": n, "log": "a: b\n- c"}} for n in range(9)})


@made(Kind.JSON)
def log_in_a_document() -> str:
    return json.dumps({"stdout": "2031-01-02 10:00:00 INFO started\n" * 30, "code": 0}, indent=1)


@made(Kind.JSON_LINES)
def events() -> Iterable[str]:
    return (json.dumps(row) for row in rows(40))


@made(Kind.JSON_LINES)
def docker_json_log() -> Iterable[str]:
    for n in range(30):
        yield json.dumps({"log": f"GET /{word(n)} 200\n", "stream": "stdout", "time": clock(n)})


@made(Kind.DIFF)
def git_show() -> Iterable[str]:
    yield from ("commit " + "0a1b2c3d" * 5, "Author: A <a@example.org>", "Date:   Mon", "")
    yield from ("    Retry once more", "", "diff --git a/a.py b/a.py", "index 12..34 100644")
    yield from (
        "--- a/a.py",
        "+++ b/a.py",
        "@@ -1,3 +1,4 @@ def f():",
        " x = 1",
        "-y = 2",
        "+y = 3",
    )


@made(Kind.DIFF)
def svn_diff() -> Iterable[str]:
    yield from ("Index: lib/pool.c", "=" * 67, "--- lib/pool.c\t(revision 11)")
    yield from (
        "+++ lib/pool.c\t(working copy)",
        "@@ -10,3 +10,3 @@",
        " int a;",
        "-int b;",
        "+int c;",
    )


@made(Kind.DIFF)
def mail_patch() -> Iterable[str]:
    yield from ("From " + "0a1b2c3d" * 5 + " Mon Sep 17 00:00:00 2001", "From: A <a@example.org>")
    yield from ("Subject: [PATCH] Retry", "", "---", " a.py | 2 +-", " 1 file changed", "")
    yield from ("diff --git a/a.py b/a.py", "--- a/a.py", "+++ b/a.py", "@@ -1 +1 @@", "-a", "+b")


@made(Kind.DIFF)
def oneline_history() -> Iterable[str]:
    for n in range(12):
        yield from (f"commit {n * 7919:040x}", "Author: A <a@example.org>", f"Date:   {n}", "")
        yield from (f"    Mend {word(n)}", "")


@made(Kind.SEARCH)
def ripgrep() -> Iterable[str]:
    return (f"{path}:{n * 3 + 1}:    raise RetryError({n})" for n, path in enumerate(PATHS))


@made(Kind.SEARCH)
def ripgrep_columns() -> Iterable[str]:
    return (f"{path}:{n + 1}:{n % 9 + 1}:import {word(n)}" for n, path in enumerate(PATHS))


@made(Kind.SEARCH)
def ripgrep_heading() -> Iterable[str]:
    for path in PATHS[:8]:
        yield path
        yield from (f"{n}:def test_{word(n)}():" for n in range(3, 40, 9))
        yield ""


@made(Kind.SEARCH)
def grep_of_logs() -> Iterable[str]:
    return (
        f"/var/log/{word(n)}.log:{n}:2031-03-04 {clock(n)} ERROR lost {word(n)}" for n in range(30)
    )


@made(Kind.SEARCH)
def grep_with_context() -> Iterable[str]:
    for n, path in enumerate(PATHS[:9]):
        yield from (
            f"{path}-{n + 1}-def a():",
            f"{path}:{n + 2}:    retry()",
            f"{path}-{n + 3}-",
            "--",
        )


@made(Kind.SEARCH)
def grep_names_only() -> Iterable[str]:
    return (f"{PATHS[n // 3]}:    self.retry = {n}" for n in range(60))


@made(Kind.LISTING)
def ls_long_dates() -> Iterable[str]:
    yield "total 96"
    for n in range(20):
        yield f"-rw-r--r--  1 dev  staff  {n * 311:6} Mar {n % 28 + 1:2}  2030 {word(n)}_{n}.rb"


@made(Kind.LISTING)
def ls_names() -> Iterable[str]:
    return (f"{word(n)}_{n}.tsx" for n in range(30))


@made(Kind.LISTING)
def fd_paths() -> Iterable[str]:
    return (f"./{path}" for path in PATHS)


@made(Kind.LISTING)
def unzip() -> Iterable[str]:
    yield from ("Archive:  shop.zip", "  Length      Date    Time    Name", "-" * 9)
    yield from (f"{n * 71:9}  2031-03-04 09:{n:02}   {path}" for n, path in enumerate(PATHS))


@made(Kind.LISTING)
def du_human() -> Iterable[str]:
    return (f"{n % 9 + 1}.{n % 10}M\t./{path}" for n, path in enumerate(PATHS))


@made(Kind.LISTING)
def ascii_tree() -> Iterable[str]:
    yield "."
    for n in range(8):
        yield from (f"|-- {word(n)}", f"|   |-- a{n}.py", f"|   `-- b{n}.py")
    yield "`-- README.md"


@made(Kind.LISTING)
def s3_listing() -> Iterable[str]:
    return (f"2031-03-04 {clock(n)} {n * 911:10} backups/{word(n)}/{n}.tar.gz" for n in range(30))


@made(Kind.TEXT)
def version_lines() -> Iterable[str]:
    return ("v22.1.0", "")


@made(Kind.TEXT)
def only_numbers() -> Iterable[str]:
    return (str(n * n) for n in range(40))


@made(Kind.TEXT)
def base64() -> Iterable[str]:
    return ("QUJD" * 19 for _ in range(20))


@made(Kind.TEXT)
def shell_answers() -> Iterable[str]:
    return ("Already up to date.", "Switched to branch 'main'")


__all__ = ["clock", "every", "made", "rows", "word"]
