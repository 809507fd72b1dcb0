"""Build `weft proxy` as one file that runs wherever its Python is: build_proxy.py FILE

The file is a zip application: `build_proxy_main` on top, then what the proxy needs of Weft and of
the installed packages, and nothing else. The same sources give the same bytes. Built, it is run
once: it says its version, and forwards one request to a scripted upstream.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import importlib.metadata
import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import urllib.request
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

import build_proxy_main as top
import tracked

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = (
    "ahocorasick-rs",
    "backports.zstd",
    "brotli",
    "click",
    "google-re2",
    "h2",
    "httptools",
    "msgspec",
    "prometheus-client",
    "splintr-rs",
    "uvloop",
)
ROOMS = (
    "cli",
    "dialects",
    "engine",
    "gateway",
    "library",
    "observe",
    "policy",
    "recall",
    "rewrite",
    "settings",
    "wire",
)
# Of those rooms: what runs applications behind the wire, and other commands.
NOT_NEEDED = re.compile(
    r"wire/(?:asgi\w*|websocket)\.py|cli/(?:compress|demo\w*|expand|explain\w*|parity)\.py"
)
NO_USE_AT_RUN_TIME = {".pyc", ".pyi", ".pyx", ".pxd", ".pxi", ".c", ".h"}
SHEBANG = b"#!/usr/bin/env python3\n"
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file knows
SECONDS = 30.0


def needed(names: tuple[str, ...]) -> Iterator[str]:
    """These packages, and what they need in turn on this machine."""
    todo, seen = list(names), set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        yield name
        for line in importlib.metadata.requires(name) or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                todo.append(requirement.name)


def of_packages() -> Iterator[tuple[str, bytes]]:
    """The files of the installed packages, licences included."""
    for name in needed(PACKAGES):
        for file in importlib.metadata.files(name) or []:
            outside = ".." in file.parts or file.is_absolute()
            if not outside and _is_of_use(file):
                yield file.as_posix(), Path(str(file.locate())).read_bytes()


def _is_of_use(file: PurePosixPath) -> bool:
    if file.parts[0].endswith(".dist-info"):
        return file.name == "METADATA" or "LICENSE" in file.name.upper()
    return file.suffix not in NO_USE_AT_RUN_TIME and file.name != "py.typed"


def of_weft() -> Iterator[tuple[str, bytes]]:
    """The files of Weft that the proxy runs."""
    source = tracked.ROOT / "src" / "weft"
    for file in [
        source / "__init__.py",
        *(each for room in ROOMS for each in _files(source, room)),
    ]:
        name = file.relative_to(source).as_posix()
        if not NOT_NEEDED.fullmatch(name):
            yield f"weft/{name}", file.read_bytes()
    yield "weft-LICENSE", (tracked.ROOT / "LICENSE").read_bytes()


def _files(source: Path, room: str) -> Iterator[Path]:
    """Code and the tables beside it."""
    for file in (source / room).rglob("*"):
        if file.is_file() and file.suffix not in NO_USE_AT_RUN_TIME:
            yield file


def build(out: Path) -> None:
    """Write the file."""
    packed = dict(sorted([*of_packages(), *of_weft()]))
    digest = hashlib.sha256()
    for name, data in packed.items():
        digest.update(f"{name}\n{len(data)}\n".encode() + data)
    about = {
        "key": digest.hexdigest()[:24],
        "python": sys.implementation.cache_tag,
        "platform": sysconfig.get_platform(),
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as file:
        file.write(SHEBANG)
        with zipfile.ZipFile(file, "w") as archive:
            _put(archive, "__main__.py", Path(top.__file__).read_bytes())
            _put(archive, top.ABOUT, json.dumps(about).encode())
            for name, data in packed.items():
                _put(archive, top.PACKED + name, data)
    out.chmod(0o755)


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, DATE)
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


class Upstream(http.server.BaseHTTPRequestHandler):
    """Says which path it was asked for."""

    def do_GET(self) -> None:
        """Answer."""
        body = f"seen {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@contextlib.contextmanager
def upstream() -> Iterator[str]:
    """A scripted upstream; its URL."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def prove(out: Path, cache: Path) -> str:
    """Run the file as a user would; what it says its version is."""
    environ = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    run = [sys.executable, str(out)]
    version = subprocess.run(
        [*run, "--version"], env=environ, check=True, capture_output=True, text=True
    ).stdout.strip()
    with upstream() as url:
        flags = ["--listen", "127.0.0.1:0", "--upstream", url]
        proxy = subprocess.Popen(
            [*run, *flags], env=environ, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True
        )
        with proxy, _ended(proxy):
            said = _forwarded(proxy)
    if (said, proxy.returncode) != ("seen /one/request", 0):
        raise SystemExit(f"{out} ended with status {proxy.returncode}, after this:\n{said}")
    return version


@contextlib.contextmanager
def _ended(process: subprocess.Popen[str]) -> Iterator[None]:
    watchdog = threading.Timer(SECONDS, process.kill)
    watchdog.start()
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        watchdog.cancel()


def _forwarded(proxy: subprocess.Popen[str]) -> str:
    """What comes back through it for one request."""
    assert proxy.stdout
    lines = []
    for line in proxy.stdout:
        lines.append(line)
        listening = re.search(r"listening on \S*?:(\d+)", line)
        if listening:
            url = f"http://127.0.0.1:{listening[1]}/one/request"
            with urllib.request.urlopen(url, timeout=SECONDS) as answer:
                return str(answer.read().decode())
    return "".join(lines)


def main(out: Path) -> int:
    """Build it, run it once, print its size."""
    build(out)
    with tempfile.TemporaryDirectory() as cache:
        version = prove(out, Path(cache))
        packed = [file for file in Path(cache).rglob("*") if file.is_file()]
        size = sum(file.stat().st_size for file in packed if file.suffix != ".pyc")
    print(
        f"{out}: {version}, {out.stat().st_size / 1e6:.1f} MB, {size / 1e6:.1f} MB unpacked, "
        f"for {sys.implementation.cache_tag} on {sysconfig.get_platform()}; "
        "forwarded a request"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
