"""Clients that talk as fast as they are answered: `python bench/exchange_load.py PORT N SECONDS`.

Each has a conversation of 100 KB that grows by 2 KB a turn, and begins another one after 50 turns.
Prints how many requests were answered a second, of all together. A process of its own, so that
the bench's other threads do not stand in its way.
"""

from __future__ import annotations

import sys
import threading
import time

from exchange_grown import Line, grown

START, STEP, TURNS = 100_000, 2_000, 50


def talk(port: int, name: int, begin: threading.Barrier, seconds: float, done: list[int]) -> None:
    """One client."""
    bodies = []
    talk = grown(f"load {name}", START, 10_000)
    for _ in range(TURNS):
        talk.grow(STEP)
        bodies.append(talk.body())
    line, asked = Line(port), 0
    begin.wait()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        lap, turn = divmod(asked, TURNS)
        line.ask(bodies[turn].replace(b"mails sent", b"%d mails sent" % lap, 1))
        asked += 1
    done.append(asked)
    line.close()


def main() -> None:
    port, clients, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    begin, done = threading.Barrier(clients), []  # type: tuple[threading.Barrier, list[int]]
    threads = [
        threading.Thread(target=talk, args=(port, name, begin, seconds, done))
        for name in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sum(done) / seconds)


if __name__ == "__main__":
    main()
