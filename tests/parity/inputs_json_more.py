"""JSON documents whose rows are of kinds, hold addresses, texts or JSON, or that break off.

Shaped as event streams, queues, notebooks and cut outputs are, filled by arithmetic.
"""

from __future__ import annotations

import json
from typing import Any

from inputs import SERVICES, text

HOST = "https://api.example.org"
CODE = """def total(rows):
    found = 0
    for row in rows:
        found += row["n"]

    # Nothing is left out, so nothing is counted twice.
    return found
"""


def _repos(count: int) -> list[dict[str, Any]]:
    names = [f"{SERVICES[n % 5]}/part-{n * 31 % 97}" for n in range(count)]
    return [
        {
            "id": 4000 + n * 17,
            "full_name": name,
            "private": False,
            "url": f"{HOST}/repos/{name}",
            "labels_url": f"{HOST}/repos/{name}/labels{{/name}}",
            "page": f"https://www.example.org/pages/{n * 7919 % 1000}.html",
            "stars": n * n % 83,
        }
        for n, name in enumerate(names)
    ]


def _event(number: int) -> dict[str, Any]:
    shared = {"id": number, "at": f"2024-05-01T10:{number:02}:00Z"}
    if number % 4 == 1:
        return {**shared, "event": "push", "ref": f"refs/heads/{number}", "commits": number % 3}
    if number % 4 == 2:
        return {
            **shared,
            "event": "comment",
            "body": f"See #{number}, please",
            "by": {"id": number},
        }
    return {
        **shared,
        "event": "build",
        "state": "failed" if number == 23 else "ok",
        "ms": number * 7,
    }


@text
def json_addresses() -> str:
    return json.dumps({"total": 40, "items": _repos(40)}, indent=2)


@text
def json_kinds() -> str:
    return json.dumps([_event(number) for number in range(48)])


@text
def json_kinds_lines() -> str:
    return "".join(json.dumps(_event(number)) + "\n" for number in range(48))


@text
def json_in_strings() -> str:
    return json.dumps(
        {
            "Messages": [
                {
                    "MessageId": f"m-{n:04}",
                    "Body": json.dumps({"order": n, "lines": [{"sku": f"S{n % 4}", "n": 1}]}),
                    "Attributes": {"SentTimestamp": str(1_700_000_000_000 + n)},
                }
                for n in range(12)
            ]
        },
        indent=4,
    )


@text
def json_notebook() -> str:
    cells: list[dict[str, Any]] = []
    for n in range(8):
        cells.append({"cell_type": "markdown", "metadata": {}, "source": [f"## Step {n}\n", "\n"]})
        cells.append(
            {
                "cell_type": "code",
                "execution_count": n,
                "metadata": {},
                "outputs": [{"name": "stdout", "text": [f"loss {n / 8}\n", "done\n"]}],
                "source": ["import csv\n", f"rows = load({n})\n", "total(rows)"],
            }
        )
    return json.dumps({"cells": cells, "nbformat": 4}, indent=1)


@text
def json_code_inside() -> str:
    return json.dumps({"path": "a.py", "content": CODE, "tests": [{"src": CODE}, {"src": "x"}]})


@text
def json_steps() -> str:
    steps: list[Any] = [
        {"uses": "checkout", "with": {"depth": 1, "path": "src/" + "deep/" * 20}},
        {"run": "make lint test", "env": {"CI": "1"}, "shell": ["bash", "-e"]},
        "done",
    ]
    return json.dumps({"jobs": {"build": {"runs-on": "linux", "steps": steps}}}, indent=2)


@text
def json_breaks_off() -> str:
    return json.dumps({"total": 40, "items": _repos(40)}, indent=2)[:7000] + "\n... (truncated)"


@text
def json_lines_break_off() -> str:
    return json_kinds_lines()[:3200] + "\n[output cut]\n"


@text
def json_versions() -> str:
    versions = [f"{n // 12}.{n % 12}.{patch}" for n in range(48) for patch in range(3)]
    return json.dumps([{"version": version, "size": len(version)} for version in versions])


@text
def json_deployment() -> str:
    labels = {"app.example/name": "cart", "app.example/part-of": "shop", "tier": "back"}
    limits = {"limits": {"cpu": "500m", "memory": "256Mi"}, "requests": {"cpu": "500m"}}
    pod = {"metadata": {"labels": labels}, "spec": {"image": "cart:1", "resources": limits}}
    return json.dumps(
        {
            "kind": "Deployment",
            "metadata": {"name": "cart", "labels": labels},
            "spec": {"selector": {"matchLabels": labels}, "template": pod},
            "canary": {
                "selector": {"matchLabels": labels},
                "template": pod,
                "note": "same as spec",
            },
        },
        indent=2,
    )


@text
def json_settings() -> str:
    names = ("title", "body", "author", "summary")
    return json.dumps(
        {
            "settings": {"index": {"analysis": {"filter": {"english": {"type": "stemmer"}}}}},
            "mappings": {"properties": {name: {"fields": {"raw": {"n": 1}}} for name in names}},
            "aliases": {"logs": {"filter": {"term": {"user.id": "kim"}}}},
        }
    )


@text
def json_readings() -> str:
    return json.dumps(
        [
            {
                "id": n * 7,
                "at": f"2026-05-06T10:{n // 6:02}:00Z",
                "host": f"ip-10-0-{n // 25}-17.internal",
                "sign": "^" if n % 3 else "v",
                "value": n * 37 % 101 / 8,
            }
            for n in range(75)
        ],
        indent=1,
    )


MORE_DOCUMENTS = [
    "json_addresses",
    "json_kinds",
    "json_kinds_lines",
    "json_in_strings",
    "json_notebook",
    "json_code_inside",
    "json_steps",
    "json_breaks_off",
    "json_lines_break_off",
    "json_versions",
    "json_deployment",
    "json_settings",
    "json_readings",
]

__all__ = ["MORE_DOCUMENTS"]
