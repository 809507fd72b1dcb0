"""Processes that count into one book: `python observe_workers.py ROLE PATH ...`."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from observed import exchange, gateway, listening


def count(path: str, number: str) -> None:
    """Count so many exchanges, and end as told."""
    listener = listening(None, observing=gateway(Path(path)), pid=os.getpid())
    for each in range(int(number)):
        listener.ear.listen(exchange(f"{os.getpid()}-{each}"))
        time.sleep(0.001)
    listener.ear.close()
    print(listener.said.getvalue(), end="")


def serve(path: str) -> None:
    """Count for ever; say each number after it was seen in the book. To be killed."""
    listener = listening(None, observing=gateway(Path(path)), pid=os.getpid())
    number = 0
    while True:
        listener.ear.listen(exchange(f"k{number}"))
        number += 1
        listener.json("/stats")
        print(number, flush=True)


def fill_the_disk(path: str) -> None:
    """Count on while no file may grow, and write everything when they may again."""
    listener = listening(Path(path))
    listener.ear.listen(exchange("early"))
    assert listener.json("/stats")["trouble"] == ""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(path).stat().st_size, hard))
    for number in range(50):
        listener.ear.listen(exchange(f"full-{number}"))
        told = listener.json("/stats")
    full = {
        "trouble": told["trouble"],
        "total": told["requests"]["total"],
        "lifetime": told["lifetime"]["requests"]["total"],
        "explained": listener.json("/v1/explain/{request_id}", request_id="full-49")["status"],
        "said": listener.said.getvalue().splitlines(),
    }
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    told = listener.json("/stats")
    after = {
        "trouble": told["trouble"],
        "total": told["requests"]["total"],
        "lifetime": told["lifetime"]["requests"]["total"],
        "unwritten": told["observe"]["unwritten"],
        "explained": listener.json("/v1/explain/{request_id}", request_id="full-49")["status"],
        "said": listener.said.getvalue().splitlines(),
    }
    listener.ear.close()
    print(json.dumps({"full": full, "after": after}))


ROLES = {"count": count, "serve": serve, "fill_the_disk": fill_the_disk}

if __name__ == "__main__":
    ROLES[sys.argv[1]](*sys.argv[2:])
