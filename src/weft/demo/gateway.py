"""`Gateway`: `weft proxy` as a process of its own, as it comes, with nobody's settings.

It listens on a free port of the loopback interface. It can be stopped and started again over the
same state, which is what a restart is.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from weft.demo.client import Request

from weft.demo.client import KEY, PATH

PATIENCE = 30.0  # seconds for a start, an end or an answer; a busy machine is no fault
TOLD_WITHIN = 5.0  # seconds after an answer until it is told of
_LISTENING = re.compile(r"listening on http://[^ ]*:(\d+)")
_FOREIGN = ("WEFT_", "HEADROOM_")


class GatewayError(Exception):
    """The gateway did not start, or did not answer. The message has its own last words."""


class Gateway:
    """Use it as a context manager."""

    def __init__(self, upstream: str, folder: Path, store: str | None) -> None:
        self._command = [
            *(sys.executable, "-m", "weft", "proxy", "--listen", "127.0.0.1:0"),
            *("--upstream", upstream, "--state-dir", str(folder / "state")),
            *("--retrieval-tool", "always"),
        ]
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)},
            "XDG_CONFIG_HOME": str(folder),
            **({"WEFT_STORE_URL": store} if store else {}),
        }
        self._process: subprocess.Popen[str] | None = None
        self._connection: HTTPConnection | None = None
        self._said: list[str] = []

    def __enter__(self) -> Gateway:
        """Start."""
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    @property
    def address(self) -> str:
        """Where it listens."""
        assert self._connection is not None
        return f"http://127.0.0.1:{self._connection.port}"

    def restart(self) -> None:
        """Stop it, and start it over the same state."""
        self.stop()
        self._start()

    def send(self, request: Request) -> tuple[dict[str, Any], str]:
        """Send a request; the answer, and the id under which it can be asked for."""
        headers = {"content-type": "application/json", "x-api-key": KEY}
        data, found = self._ask("POST", PATH, request.body, headers)
        return data, found.get("weft-request-id") or found["x-request-id"]

    def explain(self, request_id: str) -> dict[str, Any]:
        """What was decided for this request. It is told of just after its answer."""
        until = time.monotonic() + TOLD_WITHIN
        while True:
            try:
                return self.get(f"/v1/explain/{request_id}")
            except GatewayError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.002)

    def get(self, path: str) -> dict[str, Any]:
        """Ask the gateway itself."""
        return self._ask("GET", path, b"", {})[0]

    def _ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[dict[str, Any], dict[str, str]]:
        assert self._connection is not None
        try:
            self._connection.request(method, path, body or None, dict(headers))
            answer = self._connection.getresponse()
            data = answer.read()
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise GatewayError(f"{method} {path}: {error!r}") from error
        if answer.status >= 400:
            raise GatewayError(f"{method} {path}: {answer.status} {data[:300].decode()}")
        found = {name.lower(): value for name, value in answer.getheaders()}
        return msgspec.json.decode(data), found

    def _start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment,
            start_new_session=True,  # an interrupt is ours to handle: we end it
        )
        ports: list[int] = []
        known = threading.Event()
        threading.Thread(target=self._listen, args=(self._process, ports, known)).start()
        known.wait(PATIENCE)
        if not ports:
            self.stop()
            raise GatewayError("the gateway did not start: " + "\n".join(self._said[-5:]))
        self._connection = HTTPConnection("127.0.0.1", ports[0], timeout=PATIENCE)

    def _listen(
        self, process: subprocess.Popen[str], ports: list[int], known: threading.Event
    ) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self._said = [*self._said[-20:], line.rstrip()]
            if match := _LISTENING.search(line):
                ports.append(int(match[1]))
                known.set()
        known.set()
        process.stderr.close()

    def stop(self) -> None:
        """Stop it; what it keeps stays."""
        if self._connection is not None:
            self._connection.close()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
