"""Texts that golden fixtures are made from: logs, builds, tests and traces.

Those in `texts/` are what real tools printed about a small shop that was written to fail here and
there; only paths are changed. The logs are made by arithmetic, in the formats that servers write.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from inputs import TEXTS, text

HERE = Path(__file__).parent / "texts"
TOOLS = sorted(path.stem for path in HERE.glob("*.txt"))
for _name in TOOLS:
    TEXTS[f"tool_{_name}"] = partial((HERE / f"{_name}.txt").read_text, "utf-8")

HOSTS = ("198.51.100.7", "203.0.113.40", "192.0.2.9", "198.51.100.23")
PATHS = ("/", "/cart", "/items/4711", "/items/9", "/assets/app.css", "/login")
AGENTS = ("curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0")


def _clock(n: int, start: int = 9) -> str:
    return f"{start + n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}"


@text
def log_syslog() -> str:
    """A machine that is logged in to, and guessed at."""
    users = ("admin", "oracle", "test", "guest")
    lines = []
    for n in range(90):
        said = (
            f"sshd[{900 + n}]: Failed password for invalid user {users[n % 4]} "
            f"from {HOSTS[n % 2]} port {40000 + n * 7919 % 20000} ssh2"
        )
        if n % 40 == 13:
            said = f"sshd[{900 + n}]: Accepted publickey for deploy from {HOSTS[2]} port {n} ssh2"
        elif n % 9 == 4:
            said = f"CRON[{900 + n}]: pam_unix(cron:session): session opened for user root(uid=0)"
        elif n == 71:
            said = "kernel: [ 5123.004211] Out of memory: Killed process 881 (indexer)"
        lines.append(f"Mar  4 {_clock(n * 7)} gate {said}")
    return "\n".join(lines) + "\n"


@text
def log_access_burst() -> str:
    """A web server that answers all in two seconds: times do not tell the order."""
    return "".join(
        f"{HOSTS[n * 3 % 4]} - - [04/Mar/2031:09:00:0{n // 60} +0000] "
        f'"GET {PATHS[n * 5 % 6]} HTTP/1.1" {500 if n == 61 else 200} {n * 977 % 9000} '
        f'"-" "{AGENTS[n * 7 % 5 % 2]}"\n'
        for n in range(90)
    )


@text
def build_commands() -> str:
    """A build that prints its commands, and one of them fails."""
    lines = []
    for n in range(60):
        name = f"{('core', 'net', 'io')[n % 3]}/part{n}"
        lines.append(
            f"[{n + 1}/60] /usr/bin/c++ -DNDEBUG -I/src/include -I/build/generated -O2 "
            f"-std=gnu++20 -Wall -Wextra -fPIC -MD -MF {name}.o.d -o {name}.o -c /src/{name}.cpp"
        )
        if n == 40:
            lines += [
                f"FAILED: {name}.o",
                f"/src/{name}.cpp:44:12: error: no member named 'fd' in 'Socket'",
                "   44 |     return s.fd;",
                "      |            ~ ^",
                "1 error generated.",
            ]
    return "\n".join(lines) + "\n"


@text
def build_lint() -> str:
    """What a linter finds, by file, the same few rules all over."""
    rules = (
        "error  Unexpected any. Specify a different type  @typescript-eslint/no-explicit-any",
        "warning  Missing return type  @typescript-eslint/explicit-function-return-type",
        "error  'total' is assigned a value but never used  @typescript-eslint/no-unused-vars",
    )
    lines = []
    for n in range(24):
        lines.append(f"/app/src/views/page{n}.tsx")
        lines += [f"  {n * 7 + k * 11}:{k * 5 + 1}  {rules[(n * k) % 3]}" for k in range(5)]
        lines.append("")
    lines.append("✖ 120 problems (88 errors, 32 warnings)")
    return "\n".join(lines) + "\n"


@text
def log_access() -> str:
    """A web server; one request is slow, a few fail."""
    lines = []
    for n in range(80):
        status = 502 if n in (57, 58) else 404 if n % 31 == 5 else 200
        took = 4.812 if n == 70 else n * 13 % 40 / 1000
        lines.append(
            f"{HOSTS[n % 4]} - - [04/Mar/2031:{_clock(n * 3)} +0000] "
            f'"GET {PATHS[n * 5 % 6]} HTTP/1.1" {status} {n * 977 % 9000} '
            f'"-" "{AGENTS[n % 2]}" {took:.3f}'
        )
    return "\n".join(lines) + "\n"


@text
def log_java_service() -> str:
    """Levels, threads, traces below records."""
    lines = []
    for n in range(90):
        head = f"2031-03-04 {_clock(n)},{n * 37 % 1000:03}"
        worker = f"[worker-{n % 5}] c.e.shop"
        if n in (50, 51, 80):
            lines += [
                f"{head} ERROR {worker}.Billing - charge {7000 + n} failed",
                "java.lang.IllegalStateException: ledger is closed",
                "\tat com.example.shop.Ledger.append(Ledger.java:88)",
                "\tat com.example.shop.Billing.charge(Billing.java:41)",
                "\tat java.base/java.lang.Thread.run(Thread.java:840)",
            ]
        elif n % 23 == 7:
            lines.append(f"{head} WARN  {worker}.Pool - waited {n * 3} ms for a connection")
        else:
            stored = f"order {n * 7919 % 10000} stored in {n % 17} ms"
            lines.append(f"{head} INFO  {worker}.Orders - {stored}")
    return "\n".join(lines) + "\n"


@text
def log_key_value() -> str:
    """Keys and values, as Go services write them; the last line is cut off."""
    lines = []
    for n in range(80):
        level, said = ("error", "upstream gave up") if n % 47 == 9 else ("info", "served")
        lines.append(
            f'time="2031-03-04T{_clock(n * 11)}Z" level={level} msg="request {said}" '
            f"path={PATHS[n % 6]} ms={n * 29 % 90}"
        )
    return "\n".join(lines)[:-5]


@text
def log_kernel() -> str:
    """Seconds since the start, in brackets."""
    lines = []
    for n in range(80):
        said = f"eth0: link up, {n} packets, queue {n % 4}"
        if n % 29 == 11:
            said = "usb 1-2: device descriptor read, error -71"
        lines.append(f"[{n * 0.7311:12.6f}] {said}\n")
    return "".join(lines)


@text
def log_android() -> str:
    """Levels of one letter, processes, tags."""
    tags = ("WindowManager", "PowerManager", "AudioFlinger")
    lines = []
    for n in range(80):
        level = "E" if n == 66 else "W" if n % 37 == 3 else "D"
        said = "binder transaction failed" if n == 66 else f"state={n % 5}, token={n * 977}"
        head = f"03-04 {_clock(n)}.{n * 41 % 1000:03}  {1700 + n % 3}  {2300 + n % 7}"
        lines.append(f"{head} {level} {tags[n % 3]}: {said}\n")
    return "".join(lines)


@text
def log_colours() -> str:
    """Colours and a progress bar that is drawn over itself."""
    bar = "".join(f"\r{n:3}% [{'#' * (n // 5):20}]" for n in range(0, 101, 4))
    steps = [f"\x1b[32mINFO\x1b[0m  {_clock(n)} step {n} of 60 took {n % 7} s\n" for n in range(60)]
    return bar + "\n" + "".join(steps)


@text
def log_coloured_levels() -> str:
    """A log whose levels are coloured."""
    return log_java_service().replace(" INFO ", " \x1b[32mINFO\x1b[0m ")


@text
def log_crlf() -> str:
    return log_java_service().replace("\n", "\r\n")


@text
def log_folded_already() -> str:
    """Looks like what the forms write."""
    return (
        "[lines alike stand together, each stretch in order of time; {} is what varies]\n"
        "[2 lines] 12:00:{} job done\n01\n02\n"
    ) * 40


LOGS = [name for name in TEXTS if name.startswith("log_")]
BUILDS = ["build_commands", "build_lint"]

__all__ = ["BUILDS", "LOGS", "TOOLS"]
