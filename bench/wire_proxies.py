"""What is compared: a direct connection, nginx and `weft proxy`, all before the same upstream.

A rig is the three of them for one kind of traffic. nginx is set up to do what Weft does: request
bodies are held in memory, answers pass as they come, connections upstream are kept, addresses of
clients are handed on, nothing is logged.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wire_process import (
    LOAD_CORES,
    PROXY_CORES,
    BenchStopped,
    Running,
    free_port,
    start,
    upstream_command,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKAGES = {
    "nginx": "nginx-light",
    "wrk": "wrk",
    "h2load": "nghttp2-client",
    "openssl": "openssl",
}
DOWNLOAD_BYTES = 1 << 20
ANSWER = '{"id":"bench","text":"' + "." * 1000 + '"}'

COMMON = """
daemon off; worker_processes {workers}; pid {folder}/pid; error_log {folder}/error.log; {user}
worker_rlimit_nofile 8192;
events {{ worker_connections 2048; }}
http {{
  access_log off; sendfile on; tcp_nopush off; tcp_nodelay on; default_type application/json;
  keepalive_requests 1000000000; keepalive_timeout 600s;
  client_max_body_size 0; client_body_buffer_size 2m; http2_max_concurrent_streams 128;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {inside}
}}
"""
UPSTREAM = """
  server {{
    listen 127.0.0.1:{port}; listen 127.0.0.1:{port_h2} http2; listen 127.0.0.1:{port_tls} ssl;
    ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
    location /file {{ root {folder}; }}
    location / {{ return 200 '{answer}'; }}
  }}
"""
PROXY = """
  map $http_upgrade $connection_upstream {{ default upgrade; '' ''; }}
  upstream up {{
    server 127.0.0.1:{upstream}; keepalive 256; keepalive_requests 1000000000;
    keepalive_timeout 600s;
  }}
  server {{
    listen 127.0.0.1:{port}; listen 127.0.0.1:{port_h2} http2;
    location / {{
      proxy_pass {scheme}://up; proxy_http_version 1.1; proxy_buffering off;
      proxy_set_header Connection $connection_upstream; proxy_set_header Upgrade $http_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Request-Id $request_id;
      proxy_read_timeout 600s; {tls}
    }}
  }}
"""
VERIFIED = """proxy_ssl_verify on; proxy_ssl_name localhost;
      proxy_ssl_trusted_certificate {certificate};"""


@dataclass(slots=True)
class Target:
    """Where load can be sent. `running` is what is weighed: nothing for a direct connection."""

    name: str
    port: int
    port_h2: int
    running: Running | None = None
    scheme: str = "http"
    idle_mb: float = 0.0

    def resident_mb(self) -> float:
        """The memory of its processes now."""
        return self.running.resident_mb() if self.running else 0.0


@dataclass(slots=True)
class Rig:
    """An upstream and the ways to it."""

    targets: list[Target]
    upstreams: list[Running] = field(default_factory=list)

    def stop(self) -> None:
        """End all its processes, the proxies first."""
        for target in self.targets:
            if target.running is not None:
                target.running.stop()
        for upstream in self.upstreams:
            upstream.stop()


def need(*names: str) -> None:
    """See that these programs are there, or install them, or name the package."""
    os.environ["PATH"] += os.pathsep + "/usr/sbin"
    if not Path("/proc/self/schedstat").exists():
        raise BenchStopped("this bench reads CPU times from /proc/PID/schedstat: run it on Linux")
    missing = [name for name in names if not shutil.which(name)]
    if missing:
        ensure = Path(__file__).parent.parent / "tools" / "ensure"
        subprocess.run(["sh", str(ensure), "proxy", sys.prefix, sys.executable], check=False)
    for name in missing:
        if not shutil.which(name):
            raise BenchStopped(f"there is no {name}; install the package {PACKAGES[name]}")


def certificate(folder: Path) -> Path:
    """A certificate for this machine's loopback address that is its own authority."""
    made = folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-keyout", str(folder / "key.pem"), "-out", str(made), "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-addext", "keyUsage=critical,digitalSignature,keyCertSign"]
    subprocess.run(command, check=True, capture_output=True)
    return made


def nginx(
    name: str, folder: Path, inside: str, port: int, cores: Sequence[int], workers: int = 1
) -> Running:
    """Start an nginx with this in its `http` block."""
    folder.mkdir(exist_ok=True)
    user = "user root;" if os.getuid() == 0 else ""  # else its workers cannot reach the folder
    config = folder / "nginx.conf"
    config.write_text(COMMON.format(folder=folder, workers=workers, user=user, inside=inside))
    command = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)]
    return start(name, command, port, cores, folder / "said.log")


def nginx_upstream(folder: Path) -> tuple[Running, Target, Target]:
    """An nginx that answers by itself, and the targets it is: plain and over TLS."""
    folder.mkdir()
    certificate(folder)
    (folder / "file").mkdir()
    (folder / "file" / "download").write_bytes(b"." * DOWNLOAD_BYTES)
    port, port_h2, port_tls = free_port(), free_port(), free_port()
    inside = UPSTREAM.format(
        port=port, port_h2=port_h2, port_tls=port_tls, folder=folder, answer=ANSWER
    )
    running = nginx("the upstream nginx", folder, inside, port, LOAD_CORES)
    return (
        running,
        Target("direct", port, port_h2),
        Target("direct", port_tls, port_tls, scheme="https"),
    )


def own_upstream(folder: Path) -> tuple[Running, Target]:
    """The bench's own upstream, and the target it is."""
    port = free_port()
    running = start(
        "the upstream", upstream_command(port), port, LOAD_CORES, folder / "upstream.log"
    )
    return running, Target("direct", port, port)


def nginx_proxy(folder: Path, direct: Target, ca: Path | None, workers: int, name: str) -> Target:
    """nginx before this upstream."""
    port, port_h2 = free_port(), free_port()
    tls = VERIFIED.format(certificate=ca) if ca else ""
    inside = PROXY.format(
        port=port, port_h2=port_h2, upstream=direct.port, scheme=direct.scheme, tls=tls
    )
    cores = PROXY_CORES if workers == 1 else ()
    return Target(name, port, port_h2, nginx(name, folder, inside, port, cores, workers))


def weft_proxy(folder: Path, direct: Target, ca: Path | None, workers: int, name: str) -> Target:
    """`weft proxy` before this upstream."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    command = [str(Path(sys.executable).with_name("weft")), "proxy"]
    command += ["--listen", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--upstream", f"{direct.scheme}://127.0.0.1:{direct.port}"]
    command += ["--upstream-ca", str(ca)] if ca else []
    cores = PROXY_CORES if workers == 1 else ()
    return Target(name, port, port, start(name, command, port, cores, folder / "said.log"))
