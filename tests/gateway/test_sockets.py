"""The listening sockets of a proxy, for one worker and for several."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from weft.gateway.fault import Misconfigured
from weft.gateway.sockets import Sockets

if TYPE_CHECKING:
    from pathlib import Path


def test_one_for_each_address(tmp_path: Path) -> None:
    made = Sockets(["127.0.0.1:0", f"unix:{tmp_path}/s"], 1)
    tcp, unix = made.of(0)
    assert made.addresses[0].port == tcp.getsockname()[1] > 0
    assert made.addresses[1].path == unix.getsockname() == f"{tmp_path}/s"
    made.close()


def test_several_workers_share_a_port_and_a_unix_socket(tmp_path: Path) -> None:
    made = Sockets(["127.0.0.1:0", f"unix:{tmp_path}/s"], 3)
    (first, unix), *others = made._by_worker
    for tcp, same in others:
        assert tcp is not first
        assert tcp.getsockname() == first.getsockname()
        assert same is unix
    made.close()


def test_a_worker_keeps_only_its_own(tmp_path: Path) -> None:
    made = Sockets(["127.0.0.1:0", f"unix:{tmp_path}/s"], 2)
    mine = made.of(1)
    assert all(each.fileno() >= 0 for each in mine)
    assert made._by_worker[0][0].fileno() == -1
    made.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_port_that_is_taken_is_refused_even_where_it_could_be_shared(workers: int) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, match=f"127.0.0.1:{port}: .*in use"):
            Sockets([f"127.0.0.1:{port}"], workers)


def test_what_was_opened_before_a_failure_is_closed(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="no-such-folder"):
        Sockets(["127.0.0.1:0", f"unix:{tmp_path}/no-such-folder/s"], 1)
    # A socket left open would be a ResourceWarning, which is an error here.


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(Misconfigured):
        Sockets(["nowhere"], 1)
