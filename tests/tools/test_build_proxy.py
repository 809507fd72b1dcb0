"""The proxy as one file: built once here, then used as whoever was given it would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

import build_proxy
import build_proxy_main as top
from weft import __version__

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist") / "weft-proxy.pyz"
    build_proxy.build(out)
    return out


def run(app: Path, cache: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Without the environment's packages: what is not in the file is not there."""
    return subprocess.run(
        [sys.executable, "-S", "-E", str(app), *arguments],
        env={"XDG_CACHE_HOME": str(cache), "HOME": str(cache), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_forwards(app: Path, tmp_path: Path) -> None:
    assert build_proxy.prove(app, tmp_path) == f"weft {__version__}"


def test_it_needs_nothing_beside_it(app: Path, tmp_path: Path) -> None:
    done = run(app, tmp_path, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--upstream URL" in done.stdout


def test_it_says_what_is_wrong_with_its_flags(app: Path, tmp_path: Path) -> None:
    done = run(app, tmp_path, "--listen", "127.0.0.1:0")
    assert done.returncode == 2
    assert "--upstream" in done.stderr


def test_it_is_small_and_holds_only_what_it_needs(app: Path) -> None:
    assert app.stat().st_size < 32_000_000
    with zipfile.ZipFile(app) as archive:
        names = archive.namelist()
    rooms = {name.split("/")[1] for name in names if name.startswith(top.PACKED)}
    packages = {name for name in rooms if not name.endswith((".dist-info", "LICENSE"))}
    packages = {name.partition(".")[0] for name in packages}
    assert packages == {
        *("_brotli", "ahocorasick_rs", "backports", "brotli", "click", "h2", "hpack", "httptools"),
        *("hyperframe", "msgspec", "prometheus_client", "re2", "splintr", "typing_extensions"),
        *("uvloop", "weft"),
    }
    assert {"h2", "uvloop", "click"} <= {
        name.split("/")[1].split("-")[0] for name in names if "LICENSE" in name
    }
    ours = [name for name in names if "/weft/" in name]
    assert not [name for name in ours if "asgi" in name]
    assert not [name for name in names if name.endswith((".pyc", ".pyx"))]


def test_the_same_sources_give_the_same_bytes(app: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.pyz"
    build_proxy.build(again)
    assert again.read_bytes() == app.read_bytes()


def test_many_starts_at_once_unpack_one_whole_copy(app: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: run(app, tmp_path, "--version"), range(4)))
    assert [each.stdout for each in done] == [f"weft {__version__}\n"] * 4
    place = tmp_path / "weft-proxy"
    (copy,) = place.iterdir()
    assert [each.stat().st_mode & 0o777 for each in (place, copy)] == [0o700, 0o700]


def test_it_runs_from_its_copy_when_it_cannot_write(app: Path, tmp_path: Path) -> None:
    run(app, tmp_path, "--version")
    (copy,) = (tmp_path / "weft-proxy").iterdir()
    mark = copy / "weft" / "__init__.py"
    mark.write_text('__version__ = "from the copy"\n')
    assert run(app, tmp_path, "--version").stdout == "weft from the copy\n"


def test_a_cache_that_others_may_look_into_is_refused(app: Path, tmp_path: Path) -> None:
    (tmp_path / "weft-proxy").mkdir()
    (tmp_path / "weft-proxy").chmod(0o755)
    done = run(app, tmp_path, "--version")
    assert done.returncode == 2
    assert "chmod 700" in done.stderr


def test_a_link_in_the_place_of_the_cache_is_refused(app: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (tmp_path / "weft-proxy").symlink_to(elsewhere)
    done = run(app, tmp_path, "--version")
    assert done.returncode == 2
    assert "not a directory of yours" in done.stderr


def test_a_cache_that_cannot_be_is_told(app: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run(app, tmp_path / "file", "--version")
    assert done.returncode == 2
    assert "XDG_CACHE_HOME" in done.stderr


def test_another_python_is_told(app: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pyz"
    with zipfile.ZipFile(app) as archive, zipfile.ZipFile(other, "w") as changed:
        about = {**json.loads(archive.read(top.ABOUT)), "python": "cpython-299"}
        changed.writestr("__main__.py", archive.read("__main__.py"))
        changed.writestr(top.ABOUT, json.dumps(about))
    done = run(other, tmp_path, "--version")
    assert done.returncode == 2
    assert "cpython-299" in done.stderr
    assert "make build-proxy" in done.stderr
