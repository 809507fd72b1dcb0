"""Tables of command lines, sorted CSV and nested XML that golden fixtures are made from.

Written as real tools write them, made by arithmetic, the same on every machine.
"""

from __future__ import annotations

import plistlib
import xml.dom.minidom

from inputs import SERVICES, text


@text
def table_free() -> str:
    return (
        "               total        used        free      shared  buff/cache   available\n"
        "Mem:           24105         563       20803           8        3139       23541\n"
        "Swap:              0           0           0\n"
    )


@text
def table_coverage() -> str:
    rows = "".join(
        f"src/{SERVICES[n % 5]}/part_{n:02}.py".ljust(30)
        + f"{n * 37 % 200:>6}{n * 5 % 9:>7}{100 - n * 5 % 9:>6}%"
        + (f"   {n}-{n + 4}, {n * 3}" if n * 5 % 9 else "")
        + "\n"
        for n in range(1, 30)
    )
    rule = "-" * 62 + "\n"
    heads = f"{'Name'.ljust(30)} Stmts   Miss  Cover   Missing\n"
    return heads + rule + rows + rule + f"{'TOTAL'.ljust(30)}{2900:>6}{110:>7}{96:>6}%\n"


@text
def table_containers() -> str:
    heads = ("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES")
    rows = [
        (
            f"{n * 0x9E3779B97F4A % 16**12:012x}",
            f"registry.example/shop/{SERVICES[n % 5]}:1.{n}",
            '"/entrypoint.sh"',
            f"{n + 2} weeks ago",
            f"Up {n + 1} days (healthy)" if n % 4 else "Exited (0) 3 days ago",
            f"0.0.0.0:{8000 + n}->{8000 + n}/tcp" if n % 4 else "",
            f"{SERVICES[n % 5]}-{n}",
        )
        for n in range(14)
    ]
    widths = [max(map(len, cells)) for cells in zip(heads, *rows, strict=True)]
    lines = (
        "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    )
    return "\n".join(lines) + "\n"


@text
def table_top() -> str:
    rows = "".join(
        f"{n * 97 + 1:5} {'root' if n % 3 else 'www-data':<8}  20   0 {n * 4507:7} {n * 311:6} "
        f"{n * 7:6} {'S' if n else 'R'} {n % 4 / 2:5.1f} {n % 7 / 10:5.1f}   "
        f"0:{n:02}.{n * 7 % 100:02} worker-{SERVICES[n % 5]}\n"
        for n in range(40)
    )
    return (
        "top - 09:12:24 up  3:16,  0 users,  load average: 1.09, 4.25, 3.20\n"
        "Tasks:  40 total,   1 running,  39 sleeping,   0 stopped,   0 zombie\n\n"
        "  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n" + rows
    )


@text
def csv_sorted_events() -> str:
    return "id,at,service,level,status,took\n" + "".join(
        f"{1000 + n},2024-05-{1 + n // 40:02} 10:{n % 60:02}:{n * 7 % 60:02},"
        f"{SERVICES[n * 7 % 5]}-service,{'ERROR' if n == 61 else 'INFO'},"
        f"{200 if n % 9 else 404},{n * 37 % 400}\n"
        for n in range(120)
    )


@text
def csv_addresses() -> str:
    return "email,joined,page\n" + "".join(
        f"user{n * 37 % 101}@shop.example,2024-0{1 + n % 9}-11,"
        f"https://shop.example/people/{n * 37 % 101}\n"
        for n in range(60)
    )


@text
def xml_project() -> str:
    needs = "".join(
        f"    <dependency>\n      <groupId>org.example.{SERVICES[n % 5]}</groupId>\n"
        f"      <artifactId>part-{n}</artifactId>\n      <version>1.{n}</version>\n"
        + ("      <scope>test</scope>\n" if n % 4 == 3 else "")
        + "    </dependency>\n"
        for n in range(14)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- the shop\n     and its parts -->\n<project\n'
        '    xmlns="http://maven.example/POM/4.0.0">\n  <modelVersion>4.0.0</modelVersion>\n'
        "  <description>A shop\n    with a cart</description>\n\n  <dependencies>\n"
        f"{needs}  </dependencies>\n  <modules/>\n</project>\n"
    )


@text
def xml_failures() -> str:
    cases = "".join(
        f'<testcase classname="tests.test_{SERVICES[n % 5]}" name="test_{n}" '
        f'time="0.{n * 37 % 997:03}"'
        + (
            f'><failure message="assert {n} == 0">Traceback:\n  File "tests/a.py", line {n}\n'
            "AssertionError</failure></testcase>"
            if n % 29 == 7
            else "/>"
        )
        for n in range(80)
    )
    return (
        f'<?xml version="1.0"?><testsuites><testsuite name="shop">{cases}</testsuite></testsuites>'
    )


@text
def property_list_pretty() -> str:
    items = [
        {"id": n, "title": f"Item {n}", "on": n % 3 > 0, "tags": ["a", "b"][: n % 3]}
        for n in range(24)
    ]
    whole = plistlib.dumps({"Items": items, "Env": {"PATH": "/usr/bin"}}).decode()
    short = "".join(line.strip() for line in whole.partition('dtd">')[2].split("\n"))
    return xml.dom.minidom.parseString(short).toprettyxml(indent="  ")


@text
def yaml_pins() -> str:
    pin = "9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0"
    jobs = "".join(
        f"  {name}:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - uses: actions/checkout@{pin} # v4\n"
        f"      - name: Set up\n        uses: actions/setup-node@{pin[::-1]} # v4\n        with:\n"
        f"          node-version: {18 + n}\n      - run: make {name}\n"
        for n, name in enumerate(SERVICES)
    )
    return f"name: ci\non: [push]\njobs:\n{jobs}"


CONSOLES = ["table_free", "table_coverage", "table_containers", "table_top"]
SORTED = ["csv_sorted_events", "csv_addresses"]
NESTED = ["xml_project", "xml_failures", "property_list_pretty", "yaml_pins"]
