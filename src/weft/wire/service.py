"""A `Service`: what every connection of a listener shares.

It is made once by the listener; a connection reads it and changes nothing but the set it is in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from weft.wire.head import ResponseHead

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.exchange import Handler
    from weft.wire.fault import ClientFault
    from weft.wire.limits import Limits
    from weft.wire.watch import Watch


class Connection(Protocol):
    """A client's connection, as its listener sees it."""

    def drain(self) -> None:
        """Answer what is under way, then close."""

    def abort(self) -> None:
        """Close now, whatever is under way."""


def plain_refusal(fault: ClientFault) -> tuple[ResponseHead, bytes]:
    """A fault as JSON, in the shape that most providers of models use."""
    body = json.dumps({"error": {"type": "invalid_request_error", "message": str(fault)}}).encode()
    headers = [(b"Content-Type", b"application/json"), (b"Content-Length", b"%d" % len(body))]
    return ResponseHead(fault.status, headers, length=len(body)), body


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Service:
    """Who answers, within which bounds, and who is told when something goes wrong.

    `refusal` shapes the answer to a request that was never handed to `handler`; `report` is told
    of what a handler raised, which is a fault of ours.
    """

    handler: Handler
    limits: Limits
    watch: Watch
    report: Callable[[BaseException], None]
    refusal: Callable[[ClientFault], tuple[ResponseHead, bytes]] = plain_refusal
    connections: set[Connection] = field(default_factory=set)
