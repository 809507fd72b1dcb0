"""A program that writes to a store and says what was acknowledged; run in many processes at once.

    redis_worker.py write URL SECONDS SEED          write and read back until the time is over
    redis_worker.py crash URL TIMES SEED            fork writers, kill each at a random moment

Every line of its output is an acknowledgement: `put HASH NUMBER`, `says IDENTITY REPLACEMENT`.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from typing import TYPE_CHECKING

from weft.recall.ledger import Decision, Identity, counting, identity
from weft.recall.store import Store, from_url

if TYPE_CHECKING:
    from collections.abc import Callable

TENANT = "acme"
NUMBERS = 400  # few, so that processes meet at the same texts


def text(number: int) -> str:
    """A text that anybody can make again from its number: 20 bytes to 200 KB."""
    length = 1 + (number * 7919) % (10_000 if number % 10 == 0 else 100)
    return "".join(f"{number} {line} {line * number % 9973}\n" for line in range(length))


def block(number: int) -> Identity:
    """The identity that this text has as a block."""
    return identity(text(number), "torture")


def write(store: Store, rng: random.Random, say: Callable[[str], None]) -> None:
    """One turn: put some texts, decide about them, look at another one."""
    numbers = rng.sample(range(NUMBERS), rng.choice((1, 1, 3, 12)))
    receipts = store.put_all(TENANT, [text(number) for number in numbers])
    for number, receipt in zip(numbers, receipts, strict=True):
        say(f"put {receipt.hash} {number}")
    proposal = f"{os.getpid()}.{rng.random()}"
    asked = {
        block(number): Decision(proposal, receipt.hash)
        for number, receipt in zip(numbers, receipts, strict=True)
    }
    for name, recorded in store.ledger.record_all(TENANT, asked).items():
        say(f"says {name.hex()} {counting(recorded).replacement}")
    other = block(rng.randrange(NUMBERS))
    for name, decision in store.ledger.replay(TENANT, [other]).items():
        say(f"says {name.hex()} {decision.replacement}")
        assert decision.hash is not None
        folio = store.open(TENANT, decision.hash)
        assert folio is not None
        assert identity(folio.text(), "torture") == name


def crash(store: Store, rng: random.Random) -> None:
    """A writer that dies by SIGKILL, and what it had said until then."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        while True:
            write(store, rng, lambda line: os.write(writer, f"{line}\n".encode()) and None)
    os.close(writer)
    time.sleep(rng.uniform(0.001, 0.06))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as said:
        for line in said:
            if line.endswith(b"\n"):
                sys.stdout.write(line.decode())


def main(mode: str, url: str, amount: str, seed: str) -> None:
    store, rng = from_url(url), random.Random(seed)
    if mode == "crash":
        for _ in range(int(amount)):
            crash(store, random.Random(rng.random()))
            write(store, rng, print)  # the parent's connections are its own
    else:
        end = time.monotonic() + float(amount)
        while time.monotonic() < end:
            write(store, rng, lambda line: print(line, flush=True))
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
