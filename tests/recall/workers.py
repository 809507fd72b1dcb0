"""What the torture tests run in processes of their own: `python workers.py ROLE URL ...`.

Every text is made from its number, so that whoever knows the number knows what must be read back.
A worker that finds something wrong ends with a traceback and a status that is not zero.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sys
import time

import weft.recall.sqlite  # noqa: F401  the server below forks when everything is loaded
from weft.recall.ledger import Decision, counting, identity
from weft.recall.store import Limits, Store, StoreFull, StoreUnavailable, from_url

TENANT = "acme"
RUNNING = 3  # writers at a time, of which one is killed


def text_of(number: int) -> str:
    """Between 60 bytes and 200 KB, most of it small, different for every number."""
    chance = random.Random(number)
    lines = int(2 ** (chance.random() ** 2 * 11))
    return "".join(f"{number} {line} {chance.getrandbits(160):x}\n" for line in range(lines + 1))


def holds(store: Store, number: int) -> bool:
    """Whether this text is there; it must be the right one, whole and in part."""
    text = text_of(number)
    found = store.open(TENANT, store.keyring.reference(TENANT, text).hash)
    if found is None:
        return False
    assert found.text() == text
    assert found.lines(2, 3) == "".join(text.splitlines(keepends=True)[1:3])
    return True


def decide(store: Store, number: int, who: str) -> str | None:
    """Put a text and decide what becomes of it; says what counts."""
    receipt = store.put(TENANT, text_of(number))
    decision = Decision(f"{who} decided <<ccr:{receipt.hash}>>", receipt.hash)
    return store.ledger.record(TENANT, identity(str(number)), decision).replacement


def decide_together(store: Store, numbers: range, who: str) -> dict[int, str | None]:
    """The same for many at once."""
    receipts = store.put_all(TENANT, [text_of(number) for number in numbers])
    blocks = {identity(str(number)): number for number in numbers}
    asked = {
        block: Decision(f"{who} decided <<ccr:{receipt.hash}>>", receipt.hash)
        for block, receipt in zip(blocks, receipts, strict=True)
    }
    recorded = store.ledger.record_all(TENANT, asked)
    return {number: counting(recorded[block]).replacement for block, number in blocks.items()}


def replayed(store: Store, number: int) -> str | None:
    """What counts for this text now."""
    block = identity(str(number))
    return store.ledger.replay(TENANT, [block]).get(block, Decision()).replacement


def crowd(url: str, who: str, seconds: str) -> None:
    """Write and read what everybody writes and reads; in the end say what was decided."""
    store, chance = from_url(url), random.Random(who)
    decided: dict[int, str | None] = {}
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        number = len(decided) // 2 + chance.randrange(40)
        if chance.random() < 0.5:
            said = {number: decide(store, number, who)}
        else:
            said = decide_together(store, range(number, number + chance.randrange(1, 9)), who)
        for each, counts in said.items():
            assert decided.setdefault(each, counts) == counts
        other = chance.choice(list(decided))
        assert holds(store, other)
        assert replayed(store, other) == decided[other]
    store.close()
    print(json.dumps(decided))


def batch(number: int) -> range:
    """The texts that are always written together with this one."""
    return range(number, number + number // 10 % 6 + 1)


def write_until_killed(url: str, log: str, seed: int) -> None:
    """Note in the log what is begun, and what was said of it before the next one begins."""
    store, who = from_url(url), f"writer {seed}"
    file = os.open(log, os.O_WRONLY | os.O_APPEND)
    chance = random.Random(seed)
    while True:
        number = chance.randrange(100_000) * 10
        os.write(file, json.dumps({"begun": number}).encode() + b"\n")
        said = decide_together(store, batch(number), who)
        os.write(file, json.dumps({"begun": number, "said": said}).encode() + b"\n")


def serve(url: str, log: str, kills: str) -> None:
    """Keep writers running and kill one after another at random moments."""
    chance = random.Random(kills)
    writers: list[int] = []
    for seed in range(int(kills) + RUNNING):
        child = os.fork()
        if child == 0:
            try:
                write_until_killed(url, log, seed)
            finally:
                os._exit(1)  # only reached by an error
        writers.append(child)
        if len(writers) > RUNNING:
            time.sleep(chance.random() * 0.06)
            kill(writers.pop(chance.randrange(RUNNING)))
    for writer in writers:
        kill(writer)


def kill(writer: int) -> None:
    os.kill(writer, signal.SIGKILL)
    status = os.waitpid(writer, 0)[1]
    assert os.WIFSIGNALED(status), "a writer ended by itself, before it was killed"


def fill_the_disk(url: str) -> None:
    """Write until no file may grow any more, and go on when they may again."""
    store = from_url(url)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    kept = 0
    for number in range(10_000):
        before = store.stats()
        try:
            decide(store, number, "early")
        except StoreUnavailable:
            after = store.stats()
            break
        kept += 1
    else:
        raise AssertionError("the disk never was full")
    # At most the decision failed, and then its original was kept before.
    assert after.originals - before.originals in (0, 1)
    assert after.decisions == before.decisions
    assert all(holds(store, number) for number in range(kept))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    for number in range(kept, kept + 20):
        decide(store, number, "late")
    store.close()
    again = from_url(url)
    assert all(holds(again, number) for number in range(kept + 20))
    assert (again.stats().originals, again.stats().decisions) == (kept + 20, kept + 20)
    again.close()
    print(kept)


def press(url: str, who: str, seconds: str) -> None:
    """Use some texts all the time, while everybody writes more than there is room for."""
    limits = Limits(idle_seconds=600.0, active_seconds=1.0, max_bytes=400_000)
    store, chance = from_url(url, limits), random.Random(who)
    used: dict[int, float] = {}
    counts = {"written": 0, "full": 0, "kept in use": 0}
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        number = chance.randrange(1_000_000)
        began = time.monotonic()
        try:
            decide(store, number, who)
            counts["written"] += 1
            if len(used) < 3:
                used[number] = began
        except StoreFull:
            counts["full"] += 1
        assert store.stats().stored_bytes <= limits.max_bytes
        for mine, last in list(used.items()):
            began = time.monotonic()
            there = replayed(store, mine) is not None and holds(store, mine)
            if there:
                used[mine] = began
                counts["kept in use"] += 1
            else:
                # A machine under load may have made us wait for longer than that.
                assert time.monotonic() - last > limits.active_seconds, "lost while in use"
                del used[mine]
    store.close()
    print(json.dumps(counts))


def fork(url: str) -> None:
    """A child and its parent both go on with the store that the parent opened."""
    store = from_url(url)
    decide(store, 1, "parent")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            assert holds(store, 1)
            decide(store, 2, "child")
            store.close()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    decide(store, 3, "parent")
    assert all(holds(store, number) for number in (1, 2, 3))
    store.close()


ROLES = {
    "crowd": crowd,
    "serve": serve,
    "fill_the_disk": fill_the_disk,
    "press": press,
    "fork": fork,
}

if __name__ == "__main__":
    ROLES[sys.argv[1]](*sys.argv[2:])
