"""The life of one worker: what signals do to it, and how it ends.

    signal                      does
    ------------------------    --------------------------------------------------------------
    SIGTERM, SIGINT             accept no more, finish what is in flight within the timeout, end
    one of these once more      end now; of the workers of a supervisor, when it says so (`NOW`)
    SIGHUP                      reopen the access log

This is the rim: clock, randomness, signals and sockets enter here and are passed in.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from weft.gateway.access import AccessLog, logged
from weft.gateway.furnished import own
from weft.gateway.headers import Forwarding
from weft.gateway.relay import Relay
from weft.gateway.request_id import request_ids
from weft.gateway.supervisor import NOW, STOPS
from weft.gateway.workshop import workshop
from weft.policy.words import Mode
from weft.wire.listener import Listener
from weft.wire.pool import Pool
from weft.wire.service import Service
from weft.wire.watch import Watch

if sys.platform != "win32":
    import uvloop

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from weft.gateway.events import Ear, Ears
    from weft.gateway.journal import Journal
    from weft.gateway.routes import Upstream
    from weft.gateway.setup import Setup
    from weft.gateway.workshop import Workshop
    from weft.recall.store import Store
    from weft.wire.exchange import Handler
    from weft.wire.fault import UpstreamFault

_SIGNALLED = 128  # and the number of the signal, as shells have it
# The C library of Linux keeps freed memory up to twice the largest block it has seen freed. Without
# one like this (never touched, so never resident) it would return and fetch again the pages of
# every large body, which cost a third of the CPU of a 1 MB upload.
_LARGE = 8 * 1024 * 1024
# While texts are rewritten in a thread, whatever comes in waits this long for its turn. With the
# interpreter's own 5 ms, events of other streams came 11 ms later in the worst of a hundred; with
# this 2 ms, and the work took no longer.
_TURN = 0.000_5  # seconds


def utc() -> str:
    """The time, as logs have it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class Server:
    """One worker."""

    def __init__(self, setup: Setup, journal: Journal, ears: Ears | None = None) -> None:
        self._setup = setup
        self._journal = journal
        self._ears = ears
        self._ear: Ear | None = None
        self._access: AccessLog | None = None
        self._store: Store | None = None
        self._workshop: Workshop | None = None
        self._signals: asyncio.Queue[int] = asyncio.Queue()
        self._stop = 0  # the first signal that told to stop

    def run(
        self,
        sockets: Sequence[socket.socket],
        ready: Callable[[], None],
        alive: int | None = None,
    ) -> int:
        """Serve until told to stop; the exit code. The end of the file `alive` is a stop, too."""
        sys.setswitchinterval(_TURN)
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(self._serve(sockets, ready, alive))

    async def _serve(
        self, sockets: Sequence[socket.socket], ready: Callable[[], None], alive: int | None
    ) -> int:
        setup = self._setup
        options, limits = setup.options, setup.limits
        self._store = setup.store()
        if self._store is not None and options.rewriting.mode is not Mode.OFF:
            if self._ears is not None:
                self._ear = self._ears.open(os.getpid(), self._journal, self._store.stats)
            self._workshop = workshop(self._store, options.rewriting, self._ear)
        self._listen_for_signals(alive)
        watch = Watch(
            (limits.head_timeout, limits.keep_alive, limits.linger, limits.upstream_timeout)
        )
        pools = {each: Pool(origin, limits, watch) for each, origin in setup.origins.items()}
        service = Service(
            handler=self._handler(pools), limits=limits, watch=watch, report=self._report
        )
        listener = Listener(service, sockets, setup.tls, shared=alive is not None)
        await listener.start()
        # What was imported stays: walking it again and again cost a sixth of all time.
        gc.freeze()
        bytes(_LARGE)
        ready()
        await self._signals.get()
        listener.stop()
        self._journal.info("stopping: finishing what is in flight")
        forced = await self._forced_while(listener.drain(options.graceful_shutdown_timeout))
        left = len(service.connections)
        await listener.aclose()
        for pool in pools.values():
            await pool.aclose()
        if self._access is not None:
            self._access.close()
        if self._workshop is not None:
            self._workshop.close()
        if self._ear is not None:
            self._ear.close()
        if self._store is not None:
            self._store.close()
        if left:
            self._journal.warn(f"{left} connections were cut off", connections=left)
        if forced:
            sys.stderr.flush()
            os._exit(_SIGNALLED + forced)  # "now" does not wait for a name to be looked up
        return 0

    def _handler(self, pools: Mapping[Upstream, Pool]) -> Handler:
        options = self._setup.options
        relay = Relay(
            self._setup.routes,
            pools,
            Forwarding(strip=options.strip_internal_headers),
            own(options, pools, self._store, self._report, self._ear),
            ids=request_ids(os.urandom),
            chance=os.urandom,
            cap=options.max_body_bytes,
            rewrite_host=options.rewrite_host,
            complain=self._complain,
            workshop=self._workshop,
        )
        if not options.access_log:
            return relay
        self._access = AccessLog(options.access_log, self._journal.error)
        return logged(relay, self._access.write, time.monotonic, utc)

    async def _forced_while(self, drain: Coroutine[None, None, bool]) -> int:
        """Let it drain; the signal that cut it short, or 0."""
        draining = asyncio.create_task(drain)
        signalled = asyncio.create_task(self._signals.get())
        await asyncio.wait({draining, signalled}, return_when=asyncio.FIRST_COMPLETED)
        draining.cancel()
        if signalled.done():
            return signalled.result()
        signalled.cancel()
        return 0

    def _listen_for_signals(self, alive: int | None) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._report_loop)
        for number in STOPS:
            loop.add_signal_handler(number, self._told, int(number), alive is None)
        loop.add_signal_handler(signal.SIGHUP, self._reopen)
        if alive is not None:
            loop.add_signal_handler(NOW, self._told, int(signal.SIGTERM), True)
            loop.add_reader(alive, self._orphaned, alive)

    def _told(self, number: int, again: bool) -> None:
        """Stop; told again, stop now, if that is not only the echo of the first time."""
        if again or not self._stop:
            self._stop = self._stop or number
            self._signals.put_nowait(self._stop)

    def _orphaned(self, alive: int) -> None:
        asyncio.get_running_loop().remove_reader(alive)
        self._journal.warn("the supervisor is gone: stopping")
        self._told(int(signal.SIGTERM), False)

    def _reopen(self) -> None:
        if self._access is not None:
            self._access.reopen()

    def _complain(self, upstream: Upstream, fault: UpstreamFault, request_id: bytes) -> None:
        self._journal.warn(
            f"{upstream.url}: {fault}",
            upstream=upstream.url,
            request_id=request_id.decode("latin-1"),
        )

    def _report(self, fault: BaseException) -> None:
        self._journal.error(f"an exchange failed, and it is our fault: {fault!r}")

    def _report_loop(self, _: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        what = context.get("exception") or context.get("message")
        self._journal.error(f"the event loop reports: {what!r}")


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    if sys.platform == "win32":
        return asyncio.new_event_loop
    return uvloop.new_event_loop
