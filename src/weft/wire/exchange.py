"""The two ends of an exchange, and the tunnel it may become: `Inbound`, `Outbound`, `Tunnel`.

Protocols only; HTTP/1.1 and HTTP/2 implement them, a handler uses them and cannot tell which.

Backpressure is in the `await`s: `read` gives what is there and lets the other side send more only
when it was taken; `write` returns when there is room again. Each end buffers at most
`HIGH_WATER` bytes before it stops its peer.

Framing belongs to the ends. A handler passes heads on without hop-by-hop headers; an end adds the
framing its version needs (`Transfer-Encoding`, `Connection`) and keeps a `Content-Length` that is
there. A body that ends early or late against its declared length is a fault of whoever sent it,
and the other side sees an abort, never a well-formed end.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from weft.wire.head import Headers, RequestHead, ResponseHead

HIGH_WATER = 256 * 1024  # bytes; more than this waiting and the sender is held
LOW_WATER = 64 * 1024  # bytes; less than this and it may go on


class _Over:
    """Something that need not be waited for, and costs no coroutine to say so."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, None]:
        return cast("Generator[None, None, None]", iter(()))


OVER = _Over()


class Tunnel(Protocol):
    """Raw bytes both ways, after an upgrade or a CONNECT."""

    async def read(self) -> bytes:
        """What came; empty when the peer has ended its side."""

    async def write(self, data: bytes) -> None:
        """Send; returns when there is room for more."""

    def end(self) -> None:
        """Nothing more will be written."""

    def abort(self) -> None:
        """Tear it down now."""


class Inbound(Protocol):
    """One request from a client, and the way to answer it."""

    head: RequestHead
    trailers: Headers  # of the request; complete once `read` gave b""

    async def read(self) -> bytes:
        """The next bytes of the body; empty at its end. Raises `ClientGone`, `ClientFault`.

        The first call answers `Expect: 100-continue`.
        """

    def buffered(self) -> bytes | None:
        """The whole rest of the body if it has arrived already, without waiting; else `None`."""

    def inform(self, head: ResponseHead) -> None:
        """Pass on an interim answer (1xx other than 101) to a client that understands it."""

    def start(self, head: ResponseHead, data: bytes = b"", *, end: bool = False) -> Awaitable[None]:
        """Begin the answer, with its first bytes, and with its end if that is all."""

    def write(self, data: bytes) -> Awaitable[None]:
        """More of the answer's body; returns when there is room. Raises `ClientGone`."""

    async def end(self, trailers: Headers | None = None) -> None:
        """The end of the answer."""

    async def switch(self, head: ResponseHead) -> Tunnel:
        """Answer 101 (or 2xx to an extended CONNECT) and go over to raw bytes."""

    def abort(self) -> None:
        """End the exchange so that the client knows it is incomplete."""

    def when_gone(self, call: Callable[[], None]) -> None:
        """Have this called once if the client goes away before the answer's end."""


class Outbound(Protocol):
    """One request to an upstream. The request's head is already on its way."""

    trailers: Headers  # of the answer; complete once `read` gave b""

    def write(self, data: bytes) -> Awaitable[None]:
        """More of the request's body; returns when there is room."""

    async def end(self, trailers: Headers | None = None) -> None:
        """The end of the request."""

    async def head(self) -> ResponseHead:
        """The answer's head. Interim answers went to `on_interim`; a 101 is final here."""

    async def read(self) -> bytes:
        """The next bytes of the answer's body; empty at its end. Raises `UpstreamFault`."""

    def buffered(self) -> tuple[bytes, bool]:
        """What has arrived of the body, taken without waiting, and whether that is its end."""

    def tunnel(self) -> Tunnel:
        """After a 101 (or 2xx to an extended CONNECT): the raw bytes."""

    def abort(self) -> None:
        """Let go of it at once; an unfinished HTTP/1.1 connection is closed, a stream reset."""


Handler = Callable[[Inbound], Awaitable[None]]
"""What a listener calls for each request. It must end or abort the exchange; where it raises, the
listener aborts it and reports. It may run in no task (`errand`): what needs one is given one."""


class Upstreams(Protocol):
    """What gives out `Outbound`s: a pool of connections to one upstream."""

    async def open(
        self,
        head: RequestHead,
        data: bytes = b"",
        *,
        end: bool = False,
        on_interim: Callable[[ResponseHead], None] | None = None,
    ) -> Outbound:
        """Send a request's head (with the body's first bytes, and its end if that is all).

        `head.target` is final, `head.headers` free of hop-by-hop headers, Host set by
        `head.authority`. A request that is complete (`end`) and idempotent, or of which nothing
        reached the upstream, is sent once more on a new connection if a kept one turns out stale.
        """

    async def aclose(self) -> None:
        """Close what is idle, and the rest when its exchange ends."""


__all__ = [
    "HIGH_WATER",
    "LOW_WATER",
    "OVER",
    "Handler",
    "Inbound",
    "Outbound",
    "Tunnel",
    "Upstreams",
]
