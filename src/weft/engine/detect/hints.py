"""Hints: of which kinds a text probably is, by where it came from.

By the command that printed it, the file it was read from, its media type, or the name of the tool,
in this order of trust. A hint proves nothing: `order` asks the tests of these kinds first, and
tolerant ones where no other test is sure. Tables, and how they are looked up; no text is looked at.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from weft.engine.detect import command_line
from weft.engine.model import Kind

if TYPE_CHECKING:
    from weft.engine.detect.command_line import Command
    from weft.engine.model import Origin

Kinds = tuple[Kind, ...]

LONGEST = 4_000  # characters of a call's arguments that are looked at

_NOTED = re.compile(
    r'"(?P<key>command|cmd|script|bash_command|shell|path|file_path|filepath|file|filename'
    r'|target_file|absolute_path|relative_path|uri|url)"\s*:\s*'
    r'(?:\[(?P<words>[^\[\]]*)\]|"(?P<value>(?:[^"\\]|\\.)*))'
)
_COMMANDS = frozenset({"command", "cmd", "script", "bash_command", "shell"})
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPE = re.compile(r"\\(.)")
_SUFFIX = re.compile(r"\.(\w{1,12})(?:[?#:].*)?$")

_BY_SUFFIX: dict[str, Kinds] = {
    **dict.fromkeys(("json", "geojson", "ipynb", "webmanifest", "har"), (Kind.JSON,)),
    **dict.fromkeys(("jsonl", "ndjson"), (Kind.JSON_LINES,)),
    **dict.fromkeys(("csv", "tsv", "psv"), (Kind.DELIMITED,)),
    **dict.fromkeys(("yaml", "yml"), (Kind.YAML,)),
    **dict.fromkeys(
        ("toml", "ini", "cfg", "conf", "env", "properties", "editorconfig", "service"),
        (Kind.CONFIG,),
    ),
    **dict.fromkeys(("xml", "plist", "svg", "xsd", "csproj", "pom", "rss"), (Kind.XML,)),
    **dict.fromkeys(("log", "out", "err", "trace"), (Kind.LOG, Kind.BUILD, Kind.TRACE)),
    **dict.fromkeys(("diff", "patch"), (Kind.DIFF,)),
    **dict.fromkeys(("md", "markdown", "mdx"), (Kind.MARKDOWN,)),
    "rst": (Kind.RST,),
    **dict.fromkeys(("html", "htm", "xhtml"), (Kind.HTML,)),
    **dict.fromkeys(
        (
            *("py", "pyi", "js", "jsx", "mjs", "cjs", "ts", "tsx", "go", "rs", "java", "kt", "c"),
            *("h", "cc", "cpp", "cxx", "hpp", "cs", "rb", "php", "sh", "bash", "zsh", "swift"),
            *("scala", "lua", "pl", "r", "jl", "ex", "exs", "erl", "hs", "ml", "sql", "vue", "m"),
        ),
        (Kind.CODE,),
    ),
}
_BY_WORD: dict[str, Kinds] = {  # of a media type, or behind a fence
    "plain": (), "octet-stream": (),
    "javascript": (Kind.CODE,), "typescript": (Kind.CODE,), "python": (Kind.CODE,),
    "rust": (Kind.CODE,), "ruby": (Kind.CODE,), "golang": (Kind.CODE,), "csharp": (Kind.CODE,),
    "x-yaml": (Kind.YAML,), "x-ndjson": (Kind.JSON_LINES,), "x-diff": (Kind.DIFF,),
    "x-python": (Kind.CODE,), "tab-separated-values": (Kind.DELIMITED,),
    "x-log": (Kind.LOG,), "x-rst": (Kind.RST,), "troff": (Kind.MAN,),
}  # fmt: skip
_BUILD: Kinds = (Kind.BUILD, Kind.TRACE, Kind.LOG)
_LISTING: Kinds = (Kind.LISTING,)
_TABLE: Kinds = (Kind.TABLE,)
_BY_PROGRAM: dict[str, Kinds] = {
    **dict.fromkeys(("grep", "egrep", "fgrep", "rg", "ag", "ack", "git grep"), (Kind.SEARCH,)),
    **dict.fromkeys(
        ("ls", "find", "fd", "tree", "du", "git ls-files", "tar", "unzip", "exa", "eza"), _LISTING
    ),
    **dict.fromkeys(
        ("ps", "df", "free", "lsblk", "docker ps", "docker images", "kubectl get", "kubectl top"),
        _TABLE,
    ),
    **dict.fromkeys(("docker stats", "helm list", "ss", "netstat", "lsof", "vmstat"), _TABLE),
    **dict.fromkeys(("psql", "mysql", "sqlite3", "duckdb"), (Kind.TABLE, Kind.DELIMITED)),
    **dict.fromkeys(("git diff", "git show", "git log", "diff", "git stash"), (Kind.DIFF,)),
    **dict.fromkeys(
        ("journalctl", "dmesg", "kubectl logs", "docker logs", "adb logcat", "heroku logs"),
        (Kind.LOG,),
    ),
    **dict.fromkeys(
        (
            *("pytest", "tox", "nox", "unittest", "jest", "mocha", "vitest", "npm", "yarn", "pnpm"),
            *("cargo", "make", "cmake", "ninja", "go", "mvn", "gradle", "gradlew", "dotnet", "gcc"),
            *("clang", "g++", "tsc", "eslint", "ruff", "mypy", "flake8", "pylint", "pip", "uv"),
            *("apt-get", "apt", "docker build", "terraform", "bundle", "rspec", "ctest", "bazel"),
        ),
        _BUILD,
    ),
    "jq": (Kind.JSON, Kind.JSON_LINES),
    "yq": (Kind.YAML,),
    "man": (Kind.MAN,),
    "wc": (),
}
_PRINTS = frozenset(
    {"cat", "head", "tail", "less", "more", "bat", "sed", "nl", "type", "Get-Content", "gc", "zcat"}
)
_FORMAT = re.compile(
    r"(?:^|\s)(?:-o|--output|--format)[= ]?(json|yaml|csv|table)\b|(?:^|\s)--json\b"
)
_BY_FORMAT: dict[str, Kinds] = {
    "json": (Kind.JSON, Kind.JSON_LINES),
    "yaml": (Kind.YAML,),
    "csv": (Kind.DELIMITED,),
    "table": _TABLE,
}
_BY_TOOL: tuple[tuple[re.Pattern[str], Kinds], ...] = (
    (re.compile(r"grep|search_(?:files|code)|codebase_search", re.IGNORECASE), (Kind.SEARCH,)),
    (re.compile(r"glob|list_(?:files|dir)|^ls$|directory|find_file", re.IGNORECASE), _LISTING),
    (re.compile(r"git_?diff|patch", re.IGNORECASE), (Kind.DIFF,)),
    (re.compile(r"(?:^|_)logs?$", re.IGNORECASE), (Kind.LOG,)),
    (re.compile(r"run_?tests?$|pytest|compile", re.IGNORECASE), _BUILD),
)


def expected(origin: Origin) -> Kinds:
    """The kinds that a text from there probably is of, the likeliest first."""
    return _expected(origin.tool, origin.arguments[:LONGEST], origin.media_type)


@lru_cache(maxsize=64)
def _expected(tool: str, arguments: str, media_type: str) -> Kinds:
    line, path = said(arguments)
    kinds = _by_command(command_line.read(line)) if line else None
    if kinds is None and path:
        kinds = by_path(path)
    if kinds is None and media_type:
        kinds = _by_media_type(media_type)
    if kinds is None:
        kinds = next((kinds for sign, kinds in _BY_TOOL if sign.search(tool)), None)
    return kinds or ()


def said(arguments: str) -> tuple[str, str]:
    """The command line and the path that the arguments of a call name, as far as they do."""
    given = arguments[:LONGEST].strip()
    if not given:
        return "", ""
    if given[:1] != "{":
        return (given, "") if " " in given or "." not in given else ("", given)
    line = path = ""
    for found in _NOTED.finditer(given):
        value = _ESCAPE.sub(_unescaped, found["value"] or "")
        if found["words"] is not None:
            words = (one[1:-1] for one in _STRING.findall(found["words"]))
            value = " ".join(f"'{word}'" if " " in word else word for word in words)
        if found["key"] in _COMMANDS:
            line = line or value
        else:
            path = path or value
    return line, path


def by_path(path: str) -> Kinds | None:
    """By what the name of a file ends with."""
    name = path.rpartition("/")[2]
    suffix = _SUFFIX.search(name)
    if suffix:
        return _BY_SUFFIX.get(suffix[1].lower())
    return (Kind.CODE,) if name in ("Makefile", "Dockerfile") else None


def _by_media_type(media_type: str) -> Kinds | None:
    word = media_type.lower().split(";")[0].strip().rpartition("/")[2].rpartition("+")[2]
    return _BY_WORD[word] if word in _BY_WORD else _BY_SUFFIX.get(word)


def _by_command(command: Command | None) -> Kinds | None:
    if command is None:
        return None
    named = _FORMAT.search(" ".join(command.words))
    if named:
        return _BY_FORMAT[named[1] or "json"]
    if "--help" in command.words:
        return (Kind.MAN,)
    if command.program in _PRINTS:
        return by_path(command.path) if command.path else None
    for name in (f"{command.program} {command.sub}", command.program):
        if name in _BY_PROGRAM:
            return _BY_PROGRAM[name]
    return None


def _unescaped(sign: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t"}.get(sign[1], sign[1])


__all__ = ["by_path", "expected", "said"]
