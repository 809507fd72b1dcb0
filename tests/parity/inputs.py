"""Texts that golden fixtures are made from: what agents read all day.

All written for this project, all made by arithmetic, the same on every machine. The texts that
try to break a form stand in `inputs_hostile`; what each transform is recorded with, in
`parity_cases`. To add a text, add a function and record.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS: dict[str, Callable[[], str]] = {}


def text(make: Callable[[], str]) -> Callable[[], str]:
    TEXTS[make.__name__] = make
    return make


def _pick(options: tuple[str, ...], number: int) -> str:
    return options[(number * 2654435761 >> 7) % len(options)]


SERVICES = ("orders", "billing", "search", "session-store", "mailer")
LEVELS = ("INFO", "INFO", "INFO", "DEBUG", "WARN", "INFO", "INFO", "ERROR")
STATES = ("open", "closed", "open", "draft")


def tickets(count: int) -> list[dict[str, object]]:
    return [
        {
            "id": 1_900_000_000_000_000_000 + n * 7919,
            "number": 400 + n,
            "state": _pick(STATES, n),
            "title": f"Retry of {_pick(SERVICES, n)} gives up after {n % 5 + 1} attempts",
            "labels": ["bug"] if n % 3 else [],
            "assignee": None if n % 4 else {"login": f"user{n % 7}", "admin": False},
            "score": n * 0.125,
            "url": f"https://tracker.example/api/projects/12/tickets/{400 + n}",
            "updated_at": f"2025-03-{n % 28 + 1:02}T08:{n * 7 % 60:02}:00Z",
        }
        for n in range(count)
    ]


@text
def api_pretty() -> str:
    return json.dumps({"total": 14, "items": tickets(14), "next": None}, indent=2) + "\n"


@text
def api_minified() -> str:
    return json.dumps({"total": 24, "items": tickets(24)}, separators=(",", ":"))


@text
def api_spaced() -> str:
    return json.dumps(tickets(12))


@text
def json_lines() -> str:
    return "".join(json.dumps(ticket) + "\n" for ticket in tickets(9))


def log_line(n: int) -> str:
    return (
        f"2025-03-04T11:{n // 60 % 60:02}:{n % 60:02}.{n * 37 % 1000:03}Z {_pick(LEVELS, n):<5} "
        f"{_pick(SERVICES, n * 3)} request_id={n * 2654435761 % 2**32:08x} took {n * 13 % 250} ms"
    )


@text
def service_log() -> str:
    return "".join(log_line(n) + "\n" for n in range(45))


@text
def service_log_crlf() -> str:
    lines = [log_line(n) for n in range(12)] + ["connection refused, trying again"] * 20
    return "".join(line + "\r\n" for line in lines)


@text
def build_log() -> str:
    warning = "warning: field 'retry_budget' is deprecated, use 'budget' [-Wdeprecated]\n"
    steps = [f"[{n}/40] Compiling src/module_{n:02}.c\n" + warning * (n % 6) for n in range(1, 25)]
    return "".join(steps) + "\n" * 8 + "error: linking failed with status 1\n"


@text
def repeated_blocks() -> str:
    trace = (
        "java.net.SocketTimeoutException: Read timed out\n"
        "\tat example.net.Client.read(Client.java:118)\n"
        "\tat example.net.Pool.borrow(Pool.java:61)\n"
        "\tat example.orders.Submit.run(Submit.java:204)\n"
    )
    return trace * 9 + "giving up\n" + trace * 2


@text
def progress_bars() -> str:
    bars = "".join(f"\r{n:3}% |{'#' * (n // 5):<20}|" for n in range(0, 101, 5))
    return f"\x1b[32mPulling\x1b[0m image\n{bars}\n" + "\x1b[1mdone\x1b[0m\n" * 4


@text
def pytest_output() -> str:
    dots = "".join(
        f"tests/test_{_pick(SERVICES, n).replace('-', '_')}_{n}.py {'.' * 40} [{n * 8:3}%]\n"
        for n in range(1, 12)
    )
    return (
        "=" * 30 + " test session starts " + "=" * 30 + "\nplatform linux -- Python 3.12.4\n"
        "collected 441 items\n\n" + dots + "\n" + "=" * 35 + " FAILURES " + "=" * 35 + "\n"
        "_________________________ test_budget_is_shared _________________________\n\n"
        "    def test_budget_is_shared():\n        pool = Pool(budget=3)\n"
        "        for _ in range(3):\n            pool.spend()\n>       assert pool.left == 0\n"
        "E       assert 1 == 0\nE        +  where 1 = Pool(budget=3, spent=2).left\n\n"
        "tests/test_orders_5.py:41: AssertionError\n" + "-" * 28 + " Captured log call " + "-" * 28
        + "\n" + "WARNING  pool:pool.py:88 budget lock was contended\n" * 14
        + "=================== 1 failed, 440 passed in 12.31s ===================\n"
    )  # fmt: skip


@text
def unified_diff() -> str:
    hunks = "".join(
        f"@@ -{n * 40},7 +{n * 40},8 @@ def handler_{n}(request):\n     session = open_session()\n"
        f"     try:\n-        return load(request.id, {n})\n+        row = load(request.id, {n})\n"
        "+        return render(row)\n     finally:\n         session.close()\n \n"
        for n in range(1, 9)
    )
    return (
        "diff --git a/app/handlers.py b/app/handlers.py\nindex 3b18e51..c2f0aa9 100644\n"
        "--- a/app/handlers.py\n+++ b/app/handlers.py\n" + hunks + "\\ No newline at end of file\n"
    )


@text
def search_results() -> str:
    return "".join(
        f"src/{_pick(SERVICES, n)}/module_{n % 6}.py:{n * 17 + 3}:    "
        f"raise RetryError('gave up after {n % 5} attempts')\n"
        for n in range(32)
    )


@text
def python_source() -> str:
    return '"""Pools of connections."""\n\nimport time\n\n\nclass Pool:\n' + "".join(
        f"    def take_{n}(self, wait: float = {n}.0) -> Connection:\n"
        f'        """Take connection {n}, or wait for one."""\n'
        f"        deadline = time.monotonic() + wait\n"
        f"        while not self._free[{n}]:\n"
        f"            if time.monotonic() > deadline:\n"
        f"                raise PoolEmpty({n})\n"
        f"        return self._free[{n}].pop()\n\n"
        for n in range(9)
    )


@text
def csv_table() -> str:
    rows = (
        f'{n},{_pick(SERVICES, n)},{n * 1.5:.2f},"said ""no"", twice",{"" if n % 5 else "x"}\n'
        for n in range(40)
    )
    return "id,service,seconds,note,flag\n" + "".join(rows)


@text
def directory_listing() -> str:
    return "total 480\n" + "".join(
        f"-rw-r--r--  1 build  staff  {n * 1313 % 90000:>7} Mar {n % 28 + 1:>2} 09:{n:02} "
        f"part-{n:04}.bin\n"
        for n in range(40)
    )


@text
def yaml_config() -> str:
    return "".join(
        f"  - name: {_pick(SERVICES, n)}-{n}\n"
        f"    image: registry.example/{_pick(SERVICES, n)}:1.{n}\n"
        f"    replicas: {n % 3 + 1}   # reviewed\n    env: {{RETRIES: '{n}', DEBUG: off}}\n"
        for n in range(16)
    )


@text
def html_page() -> str:
    rows = "".join(
        f"<tr><td>{n}</td><td>&lt;{_pick(SERVICES, n)}&gt;</td></tr>\n" for n in range(24)
    )
    return f"<!doctype html>\n<html><body>\n<table>\n{rows}</table>\n</body></html>\n"


@text
def prose() -> str:
    return (
        "# Retries\n\nA retry is a promise to the caller: *the second attempt costs no more than "
        "the first*. Budgets keep that promise. Without one, a slow backend sees its load double "
        "just when it can bear it least.\n\n> Never retry what was not safe to do twice.\n\n"
    ) * 4
