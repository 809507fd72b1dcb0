"""Headers of a patch: the four or five lines above a file's hunks become one.

    diff --git a/src/pool.rs b/src/pool.rs       diff src/pool.rs 83db48f..bf269f4
    index 83db48f..bf269f4 100644
    --- a/src/pool.rs
    +++ b/src/pool.rs

    diff --git a/new.py b/new.py                 added new.py bf269f4
    new file mode 100644
    index 0000000..bf269f4
    --- /dev/null
    +++ b/new.py

The usual mode is not said. Headers of another shape (binary files, quoted names) stay as they are.
"""

from __future__ import annotations

import re

MODE = "100644"
WAYS = {"new": "added", "deleted": "removed"}
BACK = {ours: gits for gits, ours in WAYS.items()}

# Names have an end, or a line of nothing but ` b/` would be taken apart in every way there is.
# A line feed instead of a sign for a line's begin: a literal start is found many times sooner.
_HEADER = re.compile(
    r"\ndiff --git a/(?P<was>.{1,500}) b/(?P<now>.{1,500})\n"
    r"(?:old mode (?P<old_mode>\d+)\nnew mode (?P<new_mode>\d+)\n)?"
    r"(?:(?P<way>new|deleted) file mode (?P<mode>\d+)\n"
    r"|similarity index (?P<alike>\d+%)\n(?P<move>rename|copy) from (?P=was)\n"
    r"(?P=move) to (?P=now)\n?)?"
    r"(?:(?<=\n)index (?P<ids>[0-9a-f]+\.\.[0-9a-f]+)(?: (?P<kept>\d+))?"
    r"(?P<names>\n--- (?:a/(?P=was)|/dev/null)\t?\n\+\+\+ (?:b/(?P=now)|/dev/null)\t?)?)?$",
    re.MULTILINE,
)
_SHORT = re.compile(
    r"^(?:diff (?P<name>.+)|(?P<way>added|removed) (?P<its>.+)"
    r"|(?P<move>rename|copy) (?P<was>.{1,500}) to (?P<now>.{1,500}), (?P<alike>\d+%) alike)"
    r" (?P<ids>[0-9a-f]{7,}(?:\.\.[0-9a-f]{7,})?)(?: (?P<mode>\d+))?"
    r"(?: (?P<old_mode>\d+)->(?P<new_mode>\d+))?"
    r"(?P<bare> without hunks)?$"
    r"|^(?P<only>rename|copy) (?P<before>.{1,500}) to (?P<after>.{1,500}), 100% alike$",
    re.MULTILINE,
)


def put(text: str) -> str | None:
    """The text with short headers; nothing where there are none."""
    if "diff --git " not in text or _SHORT.search(text):
        return None
    shorter = _HEADER.sub(_short, "\n" + text)[1:]
    return shorter if shorter != text else None


def take(text: str) -> str:
    """The text as git wrote it."""
    return _SHORT.sub(_long, text)


def _short(header: re.Match[str]) -> str:
    said = header.groupdict()
    line = _line(said)
    if line is None:
        return header[0]
    found = _SHORT.fullmatch(line)
    # Names that hold our own words are read otherwise.
    return "\n" + line if found and "\n" + _long(found) == header[0] else header[0]


def _line(said: dict[str, str | None]) -> str | None:
    was, now, ids = said["was"], said["now"], said["ids"]
    if ids is None:
        moved = said["alike"] == "100%" and not said["old_mode"]
        return f"{said['move']} {was} to {now}, 100% alike" if moved else None
    old, _, new = ids.partition("..")
    mode = said["mode"] or said["kept"]
    if said["way"]:
        line = f"{WAYS[said['way']]} {now} {new if said['way'] == 'new' else old}"
    elif said["move"]:
        line = f"{said['move']} {was} to {now}, {said['alike']} alike {ids}"
    elif was == now:
        line = f"diff {now} {ids}"
    else:
        return None
    if mode and mode != MODE:
        line += f" {mode}"
    if said["old_mode"]:
        line += f" {said['old_mode']}->{said['new_mode']}"
    return line if said["names"] else line + " without hunks"


def _long(short: re.Match[str]) -> str:
    if short["only"]:
        was, now, move = short["before"], short["after"], short["only"]
        return (
            f"diff --git a/{was} b/{now}\nsimilarity index 100%\n{move} from {was}\n{move} to {now}"
        )
    was = short["was"] or short["name"] or short["its"]
    now = short["now"] or was
    ids, way = short["ids"], BACK.get(short["way"], "")
    lines = [f"diff --git a/{was} b/{now}"]
    if short["old_mode"]:
        lines += [f"old mode {short['old_mode']}", f"new mode {short['new_mode']}"]
    if way:
        none = "0" * len(ids)
        lines += [
            f"{way} file mode {short['mode'] or MODE}",
            f"index {none}..{ids}" if way == "new" else f"index {ids}..{none}",
        ]
    else:
        if short["move"]:
            lines += [
                f"similarity index {short['alike']}",
                f"{short['move']} from {was}",
                f"{short['move']} to {now}",
            ]
        kept = "" if short["old_mode"] else f" {short['mode'] or MODE}"
        lines.append(f"index {ids}{kept}")
    if not short["bare"]:
        lines += [
            "--- /dev/null" if way == "new" else f"--- a/{was}" + "\t" * (" " in was),
            "+++ /dev/null" if way == "deleted" else f"+++ b/{now}" + "\t" * (" " in now),
        ]
    return "\n".join(lines)


__all__ = ["put", "take"]
