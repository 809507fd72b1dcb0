"""Fresh ids are random UUIDs."""

from __future__ import annotations

import os
import random
import uuid
from itertools import islice

from weft.gateway.request_id import request_ids


def test_ids_are_uuids_of_version_4_and_never_the_same() -> None:
    found = list(islice(request_ids(os.urandom), 1_000))
    assert len(set(found)) == 1_000
    for each in found:
        one = uuid.UUID(each.decode())
        assert (one.version, one.variant, str(one)) == (4, uuid.RFC_4122, each.decode())


def test_chance_is_passed_in() -> None:
    first, second = (request_ids(random.Random(7).randbytes) for _ in range(2))
    assert list(islice(first, 5)) == list(islice(second, 5))
