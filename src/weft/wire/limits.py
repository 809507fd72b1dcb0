"""How much and how long: `Limits`, every bound the wire keeps, in one place.

Numbers only; whoever enforces one says why where it does. Times are seconds, sizes are bytes. Times
are kept by a `Watch` that looks now and then, so each may be late by one of its periods.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of both sides. The defaults are those of common servers, where there is a custom."""

    # What a client may send.
    target: int = 16 * 1024
    head: int = 64 * 1024
    headers: int = 100
    streams: int = 100  # at once on one HTTP/2 connection
    pipelined: int = 64  # requests read ahead on one connection; the rest is not read
    slack: int = 16 * 1024  # of chunk framing beyond what honest chunks need

    # How long a client may take.
    head_timeout: float = 30.0  # for a whole head, first byte to last; for TLS before that
    body_timeout: float = 60.0  # between bytes of a body that is waited for
    keep_alive: float = 75.0  # between requests
    write_timeout: float = 600.0  # without taking a byte of what is sent to it
    linger: float = 5.0  # reading on after an early answer, so that it is not lost to a reset
    linger_bytes: int = 8 * 1024 * 1024

    # What an upstream may send, and how long it may take.
    answer_head: int = 256 * 1024
    answer_headers: int = 256
    connect_timeout: float = 10.0
    upstream_timeout: float = 600.0  # to the first byte and between bytes, never in all

    # What is kept for later.
    idle: int = 512  # connections to one upstream
    idle_timeout: float = 60.0
