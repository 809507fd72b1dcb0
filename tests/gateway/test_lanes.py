"""Whose turn it is in a lane."""

from __future__ import annotations

import asyncio

import pytest
from responses_socket import Socket, World, create, person

from weft.gateway.lanes import Lane


def test_a_lane_that_is_never_free_is_not_waited_for_for_ever() -> None:
    """An upstream that never answers must not hold what the client says."""
    socket = Socket(World(retrieval_tool="always"))
    socket.says(create(person("[[say One.]]")))
    (taken,) = socket.talk._lanes.values()
    lane = Lane(patience=0.01)
    asyncio.run(lane.free())
    lane.asks(taken.answers[0])
    with pytest.raises(TimeoutError):
        asyncio.run(lane.free())
    lane.over()
    asyncio.run(lane.free())
