"""Writes the example conversation of `weft demo`, the same bytes on every machine.

    python tools/make_demo_conversation.py            write src/weft/demo/conversation.json
    python tools/make_demo_conversation.py --check    exit 1 if the committed file differs
    python tools/make_demo_conversation.py --print    write it to standard output

The scenes are in `demo_scenes/`. Nothing of this is installed with Weft; only the JSON is.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from demo_scenes.script import conversation

TARGET = Path(__file__).parent.parent / "src" / "weft" / "demo" / "conversation.json"


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="compare, write nothing")
    mode.add_argument("--print", action="store_true", help="write to standard output")
    options = parser.parse_args()
    data = (json.dumps(conversation(), indent=1, ensure_ascii=False) + "\n").encode()
    if options.print:
        sys.stdout.buffer.write(data)
        return 0
    if options.check:
        if TARGET.read_bytes() == data:
            return 0
        print(f"{TARGET.name} differs from its script: run {Path(__file__).name}", file=sys.stderr)
        return 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(data)
    print(f"{TARGET.name}: {len(data):,} bytes, {len(conversation()['messages'])} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
