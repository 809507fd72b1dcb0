"""What can go wrong on the wire, by whose fault it is. Messages are for people, never with a body
or a credential in them.
"""

from __future__ import annotations


class WireFault(Exception):
    """Something went wrong with one exchange. `status` is what a client should be told."""

    status = 500


class ClientFault(WireFault):
    """The client sent what may not be sent. The connection ends with this answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ClientGone(WireFault):
    """The client went away. There is nobody to tell."""

    status = 499


class UpstreamFault(WireFault):
    """The upstream did not do its part."""

    status = 502


class UpstreamUnreachable(UpstreamFault):
    """No connection: refused, no such host, TLS not trusted. Nothing was sent."""


class UpstreamBroken(UpstreamFault):
    """The connection ended or what came over it was not HTTP."""


class UpstreamRefused(UpstreamBroken):
    """The upstream says that it did not look at the request: it may be sent again elsewhere."""


class UpstreamSilent(UpstreamFault):
    """Nothing came for longer than allowed, or connecting took too long."""

    status = 504
