"""What the tests of the exchange share: an upstream that records, and a gateway before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from exchange_world import gateway
from scripted_upstream import Scripted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_process import Weft


@pytest.fixture(scope="module")
def scripted() -> Iterator[Scripted]:
    with Scripted() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def weft(scripted: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weft]:
    with gateway(scripted, tmp_path_factory.mktemp("state")) as running:
        yield running
