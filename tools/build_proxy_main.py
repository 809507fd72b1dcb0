"""The first thing `weft-proxy.pyz` does: unpack itself once, then run from there.

Compiled modules cannot be imported out of an archive. So what is packed goes to a directory of the
user's cache that is named after a hash of its content. It is unpacked beside that place and renamed
into it, so it is there whole or not at all, however many start at once. Only its owner may look
into it: what is imported from there runs as the user.

Only the standard library may be imported here, and nothing here knows what is packed.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

PACKED = "app/"
ABOUT = "about.json"
OWNER_ONLY = 0o700
MISCONFIGURED = 2


class CannotUnpack(Exception):
    """It cannot run here. The message says what to do."""


def cache() -> Path:
    """Where to unpack: the user's cache, by the rules of XDG."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(named) if named.startswith("/") else Path.home() / ".cache"
    place = base / "weft-proxy"
    try:
        base.mkdir(parents=True, exist_ok=True)
        place.mkdir(mode=OWNER_ONLY, exist_ok=True)
        status = place.lstat()
    except OSError as error:
        raise CannotUnpack(
            f"weft-proxy unpacks itself once, and cannot in {place}: {error.strerror}. "
            "Set XDG_CACHE_HOME to a directory that you may write to."
        ) from error
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise CannotUnpack(f"{place} is not a directory of yours. Remove it, or name another one.")
    if stat.S_IMODE(status.st_mode) & ~OWNER_ONLY:
        raise CannotUnpack(f"others may look into {place}. Run: chmod 700 {place}")
    return place


def unpacked(archive: zipfile.ZipFile, key: str, place: Path) -> Path:
    """The directory that holds what is packed, unpacked now if it is not there yet."""
    target = place / key
    if target.is_dir():
        return target
    fresh = Path(tempfile.mkdtemp(prefix="unpacking-", dir=place))
    try:
        for entry in archive.infolist():
            if entry.filename.startswith(PACKED):
                to = fresh / PurePosixPath(entry.filename).relative_to(PACKED)
                to.parent.mkdir(parents=True, exist_ok=True)
                to.write_bytes(archive.read(entry))
        fresh.rename(target)
    except OSError as error:
        if not target.is_dir():  # else another start was faster, with the same content
            raise CannotUnpack(f"cannot unpack into {place}: {error.strerror}") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def check(about: dict[str, str]) -> None:
    """See that this Python is the one that the compiled modules were built for."""
    here = {"python": sys.implementation.cache_tag, "platform": sysconfig.get_platform()}
    wanted = {name: about[name] for name in here}
    if here != wanted:
        raise CannotUnpack(
            f"this file is for {' on '.join(wanted.values())}, and this is "
            f"{' on '.join(map(str, here.values()))}. Build it here with: make build-proxy"
        )


def main() -> int:
    """Unpack, then be `weft proxy`."""
    own = Path(sys.path[0])
    try:
        with zipfile.ZipFile(own) as archive:
            about = json.loads(archive.read(ABOUT))
            check(about)
            sys.path[0] = str(unpacked(archive, about["key"], cache()))
    except CannotUnpack as error:
        print(f"Error: {error}", file=sys.stderr)
        return MISCONFIGURED

    from weft.cli.main import run  # noqa: PLC0415 - it is there only now

    given = sys.argv[1:]
    return run(given if given in (["--version"], ["-V"]) else ["proxy", *given])


if __name__ == "__main__":
    sys.exit(main())
