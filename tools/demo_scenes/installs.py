"""What pip, npm and docker print while they put things in place."""

from __future__ import annotations

from demo_scenes.dice import Dice

WHEELS = (
    ("psycopg", "3.2.5", 198), ("psycopg-binary", "3.2.5", 4200), ("pyyaml", "6.0.2", 767),
    ("prometheus-client", "0.21.1", 54), ("starlette", "0.46.0", 71), ("uvicorn", "0.34.0", 62),
    ("anyio", "4.8.0", 96), ("h11", "0.14.0", 58), ("click", "8.1.8", 98), ("idna", "3.10", 70),
    ("sniffio", "1.3.1", 10), ("pytest", "8.3.5", 343), ("pluggy", "1.5.0", 20),
    ("iniconfig", "2.0.0", 6), ("packaging", "24.2", 65), ("hypothesis", "6.127.9", 483),
    ("attrs", "25.1.0", 63), ("sortedcontainers", "2.4.0", 29),
)  # fmt: skip


def pip_install() -> str:
    """`pip install -r requirements.txt`, its progress bars written line by line into a file."""
    lines = ["Looking in indexes: http://wheels.lendery.example/simple"]
    for name, version, kilobytes in WHEELS:
        size = f"{kilobytes} kB" if kilobytes < 1000 else f"{kilobytes / 1000:.1f} MB"
        wheel = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        lines.append(f"Collecting {name}=={version} (from -r requirements.txt)")
        lines.append(f"  Downloading {wheel} ({size})")
        done = f"{kilobytes:.1f}/{kilobytes:.1f} kB"
        lines.append(f"     {'━' * 40} {done} 4.1 MB/s eta 0:00:00")
    note = "WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None))"
    lines[9:9] = [f"{note} after connection broken by 'ReadTimeoutError': /simple/psycopg/"] * 4
    done = " ".join(f"{name}-{version}" for name, version, _ in sorted(WHEELS))
    names = ", ".join(name for name, _, _ in reversed(WHEELS))
    lines += [f"Installing collected packages: {names}", f"Successfully installed {done}", ""]
    return "\n".join(lines)


def npm_ci() -> str:
    """`npm ci` of the web admin, with a spinner that thinks a log file is a terminal."""
    gone = (
        ("inflight@1.0.6", "This module is not supported, and leaks memory. Do not use it."),
        ("rimraf@3.0.2", "Rimraf versions prior to v4 are no longer supported"),
        ("glob@7.2.3", "Glob versions prior to v9 are no longer supported"),
    )
    spinner = "npm http fetch GET 200 http://npm.lendery.example/-/ping 12ms (cache revalidated)"
    lines = []
    for name, text in gone:
        lines += [spinner] * 9 + [f"npm warn deprecated {name}: {text}"]
    lines += ["reify:esbuild: timing reifyNode:node_modules/esbuild Completed in 1804ms"] * 14
    lines += ["reify:typescript: timing reifyNode:node_modules/typescript Completed in 2311ms"] * 11
    lines += [
        "",
        "added 214 packages, and audited 215 packages in 9s",
        "",
        "41 packages are looking for funding",
        "  run `npm fund` for details",
        "",
        "found 0 vulnerabilities",
        "",
    ]
    return "\n".join(lines)


def docker_build() -> str:
    """`docker build --progress=plain .`: long, and dull where nothing is wrong."""
    dice = Dice("docker")
    digest = f"sha256:{dice.hex(64)}"
    lines = [
        '#0 building with "default" instance using docker driver',
        "",
        "#1 [internal] load build definition from Dockerfile",
        "#1 transferring dockerfile: 1.12kB done",
        "#1 DONE 0.0s",
        "",
        "#2 [internal] load metadata for registry.lendery.example/python:3.12-slim",
        "#2 DONE 0.4s",
        "",
        f"#3 [base 1/6] FROM registry.lendery.example/python@{digest}",
    ]
    for part in range(1, 5):
        layer, size = dice.hex(64), dice.between(3, 40)
        lines += [
            f"#3 sha256:{layer} {done}.10MB / {size}.10MB {0.2 * part + done / 40:.1f}s"
            for done in range(0, size + 1, max(1, size // 6))
        ]
        lines.append(f"#3 extracting sha256:{layer} 0.{part}s done")
    lines += ["#3 DONE 3.9s", "", "#4 [base 2/6] RUN apt-get update && apt-get install -y libpq5"]
    packages = ("libldap-2.5-0", "libsasl2-2", "libsasl2-modules-db", "libpq5")
    lines += [
        f"#4 {1.1 + number / 10:.3f} Get:{number} http://deb.lendery.example bookworm/main "
        f"amd64 {name} amd64 [{dice.between(20, 300)} kB]"
        for number, name in enumerate(packages, 1)
    ]
    for name in packages:
        lines += [
            f"#4 2.402 Selecting previously unselected package {name}:amd64.",
            f"#4 2.411 Preparing to unpack .../{name}_amd64.deb ...",
            f"#4 2.419 Unpacking {name}:amd64 ...",
            f"#4 2.530 Setting up {name}:amd64 ...",
        ]
    lines += [
        "#4 DONE 2.9s",
        "",
        "#5 [base 3/6] COPY requirements.txt ./",
        "#5 DONE 0.1s",
        "",
        "#6 [base 4/6] RUN pip install --no-cache-dir -r requirements.txt",
    ]
    for name, version, _ in WHEELS:
        lines += [
            f"#6 1.3 Collecting {name}=={version}",
            f"#6 1.4   Downloading {name.replace('-', '_')}-{version}-py3-none-any.whl",
        ]
    warning = (
        "#6 6.1 WARNING: Running pip as the 'root' user can result in broken permissions "
        "and conflicting behaviour with the system package manager"
    )
    lines += [warning] * 3 + [
        "#6 DONE 6.4s",
        "",
        "#7 [base 5/6] COPY src ./src",
        "#7 DONE 0.1s",
        "",
        "#8 [base 6/6] RUN python -m compileall -q src",
        "#8 DONE 0.6s",
        "",
        "#9 exporting to image",
        "#9 exporting layers 0.8s done",
        f"#9 writing image sha256:{dice.hex(64)} done",
        "#9 naming to registry.lendery.example/lendery:2025.03.12-1 done",
        "#9 DONE 0.9s",
        "",
    ]
    return "\n".join(lines)
