"""Logs, builds and traces, labelled. Importing this enters them in the table of `labelled`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelled import PATHS, clock, made, word

from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS = ("INFO", "INFO", "DEBUG", "WARN", "ERROR")
LINES = range(60)
LOGS = {
    "iso": lambda n: f"2031-03-04T{clock(n)}.{n:03}Z {LEVELS[n % 5]:5} {word(n)} took {n * 7} ms",
    "syslog": lambda n: f"Mar  4 {clock(n)} gate sshd[{900 + n}]: Accepted key for {word(n)}",
    "systemd": lambda n: (
        f"Mar 04 {clock(n)} host systemd[1]: Started {word(n)}.service - Part {n}."
    ),
    "nginx": lambda n: (
        f'203.0.113.{n} - - [04/Mar/2031:{clock(n)} +0000] "GET /{word(n)} HTTP/1.1"'
        f' 200 {n * 31} "-" "curl/8.5.0"'
    ),
    "nginx_error": lambda n: (
        f"2031/03/04 {clock(n)} [error] 31#31: *{n} open() failed (2: No file)"
    ),
    "apache_error": lambda n: f"[Tue Mar 04 {clock(n)} 2031] [notice] workerEnv.init() ok {n}",
    "postgres": lambda n: (
        f"2031-03-04 {clock(n)}.123 UTC [{n}] LOG:  checkpoint starting: {word(n)}"
    ),
    "redis": lambda n: f"31:M 04 Mar 2031 {clock(n)}.{n:03} * Background saving {word(n)} {n}",
    "logfmt": lambda n: f'time=2031-03-04T{clock(n)}Z level=info msg="served {word(n)}" ms={n}',
    "klog": lambda n: f"I0304 {clock(n)}.123456       1 controller.go:{n}] synced {word(n)} {n}",
    "android": lambda n: f"03-04 {clock(n)}.001  1702  {n} D Power: released {word(n)} flg=0x{n:x}",
    "log4j": lambda n: f"2031-03-04 {clock(n)},123 - INFO  [main:Quorum@{n}] - joined {word(n)}",
    "hadoop": lambda n: (
        f"310304 {clock(n).replace(':', '')} {n} INFO dfs.Node: got block blk_{n * 7919}"
    ),
    "python": lambda n: f"{LEVELS[n % 5]}:{word(n)}.client:retry {n} of {word(n + 1)} in 3 s",
    "levels": lambda n: f"[{LEVELS[n % 5]}] {word(n)} is done with part {n}",
    "kernel": lambda n: f"[{n * 3}.{n * 7919 % 1000000:06}] usb 1-{n}: new device {word(n)}",
    "go_log": lambda n: f"2031/03/04 {clock(n)} handler.go:{n}: served {word(n)} to {n}",
    "haproxy": lambda n: (
        f"Mar  4 {clock(n)} lb haproxy[7]: 192.0.2.{n}:5{n:03} [04/Mar] in~ b/s{n} 0/0"
    ),
    "kubectl_prefixed": lambda n: f"[pod/web-{n % 3}] 2031-03-04T{clock(n)}Z started {word(n)}",
    "no_times": lambda n: f"worker {n % 4} finished the job {n * 37} of the queue {word(n % 3)}",
    "compose": lambda n: f"web-{n % 3}  | 2031-03-04 {clock(n)} INFO request {n} was served",
}


def _enter(name: str) -> None:
    def write() -> Iterable[str]:
        return (LOGS[name](n) for n in LINES)

    write.__name__ = f"log_{name}"
    made(Kind.LOG)(write)


for _name in LOGS:
    _enter(_name)


@made(Kind.LOG)
def log_with_a_trace() -> Iterable[str]:
    for n in range(40):
        yield f"2031-03-04 {clock(n)} ERROR {word(n)} failed"
        if n % 8 == 0:
            yield from ("java.lang.IllegalStateException: lost", "\tat a.b.C.d(C.java:7)")


@made(Kind.BUILD)
def pytest_quiet() -> Iterable[str]:
    yield from (f"{path:40} ....F... [ {n * 3:2}%]" for n, path in enumerate(PATHS[:12]))
    yield from (
        "=" * 35 + " FAILURES " + "=" * 35,
        "_" * 30 + " test_a " + "_" * 30,
        "",
        "    def a():",
    )
    yield from (
        ">       assert 1 == 2",
        "E       assert 1 == 2",
        "",
        "tests/test_a.py:3: AssertionError",
    )
    yield from ("=" * 25 + " short test summary info " + "=" * 25, "FAILED tests/test_a.py::test_a")
    yield "=" * 20 + " 1 failed, 95 passed in 3.21s " + "=" * 20


@made(Kind.BUILD)
def jest() -> Iterable[str]:
    for n in range(9):
        yield f"{'PASS' if n % 4 else 'FAIL'} src/{word(n)}.test.ts"
        yield from (f"  ✓ adds {m} ({m} ms)" for m in range(3))
    yield from ("", "Test Suites: 2 failed, 7 passed, 9 total", "Tests:       2 failed, 25 passed")


@made(Kind.BUILD)
def go_test() -> Iterable[str]:
    for n in range(12):
        yield from (
            f"=== RUN   Test{n}",
            f"--- {'FAIL' if n % 5 == 0 else 'PASS'}: Test{n} (0.0{n}s)",
        )
    yield from ("FAIL", "FAIL\texample.org/shop\t0.12s")


@made(Kind.BUILD)
def maven() -> Iterable[str]:
    yield from ("[INFO] Scanning for projects...", "[INFO] " + "-" * 50)
    yield from (f"[INFO] Building {word(n)} 1.{n}" for n in range(9))
    yield from ("[ERROR] COMPILATION ERROR :", "[ERROR] /a/B.java:[3,7] cannot find symbol")
    yield from ("[INFO] " + "-" * 50, "[INFO] BUILD FAILURE")


@made(Kind.BUILD)
def gradle() -> Iterable[str]:
    yield from (f"> Task :{word(n)}:compileJava{' UP-TO-DATE' * (n % 2)}" for n in range(12))
    yield from ("", "BUILD SUCCESSFUL in 12s", "24 actionable tasks: 12 executed, 12 up-to-date")


@made(Kind.BUILD)
def gcc_errors() -> Iterable[str]:
    for n in range(8):
        yield f"src/{word(n)}.c:{n + 3}:{n + 1}: error: use of undeclared identifier '{word(n)}'"
        yield from ("    3 |   int x = y;", "      |           ^")
    yield "make: *** [Makefile:3: all] Error 1"


@made(Kind.BUILD)
def typescript() -> Iterable[str]:
    yield from (
        f"src/{word(n)}.ts({n + 1},{n + 2}): error TS2304: Cannot find name." for n in range(9)
    )


@made(Kind.BUILD)
def docker_build() -> Iterable[str]:
    for n in range(10):
        yield from (f"#{n} [{n}/10] RUN apt-get install {word(n)}", f"#{n} DONE {n}.1s", "")


@made(Kind.BUILD)
def npm_install() -> Iterable[str]:
    yield from (f"npm warn deprecated {word(n)}@1.{n}.0: use another" for n in range(6))
    yield from (
        "",
        "added 812 packages, and audited 813 packages in 9s",
        "",
        "found 0 vulnerabilities",
    )


@made(Kind.BUILD)
def pip() -> Iterable[str]:
    for n in range(8):
        yield from (
            f"Collecting {word(n)}",
            f"  Downloading {word(n)}-1.{n}-py3-none-any.whl (12 kB)",
        )
    yield "Successfully installed " + " ".join(f"{word(n)}-1.{n}" for n in range(8))


@made(Kind.BUILD)
def terraform() -> Iterable[str]:
    yield from ("Terraform will perform the following actions:", "")
    for n in range(6):
        yield from (
            f"  # aws_s3_bucket.{word(n)} will be created",
            f'  + resource "b" "{word(n)}" {{',
        )
        yield from (f'      + bucket = "{word(n)}"', "    }", "")
    yield "Plan: 6 to add, 0 to change, 0 to destroy."


@made(Kind.BUILD)
def apt() -> Iterable[str]:
    yield from (
        f"Get:{n} http://deb.example.org stable/main {word(n)} [{n} kB]" for n in range(1, 9)
    )
    yield from (f"Setting up {word(n)} (1.{n}-1) ..." for n in range(9))


@made(Kind.BUILD)
def rust_errors() -> Iterable[str]:
    for n in range(5):
        yield from (
            f"error[E0382]: borrow of moved value: `{word(n)}`",
            f" --> src/{word(n)}.rs:{n}:9",
        )
        yield from ("  |", f"{n} |     let a = b;", "  |             ^ value moved", "")
    yield "error: could not compile `shop` (lib) due to 5 previous errors"


@made(Kind.BUILD)
def eslint() -> Iterable[str]:
    for n in range(7):
        yield from (
            f"/srv/shop/src/{word(n)}.js",
            f"  {n + 1}:7  error  'x' is unused  no-unused-vars",
            "",
        )
    yield "✖ 7 problems (7 errors, 0 warnings)"


@made(Kind.BUILD)
def mypy() -> Iterable[str]:
    yield from (
        f"{path}:{n + 1}: error: Name is not defined  [name-defined]"
        for n, path in enumerate(PATHS)
    )
    yield "Found 30 errors in 30 files (checked 90 source files)"


@made(Kind.TRACE)
def python_trace() -> Iterable[str]:
    yield "Traceback (most recent call last):"
    for n in range(9):
        yield from (f'  File "/srv/shop/{word(n)}.py", line {n + 3}, in call', f"    call({n})")
    yield "ValueError: nothing to call"


@made(Kind.TRACE)
def java_trace() -> Iterable[str]:
    yield 'Exception in thread "main" java.lang.IllegalStateException: lost'
    yield from (f"\tat com.example.{word(n)}.Pool.take(Pool.java:{n})" for n in range(20))
    yield "Caused by: java.io.IOException: closed"
    yield from (f"\tat com.example.{word(n)}.Wire.read(Wire.java:{n})" for n in range(9))


@made(Kind.TRACE)
def go_panic() -> Iterable[str]:
    yield from ("panic: runtime error: index out of range [3]", "", "goroutine 1 [running]:")
    for n in range(9):
        yield from (f"main.{word(n)}(0x{n})", f"\t/srv/shop/{word(n)}.go:{n + 1} +0x1d")


@made(Kind.TRACE)
def node_trace() -> Iterable[str]:
    yield "TypeError: Cannot read properties of undefined (reading 'id')"
    yield from (f"    at {word(n)} (/srv/shop/src/{word(n)}.js:{n + 1}:9)" for n in range(12))


@made(Kind.TRACE)
def dotnet_trace() -> Iterable[str]:
    yield "Unhandled exception. System.InvalidOperationException: lost"
    yield from (f"   at Shop.{word(n)}.Take() in /srv/shop/{word(n)}.cs:line {n}" for n in range(9))
