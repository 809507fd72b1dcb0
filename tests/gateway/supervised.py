"""A program for the supervisor's tests: workers that say they are there, and end as they are told.

    supervised.py COUNT [place=code ...]

A worker writes `up PLACE PID`. One with a code ends with it at once; the others stop on SIGTERM
(but for one whose code is -1, which says `no PLACE`), say `hup PLACE` on SIGHUP, and end with 9
when the supervisor is gone.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from typing import TYPE_CHECKING

from weft.gateway.journal import Journal
from weft.gateway.supervisor import Supervisor

if TYPE_CHECKING:
    from weft.gateway.supervisor import Line


LOOK = 0.05  # seconds; a signal just before the wait is seen after it


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def main() -> int:
    codes = {int(place): int(code) for place, code in (each.split("=") for each in sys.argv[2:])}

    def work(place: int, line: Line) -> int:
        stubborn = codes.get(place) == -1
        end = (lambda *_: say(f"no {place}")) if stubborn else (lambda *_: os._exit(0))
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGHUP, lambda *_: say(f"hup {place}"))
        say(f"up {place} {os.getpid()}")
        if place in codes and not stubborn:
            return codes[place]
        line.is_ready()
        while not select.select([line.alive], [], [], LOOK)[0]:
            pass
        say(f"orphan {place}")
        return 9

    journal = Journal(sys.stdout, "info", lambda: "now", terminal=True)
    count = int(sys.argv[1])
    return Supervisor(
        count, work, journal, ready=lambda: say("ready"), stopping=lambda: say("stopping")
    ).run()


if __name__ == "__main__":
    sys.exit(main())
