"""Tables, CSV, YAML, configuration and XML that golden fixtures are made from.

Written as real tools write them, made by arithmetic, the same on every machine.
"""

from __future__ import annotations

import plistlib

from inputs import SERVICES, STATES, text

NAMESPACES = ("default", "kube-system", "shop", "monitoring")
HEADS = ("id", "service", "state", "region", "took")
ROWS = [
    [str(n), f"{SERVICES[n % 5]} {n % 7}", STATES[n % 4], "eu-1", str(n * 37 % 900)]
    for n in range(48)
]
MANY = [*ROWS, ["48", "mailer 9", "failed", "us-9", "99000"], *ROWS]


def _widths(rows: list[list[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def _ruled(rows: list[list[str]], bar: str, rules: tuple[str, str, str]) -> str:
    widths = _widths(rows)
    top, middle, bottom = (
        left + cross.join(fill * (width + 2) for width in widths) + right
        for left, fill, cross, right in map(tuple, rules)
    )
    lines = [
        f"{bar} "
        + f" {bar} ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        + f" {bar}"
        for row in rows
    ]
    return "\n".join([top, lines[0], middle, *lines[1:], bottom]) + "\n"


def _spaced(rows: list[list[str]], gap: int) -> str:
    widths = _widths(rows)
    return "".join(
        "".join(cell.ljust(width + gap) for cell, width in zip(row[:-1], widths, strict=False))
        + row[-1]
        + "\n"
        for row in rows
    )


@text
def table_mysql() -> str:
    return _ruled([list(HEADS), *ROWS], "|", ("+-++",) * 3) + "48 rows in set (0.00 sec)\n"


@text
def table_box() -> str:
    return _ruled([list(HEADS), *MANY], "│", ("┌─┬┐", "├─┼┤", "└─┴┘"))


@text
def table_rounded() -> str:
    return _ruled([list(HEADS), *ROWS[:12]], "│", ("╭─┬╮", "├─┼┤", "╰─┴╯"))


@text
def table_psql() -> str:
    lines = [" id |  service  |  state  ", "----+-----------+---------"]
    lines += [f" {n:2d} | {ROWS[n][1][:9]:9} | {ROWS[n][2]}" for n in range(30)]
    return "\n".join([*lines, "(30 rows)", "", ""])


@text
def table_markdown() -> str:
    lines = [list(HEADS), ["---"] * 5, *ROWS[:20]]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


@text
def table_pods() -> str:
    rows = [["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE"]]
    for n in range(60):
        broken = n == 41
        status = "CrashLoopBackOff" if broken else "Running"
        restarts = "12 (3m4s ago)" if broken else "0"
        name = f"{SERVICES[n % 5]}-{n * 2654435761 % 2**32:08x}"
        ready = "0/1" if broken else "1/1"
        rows.append([NAMESPACES[n // 15], name, ready, status, restarts, f"{n % 9 + 1}d"])
    return _spaced(rows, 3)


@text
def table_images() -> str:
    rows = [["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"]]
    for n in range(24):
        image = f"registry.example/shop/{SERVICES[n % 5]}"
        tag = f"1.{n}.0" if n % 7 else "<none>"
        number = f"{n * 2654435761 * 97 % 2**48:012x}"
        rows.append([image, tag, number, f"{n % 6 + 1} weeks ago", f"{n * 37 % 900}MB"])
    return _spaced(rows, 3)


@text
def table_processes() -> str:
    lines = ["USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND"]
    for n in range(1, 70):
        user, command = (
            ("postgres", "postgres: worker") if n % 23 == 0 else ("root", "[kworker/0:1]")
        )
        size = 912_344 if n == 52 else 0
        lines.append(
            f"{user:8} {n * 13:7} {n % 50 // 49:4.1f} {0:4.1f} {size:6} {size // 3:5} "
            f"{'?':8} {'Ss':4} {'Mar04':>5} {'0:00':>6} {command} {n}"
        )
    return "\n".join(lines) + "\n"


@text
def table_long_listing() -> str:
    lines = ["total 1240"]
    for n in range(50):
        size = n * n * 997 % 90000
        mode = "drwxr-xr-x" if n % 11 == 0 else "-rw-r--r--"
        links = 1 if n % 11 else 4
        date = f"Mar {n % 28 + 1:2} 11:{n:02}"
        lines.append(f"{mode}  {links} dev  staff {size:6} {date} part-{n}.bin")
    return "\n".join(lines) + "\n"


@text
def table_disks() -> str:
    rows = ["Filesystem      Size  Used Avail Use% Mounted on"]
    rows += [
        f"/dev/sd{chr(97 + n)}1       {n + 1:3}G  {n:3}G    1G  {n * 7:2}% /mnt/{n}"
        for n in range(12)
    ]
    return "\n".join(rows) + "\n"


@text
def csv_constants() -> str:
    return "\n".join(",".join(row) for row in [list(HEADS), *MANY]) + "\n"


@text
def csv_all_quoted() -> str:
    rows = [list(HEADS), *ROWS]
    return "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in rows) + "\r\n"


@text
def csv_cells_with_lines() -> str:
    lines = [f'{n},"a note, of two\nlines for ""{n % 5}""",open,{n * 3}' for n in range(30)]
    return "number,note,state,took\n" + "\n".join(lines) + "\n"


@text
def tsv_ragged() -> str:
    lines = ["\t".join(row) for row in [list(HEADS), *ROWS]]
    return "\n".join([*lines[:30], "-- end of the first page --", *lines[30:]])


@text
def yaml_compose() -> str:
    services = "".join(
        f"  {name}-{n}:\n    image: shop/{name}:1.{n}\n    restart: always\n    environment:\n"
        f"      - LOG=info\n      - PORT={8000 + n}\n    depends_on:\n      - db # the only one\n"
        for n, name in enumerate(SERVICES * 3)
    )
    return f"# what runs on one host\nversion: '3'\nservices:\n{services}volumes:\n  data: {{}}\n"


@text
def yaml_workflows() -> str:
    step = (
        "      - uses: actions/checkout@v4\n        with:\n"
        "          persist-credentials: false\n          fetch-depth: 0\n"
    )
    jobs = "".join(
        f"  {name}:\n    runs-on: ubuntu-latest\n    steps:\n{step}      - run: make {name}\n"
        for name in SERVICES
    )
    release = "    steps:\n      - run: |\n          make error || exit 1\n          make\n"
    return f"name: ci\non: [push]\njobs:\n{jobs}---\nname: release\njobs:\n  all:\n{release}"


@text
def toml_lock() -> str:
    return "".join(
        f'[[package]]\nname = "{SERVICES[n % 5]}-{n}"\nversion = "0.{n}.1"\n'
        f'source = "registry+https://registry.example/index"\n\n'
        for n in range(30)
    )


@text
def ini_services() -> str:
    return "; generated\n" + "".join(
        f"[program:{name}]\ncommand=/usr/bin/{name} --port {8000 + n}\nautostart=true\n"
        f"stderr_logfile=/var/log/{name}.err\nuser=svc\n\n"
        for n, name in enumerate(SERVICES * 4)
    )


@text
def dotenv() -> str:
    return "".join(
        f"{name.upper().replace('-', '_')}_{n}_HOST=10.0.{n}.1\nexport PORT_{n}={8000 + n}\n"
        for n, name in enumerate(SERVICES * 5)
    )


@text
def xml_report() -> str:
    cases = "".join(
        f'    <testcase classname="tests.test_{n % 7}" name="test_case_{n}" time="0.{n:03}" />\n'
        if n != 33
        else '    <testcase classname="tests.test_5" name="test_case_33" time="0.5">\n'
        '      <failure message="AssertionError: 1 != 2">it is not so</failure>\n    </testcase>\n'
        for n in range(60)
    )
    suite = f"  <testsuite>\n{cases}  </testsuite>\n"
    return f'<?xml version="1.0"?>\n<testsuites>\n{suite}</testsuites>\n'


@text
def xml_one_line() -> str:
    items = "".join(f'<item id="{n}" kind="book"><name>item {n}</name></item>' for n in range(40))
    return f'<?xml version="1.0"?><items>{items}</items>'


@text
def property_list() -> str:
    items = [{"id": n, "name": f"item {n}", "on": n % 2 == 0} for n in range(24)]
    return plistlib.dumps({"items": items}).decode()


TABLES = [
    "table_mysql",
    "table_box",
    "table_rounded",
    "table_psql",
    "table_markdown",
    "table_pods",
    "table_images",
    "table_processes",
    "table_long_listing",
    "table_disks",
]
DELIMITED = ["csv_constants", "csv_all_quoted", "csv_cells_with_lines", "tsv_ragged"]
HELD = [
    "yaml_compose",
    "yaml_workflows",
    "toml_lock",
    "ini_services",
    "dotenv",
    "xml_report",
    "xml_one_line",
    "property_list",
]
