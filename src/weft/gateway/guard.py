"""The guard: who may be answered at the gateway's own endpoints. What is relayed never comes here.

Pure. In this order:

    the request                                                 is
    --------------------------------------------------------    --------------------------------
    comes from a page of another site (`Origin`,                403
      `Sec-Fetch-Site`), with or without a token
    shows the token (`x-weft-token`, or `Authorization:         answered
      Bearer`), whoever sends it and under whatever Host
    shows something else as `x-weft-token`                      403
    comes from another machine, or was forwarded by             404: who cannot be answered is not
      something on this one (`X-Forwarded-For` and its kin)       told what there is
    comes over TCP and its Host is neither a name of            403: else a site whose name leads
      loopback nor one that was configured                        here could ask in its own name
    else                                                        answered

Loopback is not trust in whoever is on it; it is where the store's file could be read as well. An
`Authorization` that is not our token is a provider's credential, and no offence.
"""

from __future__ import annotations

import hmac
import re
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from weft.gateway.answering import Refused
from weft.wire.head import value_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from weft.wire.head import Header, Headers, RequestHead

TOKEN_HEADER = b"x-weft-token"
BEARER = b"bearer "

# A Host that is anything else could be read differently by somebody else.
_HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z_.-]+)(?::[0-9]{1,5})?")
_ORIGIN = re.compile(rb"https?://")
_FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip"})
_OUR_SITE = frozenset({b"same-origin", b"none"})


class Guard:
    """Lets in whoever shows the token, and without one who is on this machine.

    `hosts` are names under which this machine is reached beside those of loopback.
    """

    def __init__(self, token: str | None = None, hosts: Collection[str] = ()) -> None:
        self._token = token.encode() if token else None
        self._hosts = frozenset(each.strip("[]").lower() for each in hosts)

    def admit(self, head: RequestHead) -> None:
        """Do nothing, or refuse."""
        if not _same_site(head):
            raise Refused(
                403,
                "pages of other sites are not answered here; send no Origin, or ask from a program",
                code="cross_site",
            )
        if self.is_shown(head.headers):
            return
        if value_of(head.headers, TOKEN_HEADER) is not None:
            raise Refused(
                403,
                "x-weft-token is not the token of this gateway; see proxy.token where it runs",
                code="wrong_token",
            )
        if not _is_near(head):
            raise Refused(404, "there is nothing here for this client", code="not_here")
        if head.peer and not self._knows(head.authority):
            raise Refused(
                403,
                f"this gateway is not asked as {head.authority.decode('latin-1')!r}; ask it as "
                "localhost, name it in proxy.hosts, or show the token",
                code="wrong_host",
            )

    def is_shown(self, headers: Headers) -> bool:
        """Whether the token is among these."""
        if self._token is None:
            return False
        shown = value_of(headers, TOKEN_HEADER)
        if shown is None:
            said = value_of(headers, b"authorization") or b""
            shown = said[len(BEARER) :].strip() if said.lower().startswith(BEARER) else b""
        return hmac.compare_digest(shown, self._token)

    def without_token(self, headers: Headers) -> Headers:
        """The headers without those that show the token: what is left is a provider's."""
        if not self.is_shown(headers):
            return headers
        return [each for each in headers if not self._shows(each)]

    def _shows(self, header: Header) -> bool:
        return header[0].lower() in (TOKEN_HEADER, b"authorization") and self.is_shown([header])

    def _knows(self, authority: bytes) -> bool:
        match = _HOST.fullmatch(authority)
        if match is None:
            return False
        host = match[1].strip(b"[]").decode("latin-1").lower()
        return host == "localhost" or host in self._hosts or is_loopback(host)


def is_loopback(address: str) -> bool:
    """Whether this is an address of the machine's own."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped.is_loopback
    return found.is_loopback


def _is_near(head: RequestHead) -> bool:
    """Whether it was sent on this machine: over its own interface, or through a Unix socket."""
    if any(name.lower() in _FORWARDED for name, _ in head.headers):
        return False
    return not head.peer or is_loopback(head.peer)


def _same_site(head: RequestHead) -> bool:
    for name, value in head.headers:
        lower = name.lower()
        if lower == b"origin":
            scheme = _ORIGIN.match(value.lower())
            if scheme is None or value.lower()[scheme.end() :] != head.authority.lower():
                return False
        elif lower == b"sec-fetch-site" and value.strip().lower() not in _OUR_SITE:
            return False
    return True


__all__ = ["Guard", "is_loopback"]
