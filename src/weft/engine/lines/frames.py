"""Lines of a stack trace, in the languages agents meet. Patterns only.

A frame names a place in code that was being run. Whether it is the application's own or a
library's is told by its path or package.
"""

from __future__ import annotations

import re

# Python, Java and Kotlin, JavaScript, .NET, Go, Ruby, Rust, C and C++ (gdb and sanitizers), PHP.
FRAME = re.compile(
    r"""^\s*(?:
      File\ "[^"\n]+",\ line\ \d+
    | at\ (?:[\w$.<>/@\-]+\(.*\)|.*:\d+(?::\d+)?\)?$|.*\ in\ .*:line\ \d+|.*<anonymous>
        |[\w.`<>\[\],\ ]+\(.*\)$)
    | from\ \S+:\d+:in\ .*
    | \S+:\d+:in\ [`'].*
    | \#\d+\ +(?:0x[0-9a-fA-F]+\ (?:in\ )?|\S+\(|[\w:~<>]+\ ?\().*
    | \d+:\ +(?:0x[0-9a-f]+\ -\ )?[\w<>:{}\#$&\ ,*]+(?:::[\w<>{}\#$&\ ,*\[\]]+)+
    | \d+:\ +0x[0-9a-f]+\ -\ .*
    | [\w./*()\[\]-]+\([^()]*\)$(?=\n\t)
    | \t\S+\.go:\d+(?:\ \+0x[0-9a-f]+)?$
    | \.\.\.\ \d+\ (?:more|common\ frames\ omitted)
    )""",
    re.VERBOSE,
)

# What begins a trace, or a further link of its chain of causes.
HEAD = re.compile(
    r"""^\s*(?:Traceback\ \(most\ recent\ call\ last\):
    | (?:Caused\ by|Suppressed):[ ]
    | goroutine\ \d+\ \[
    | panic:\ |thread\ '.*'\ (?:\(\d+\)\ )?panicked\ at
    | The\ above\ exception\ was|During\ handling\ of\ the\ above
    | Exception\ in\ thread|Unhandled\ [Ee]xception
    | stack\ backtrace:|Stack\ trace:
    )""",
    re.VERBOSE,
)

# Code that is used, not owned: each by what must be in a frame for it to be looked for.
_BY_PATH = re.compile(
    r"""/(?:site|dist)-packages/|/lib/python\d|/lib/ruby/|/gems/|node_modules/|\(internal/
    |/\.cargo/registry/|/rustc/|/rustlib/|/usr/(?:lib|include|local/go|share)/|/go/pkg/mod/
    |/libc?[\w+.-]*\.so|/runtime/\S+\.go:|/net/http/\S+\.go:|/testing/\S+\.go:""",
    re.VERBOSE,
)
_BY_NODE = re.compile(r"\bnode:")
# That `at` is a word is looked at behind it: a text that a pattern begins with is found quickly.
_BY_PACKAGE = re.compile(
    r"""at\ (?<!\wat\ )(?:(?:java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|jakarta|reactor
        |rx|okhttp3|akka|play|ch\.qos|com\.(?:google|zaxxer|fasterxml|mysql)|io\.(?:netty|reactivex|grpc|undertow)
        |org\.(?:springframework|apache|hibernate|junit|eclipse|jboss|gradle|mockito|aspectj
            |codehaus))[./]
        |(?:java\.base|jdk\.\w+)/
        |(?:System|Microsoft|Xunit|NUnit|Newtonsoft)\.)""",
    re.VERBOSE,
)
_BY_CRATE = re.compile(
    r""":\ +(?:0x[0-9a-f]+\ -\ )?<?(?:std|core|alloc|tokio|rayon|__rust|rust_begin|backtrace|_start
        |main$|__libc)""",
    re.VERBOSE,
)
_GO = ("runtime.", "net/http.", "reflect.", "testing.", "sync.", "syscall.")
_BY_GO = re.compile(r"\b(?:runtime|net/http|reflect|testing|sync|syscall)\.[\w(*)]+.*\(")


_HEAD_LETTERS = frozenset("TCSgptDEUs")
_STARTS = ("File ", "at ", "from ", "#", "...")


def is_head(line: str) -> bool:
    """Whether a line begins a trace, or a link of its chain of causes."""
    return line.lstrip()[:1] in _HEAD_LETTERS and HEAD.match(line) is not None


def is_frame(line: str) -> bool:
    """Whether a line is a frame. Most lines are none by how they begin."""
    bare = line.lstrip()
    return (
        bare.startswith(_STARTS) or bare[:1].isdecimal() or ":in " in line or ".go:" in line
    ) and FRAME.match(line) is not None


def is_library(frame: str) -> bool:
    """Whether a frame is in code that the application uses but does not own."""
    return bool(
        ("/" in frame and _BY_PATH.search(frame))
        or ("at " in frame and _BY_PACKAGE.search(frame))
        or (": " in frame and _BY_CRATE.search(frame))
        or ("node:" in frame and _BY_NODE.search(frame))
        or "<frozen " in frame
        or (any(map(frame.__contains__, _GO)) and _BY_GO.search(frame))
    )


__all__ = ["FRAME", "HEAD", "is_frame", "is_head", "is_library"]
