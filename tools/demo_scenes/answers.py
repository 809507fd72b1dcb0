"""What `gh`, `docker` and the HTTP services print: pretty JSON and JSON lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from demo_scenes.dice import Dice
from demo_scenes.world import stamp

if TYPE_CHECKING:
    from demo_scenes.world import Incident


def pretty(value: object, indent: int = 2) -> str:
    """JSON as most tools print it."""
    return json.dumps(value, indent=indent, ensure_ascii=False) + "\n"


def issue() -> str:
    """`gh issue view 214 --json ...`."""
    member = "Two mails for the same cordless drill, 06:00 and 06:01. Which one counts?"
    desk = (
        "Five members have asked at the desk so far. All of them have the reminder twice, up to a "
        "minute apart, with the same text. Never three times."
    )
    labels = [
        {"id": f"LA_{Dice(name).hex(8)}", "name": name, "description": "", "color": color}
        for name, color in (
            ("bug", "d73a4a"),
            ("reminders", "0e8a16"),
            ("members-see-it", "b60205"),
        )
    ]
    comments = [
        ("desk", "2025-03-12T08:12:31Z", desk),
        ("member-report", "2025-03-12T08:20:04Z", member),
        (
            "dev",
            "2025-03-12T08:41:50Z",
            (
                "The outbox has each of them once, state `sent`. The relay "
                "has two messages. First time today; up to the deploy of the 11th not a single one."
            ),
        ),
        (
            "ops",
            "2025-03-12T09:02:17Z",
            (
                "Both reminder workers restarted three times around six "
                "this morning. Memory is fine."
            ),
        ),
    ]
    return pretty(
        {
            "number": 214,
            "title": "Some members get the same reminder twice",
            "state": "OPEN",
            "author": {"login": "desk", "is_bot": False},
            "createdAt": "2025-03-12T07:58:20Z",
            "updatedAt": "2025-03-12T09:02:17Z",
            "labels": labels,
            "assignees": [{"login": "dev"}],
            "milestone": None,
            "body": "This morning some members got the same reminder mail twice. It is always "
            "the same loan and the same day. Most members got it once, as they should.",
            "comments": [
                {
                    "id": f"IC_{Dice(when).hex(12)}",
                    "author": {"login": author},
                    "authorAssociation": "MEMBER",
                    "body": body,
                    "createdAt": when,
                    "includesCreatedEdit": False,
                    "isMinimized": False,
                    "minimizedReason": "",
                    "reactionGroups": [],
                }
                for author, when, body in comments
            ],
        }
    )


def relay_messages(incident: Incident, first: int, last: int) -> str:
    """The relay's `GET /v2/messages`: one JSON object to a line."""
    return "".join(
        json.dumps(
            {
                "id": each.id,
                "accepted_at": stamp(each.at),
                "idempotency_key": each.key,
                "to": each.address,
                "status": "accepted",
                "greylisted": each.latency > 30_000,
                "latency_ms": each.latency,
            }
        )
        + "\n"
        for each in incident.deliveries[first:last]
    )


def admin_page(incident: Incident) -> str:
    """`GET /api/reminders?...` of the service itself, as `jq .` prints it."""
    chosen = [each for pair in incident.sent_twice() for each in pair]
    items = [
        {
            "id": each.id,
            "key": each.key,
            "status": "accepted",
            "acceptedAt": stamp(each.at),
            "latencyMs": each.latency,
            "deliveredBy": each.worker,
            "loan": {
                "id": each.loan,
                "kind": each.kind,
                "dueOn": each.due.isoformat(),
                "extended": False,
                "tool": None,
            },
        }
        for each in chosen
    ]
    return pretty({"items": items, "next": None, "total": len(items)})


def compose_ps() -> str:
    """`docker compose ps --format json`: one JSON object to a line."""
    dice = Dice("compose")
    services = (
        ("db", 5432, "postgres:16"),
        ("mail-relay", 8025, "mail-relay:2.8"),
        ("api", 8080, "lendery:dev"),
        ("web", 5173, "lendery-web:dev"),
    )
    return "".join(
        json.dumps(
            {
                "Command": '"docker-entrypoint.s…"',
                "CreatedAt": "2025-03-12 09:10:02 +0000 UTC",
                "ExitCode": 0,
                "Health": "healthy",
                "ID": dice.hex(12),
                "Image": image,
                "Labels": f"com.docker.compose.project=lendery,com.docker.compose.service={name}",
                "Name": f"lendery-{name}-1",
                "Ports": f"0.0.0.0:{port}->{port}/tcp",
                "Service": name,
                "State": "running",
                "Status": "Up 3 minutes (healthy)",
            },
            ensure_ascii=False,
        )
        + "\n"
        for name, port, image in services
    )
