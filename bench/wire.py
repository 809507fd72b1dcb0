"""How fast `weft proxy` is beside nginx: `python bench/wire.py [--quick] [--only NAME]`.

Each scenario runs against a direct connection, nginx and Weft in turn, round after round. The
figure that counts is the CPU time of the proxy's processes for each finished request, event or
message, as a ratio to nginx in the same round: other work on the machine hardly moves it.
Requests a second and latencies are what the machine allowed at that moment. The load and the
upstream are held to the first core and the proxies to the second, where there are two; with two
workers nothing is held, and the load competes with them. `--quick` leaves out half of the
scenarios, and the direct connection. `--control` puts a second nginx in Weft's
place, which shows the noise; `--json` writes the figures for a program to read.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wire_generators import Echo, H2Load, Load, Streams, Wrk
from wire_process import BenchStopped
from wire_proxies import Rig, Target, need, nginx_proxy, nginx_upstream, own_upstream, weft_proxy
from wire_report import Aim, Line, Measured, lines, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KB = 1024
AIM_IDLE_MB = 40.0
AIM_READY_MS = 400.0
WARM_SECONDS = 1.0
STARTS = 5


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of traffic, and what is wanted of it."""

    name: str
    rig: str
    load: Load
    aims: Mapping[str, Aim] = field(default_factory=dict)
    quick: bool = False


CPU_SMALL = Aim(2.2)
SCENARIOS = [
    Scenario(
        "1 KB, 1 connection",
        "plain",
        Wrk(1, KB),
        {"rate": Aim(0.90, "at least"), "p50": Aim(60, over=True)},
        quick=True,
    ),
    Scenario(
        "1 KB, 64 connections",
        "plain",
        Wrk(64, KB),
        {"cpu": CPU_SMALL, "rate": Aim(0.50, "at least")},
        quick=True,
    ),
    Scenario("100 KB up", "live", Wrk(16, 100 * KB), {"cpu": Aim(1.6)}, quick=True),
    Scenario("1 MB up", "live", Wrk(8, KB * KB), {"cpu": Aim(1.1)}, quick=True),
    Scenario("1 MB down", "plain", Wrk(8, path="/file/download"), {"cpu": Aim(1.1)}),
    Scenario(
        "events, paced",
        "live",
        Streams(32, 20, 0.05),
        {"cpu": Aim(1.4), "first": Aim(300, over=True)},
        quick=True,
    ),
    Scenario("events, burst", "live", Streams(32, 100, 0.0), {"cpu": Aim(1.4)}),
    Scenario("WebSocket, 64 bytes", "live", Echo(32, 64)),
    Scenario("WebSocket, 16 KB", "live", Echo(32, 16 * KB)),
    Scenario("HTTP/2 in", "plain", H2Load(8, 8, KB), quick=True),
    Scenario("TLS upstream", "tls", Wrk(64, KB)),
    Scenario("2 workers", "two", Wrk(64, KB, cores=())),
]


def build(kind: str, folder: Path, own: str) -> Rig:
    """Start an upstream, nginx and Weft (or a second nginx) before it."""
    folder.mkdir()
    if kind == "live":
        upstream, direct = own_upstream(folder)
    else:
        upstream, plain, tls = nginx_upstream(folder / "upstream")
        direct = tls if kind == "tls" else plain
    rig = Rig([direct], [upstream])
    ca = folder / "upstream" / "cert.pem" if kind == "tls" else None
    workers = 2 if kind == "two" else 1
    make = weft_proxy if own == "weft" else nginx_proxy
    try:
        rig.targets.append(nginx_proxy(folder / "nginx", direct, ca, workers, "nginx"))
        rig.targets.append(make(folder / own, direct, ca, workers, own))
    except BenchStopped:
        rig.stop()
        raise
    time.sleep(0.3)  # what a proxy does after it listens is over
    for target in rig.targets:
        target.idle_mb = target.resident_mb()
    return rig


def measure(load: Load, target: Target, folder: Path, seconds: float) -> Measured:
    """One run of a load, and what the proxy's processes spent meanwhile."""
    before = target.running.cpu_ns() if target.running else 0
    done = load.run(target, folder, seconds)
    spent = (target.running.cpu_ns() - before) / 1000 if target.running else None
    if not done.units:
        raise BenchStopped(f"nothing came back through {target.name}")
    cpu_us = None if spent is None else spent / done.units
    rate = done.units / done.seconds
    return Measured(cpu_us, rate, done.p50_us, done.p99_us, done.errors, done.first_us)


def rounds_of(
    scenario: Scenario, targets: list[Target], folder: Path, rounds: int, seconds: float
) -> list[dict[str, Measured]]:
    """All the rounds of a scenario; who begins changes from round to round."""
    found = []
    for number in range(rounds):
        turn = number % len(targets)
        order = targets[turn:] + targets[:turn]
        taken = {each.name: measure(scenario.load, each, folder, seconds) for each in order}
        found.append({each.name: taken[each.name] for each in targets})
    return found


def startup(kind: str, folder: Path) -> tuple[float, float]:
    """Milliseconds until a connection is accepted, and of CPU until then; upstream or not."""
    direct, make = Target("direct", 9, 9), weft_proxy if kind == "weft" else nginx_proxy
    taken, spent = [], []
    for _ in range(STARTS):
        started = make(folder, direct, None, 1, kind).running
        assert started is not None
        taken.append(started.ready_seconds * 1000)
        spent.append(started.cpu_ns() / 1e6)
        started.stop()
    return statistics.median(taken), statistics.median(spent)


def footprint(rigs: Sequence[Rig], ready: Mapping[str, tuple[float, float]]) -> list[Line]:
    """Memory and time to ready of nginx and Weft with one worker: the most of all that ran."""
    proxies = [each for rig in rigs for each in rig.targets if each.running]
    idle = {name: max(each.idle_mb for each in proxies if each.name == name) for name in ready}
    after = {
        name: max(each.resident_mb() for each in proxies if each.name == name) for name in ready
    }
    told = []
    for what, values, bound in (
        ("MB resident, idle", idle, AIM_IDLE_MB),
        ("MB after the load", after, None),
        ("ms to ready", {name: taken for name, (taken, _) in ready.items()}, AIM_READY_MS),
        ("CPU ms to ready", {name: spent for name, (_, spent) in ready.items()}, None),
    ):
        base, own = values.values()
        ratio = own / base
        aim, met = (f"at most {bound:g}", own <= bound) if bound else ("", None)
        told.append(Line("The process", what, values, ratio, ratio, ratio, False, aim, met))
    return told


def run(options: argparse.Namespace, folder: Path) -> tuple[list[Line], int]:
    """Measure what is asked for: the lines of the table and the number of failed requests."""
    own = "control" if options.control else "weft"
    chosen = [each for each in SCENARIOS if each.quick or not options.quick]
    chosen = [each for each in chosen if options.only.lower() in each.name.lower()]
    if not chosen:
        names = ", ".join(each.name for each in SCENARIOS)
        raise BenchStopped(f"no scenario has {options.only!r} in its name: {names}")
    ready = {name: startup(name, folder / f"ready-{name}") for name in ("nginx", own)}
    told: list[Line] = []
    errors = 0
    rigs: dict[str, Rig] = {}
    try:
        for scenario in chosen:
            if scenario.rig not in rigs:
                rig = rigs[scenario.rig] = build(scenario.rig, folder / scenario.rig, own)
                for target in rig.targets:
                    Wrk(64, KB).run(target, folder, WARM_SECONDS)
            targets = rigs[scenario.rig].targets[1 if options.quick else 0 :]
            try:
                found = rounds_of(scenario, targets, folder, options.rounds, options.seconds)
            except BenchStopped as stopped:
                errors += 1
                sys.stderr.write(f"{scenario.name}: {stopped}\n")
                continue
            told += lines(scenario.name, scenario.load.unit, found, scenario.aims, ("nginx", own))
            failed = {name: sum(each[name].errors for each in found) for name in found[0]}
            errors += sum(failed.values())
            for name, count in failed.items():
                if count:
                    sys.stderr.write(f"{scenario.name}: {count} failed through {name}\n")
        if single := [rig for kind, rig in rigs.items() if kind != "two"]:
            told += footprint(single, ready)
    finally:
        for rig in rigs.values():
            rig.stop()
    return told, errors


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure weft proxy beside nginx.")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each scenario")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of one run")
    parser.add_argument("--only", default="", metavar="NAME", help="scenarios with this name")
    parser.add_argument("--quick", action="store_true", help="the main ones, under a minute")
    parser.add_argument("--control", action="store_true", help="a second nginx in Weft's place")
    parser.add_argument("--json", action="store_true", help="figures for a program")
    return parser.parse_args(given)


def main() -> int:
    """Measure and print."""
    options = arguments()
    began, busy = time.monotonic(), os.getloadavg()[0]
    try:
        need("nginx", "wrk", "h2load", "openssl")
        with tempfile.TemporaryDirectory(prefix="wire-bench-") as folder:
            told, errors = run(options, Path(folder))
    except BenchStopped as stopped:
        sys.stderr.write(f"{stopped}\n")
        return 2
    if options.json:
        print(json.dumps([asdict(line) for line in told], indent=2))
    else:
        print(table(told, list(told[0].medians)))
        took = time.monotonic() - began
        print(f"\n{options.rounds} rounds, {took:.0f} s, {errors} errors")
        if busy > (os.cpu_count() or 1) / 2:
            print(f"The machine was busy with other work (load average {busy:.1f} before): compare")
            print("ratios of CPU only, and with care; a busy neighbour costs Weft more than nginx.")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
