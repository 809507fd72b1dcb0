"""The listening sockets of a proxy: made once, before there are workers, and given to each.

    one worker         one socket for each address
    several workers    TCP: one for each worker and address (SO_REUSEPORT), the kernel spreads
                       connections; Unix: one for all, since a path can be bound only once

The process that made them keeps them open: while a dead worker is replaced its connections wait
instead of being refused.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from weft.gateway.fault import Misconfigured
from weft.wire.address import Address, bind, bound

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence


class Sockets:
    """Sockets by worker."""

    def __init__(self, listen: Sequence[str], workers: int) -> None:
        self._by_worker: list[list[socket.socket]] = [[] for _ in range(workers)]
        self.addresses: list[Address] = []
        try:
            for text in listen:
                self._add(Address.parse(text))
        except ValueError as error:
            self.close()
            raise Misconfigured(str(error)) from error
        except BaseException:
            self.close()
            raise

    def of(self, worker: int) -> list[socket.socket]:
        """Those of one worker. Those of the others are closed in this process."""
        mine = self._by_worker[worker]
        for theirs in self._by_worker:
            for each in theirs:
                if each not in mine:
                    each.close()
        return mine

    def close(self) -> None:
        """Close all of them in this process: nothing is accepted for it any more."""
        for sockets in self._by_worker:
            for each in sockets:
                each.close()

    def _add(self, address: Address) -> None:
        several = len(self._by_worker) > 1
        try:
            first = bind(address)
            if several and not address.path:
                # Alone first: sharing a port with a stranger would succeed and be noticed late.
                first.close()
                first = bind(address, shared=True)
            self._by_worker[0].append(first)
            taken = bound(first)
            for others in self._by_worker[1:]:
                others.append(first if address.path else bind(taken, shared=True))
        except OSError as error:
            raise Misconfigured(f"cannot listen on {address}: {_reason(error)}") from error
        self.addresses.append(taken)


def _reason(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno and not error.filename else str(error)
