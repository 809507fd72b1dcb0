"""JSON documents that golden fixtures are made from: what APIs, package managers and linters print.

Shaped as the real ones are, filled by arithmetic, the same on every machine.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from inputs import SERVICES, STATES, text


def _pods() -> list[dict[str, Any]]:
    return [
        {
            "metadata": {
                "name": f"{SERVICES[n % 5]}-{n}",
                "namespace": "shop",
                "labels": {"app": SERVICES[n % 5]},
            },
            "status": {
                "phase": "Failed" if n == 31 else "Running",
                "restarts": 57 if n == 44 else n % 3,
                "conditions": [{"type": "Ready", "status": str(n != 31)}],
            },
        }
        for n in range(60)
    ]


@text
def json_pods() -> str:
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": _pods()}, indent=4)


@text
def json_flat_rows() -> str:
    return json.dumps(
        [{"id": n, "service": SERVICES[n % 5], "ms": n * 37 % 900} for n in range(80)]
    )


@text
def json_findings() -> str:
    rules = ("no-var", "semi", "eqeqeq")
    return json.dumps(
        [
            {
                "filePath": f"/app/src/{SERVICES[n % 5]}.js",
                "messages": [
                    {"ruleId": rules[k * n % 3], "line": k * 7 + 1, "message": f"Rule, {k}"}
                    for k in range(n)
                ],
                "fatal": 0,
            }
            for n in range(9)
        ]
    )


@text
def json_lock() -> str:
    packages = {
        f"node_modules/@scope/part-{n}": {
            "version": f"{n % 4}.{n}.0",
            "license": "GPL-2.0" if n == 17 else "MIT",
            "integrity": "sha512-" + base64.b64encode(bytes([n] * 48)).decode(),
        }
        for n in range(40)
    }
    return json.dumps({"name": "shop", "lockfileVersion": 3, "packages": packages}, indent=2)


@text
def json_settings() -> str:
    return json.dumps(
        {
            "server": {"host": "0.0.0.0", "port": 8080, "tls": {"on": True, "min": "1.2"}},
            "paths": ["/a", "/b,c", "", "null"],
            "limits": {"free": None, "rate": 1.50, "": {}},
            "3 rows of x": "3 rows of x",
        },
        indent=2,
    )


@text
def json_mixed_rows() -> str:
    return json.dumps(
        [
            {"type": "push", "ref": f"refs/heads/{n}"} if n % 3 else {"type": "fork", "to": None}
            for n in range(40)
        ]
    )


@text
def json_trace_inside() -> str:
    frames = "\n".join(f'  File "lib/step_{n}.py", line {n}, in run' for n in range(90))
    return json.dumps({"ok": False, "log": f"Traceback\n{frames}\nKeyError: 'total'\n", "code": 1})


@text
def json_blob_inside() -> str:
    return json.dumps({"name": "logo", "content": base64.b64encode(bytes(range(256)) * 9).decode()})


@text
def json_events() -> str:
    return "".join(
        json.dumps({"at": f"2024-05-0{n % 7 + 1}", "event": STATES[n % 4], "user": n * 31 % 97})
        + "\n"
        for n in range(70)
    )


@text
def json_numbers_list() -> str:
    return json.dumps({"samples": [n * n % 17 for n in range(300)], "peak": 16})


@text
def json_names_list() -> str:
    return json.dumps([f"{SERVICES[n % 5]}-{n}.example.org" for n in range(120)])


@text
def json_times_map() -> str:
    return json.dumps({"time": {f"1.{n}.0": f"2023-01-{n % 28 + 1:02}" for n in range(60)}})


@text
def json_other_order() -> str:
    return json.dumps([{"a": 1, "b": 2}, {"b": 1, "a": 2}] * 9)


@text
def json_hostile_keys() -> str:
    return json.dumps([{"(key)": n, "a,b": "*", 'q"': "x\ny", "a.b": {"": [n]}} for n in range(20)])


@text
def json_wide() -> str:
    return json.dumps([{f"column {k}": k * n % 11 for k in range(30)} for n in range(24)])


DOCUMENTS = [
    "json_pods",
    "json_flat_rows",
    "json_findings",
    "json_lock",
    "json_settings",
    "json_mixed_rows",
    "json_trace_inside",
    "json_blob_inside",
    "json_events",
    "json_numbers_list",
    "json_names_list",
    "json_times_map",
    "json_other_order",
    "json_hostile_keys",
    "json_wide",
]

__all__ = ["DOCUMENTS"]
