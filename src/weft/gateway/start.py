"""Start a proxy: check everything, open the ports, then serve, alone or under a supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.gateway.server import Server
from weft.gateway.setup import Setup
from weft.gateway.sockets import Sockets
from weft.gateway.supervisor import Supervisor
from weft.wire.address import unlink

if TYPE_CHECKING:
    from weft.gateway.events import Ears
    from weft.gateway.journal import Journal
    from weft.gateway.options import Options
    from weft.gateway.supervisor import Line


def start(options: Options, journal: Journal, ears: Ears | None = None) -> int:
    """Serve until stopped; the exit code. `ears` hear what happens. Raises `Misconfigured`."""
    setup = Setup(options)
    sockets = Sockets(options.listen, options.workers)
    scheme = "https" if setup.tls is not None else "http"

    def ready() -> None:
        for address in sockets.addresses:
            where = str(address) if address.path else f"{scheme}://{address}"
            journal.info(
                f"weft proxy listening on {where} → {setup.upstreams}",
                listen=where,
                upstream=setup.upstreams,
                workers=options.workers,
            )

    if options.workers == 1:
        return Server(setup, journal, ears).run(sockets.of(0), ready)

    def work(place: int, line: Line) -> int:
        return Server(setup, journal, ears).run(sockets.of(place), line.is_ready, line.alive)

    supervisor = Supervisor(options.workers, work, journal, ready=ready, stopping=sockets.close)
    try:
        return supervisor.run()
    finally:
        for address in sockets.addresses:
            unlink(address)
