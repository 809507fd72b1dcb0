"""Mixed texts as agents read them, by name; each with a document, a log and more in it."""

from __future__ import annotations

import json

ROWS = [
    {
        "id": n,
        "name": f"node-{n}",
        "status": "Ready" if n % 7 else "NotReady",
        "zone": f"eu-{n % 3}",
    }
    for n in range(40)
]
DOCUMENT = json.dumps(ROWS, indent=2)
LOG = "".join(
    f"2031-03-04 10:{n // 60:02}:{n % 60:02} INFO worker-{n % 3} handled request {n * 37 % 911}"
    f" in {n * 7 % 90} ms\n"
    for n in range(120)
)
TRACE = "Traceback (most recent call last):\n" + "".join(
    f'  File "/srv/shop/part_{n % 4}.py", line {n}, in call\n    call({n})\n' for n in range(20)
)
CSV = "id,name,zone\n" + "".join(f"{n},node-{n},eu-1\n" for n in range(40))
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nServer: shop\r\n\r\n"
VERBOSE = (
    "* Connected to localhost (127.0.0.1) port 80\n> GET /nodes HTTP/1.1\n> Host: localhost\n> \n"
    "< HTTP/1.1 200 OK\n< Content-Type: application/json\n< \n{ [1370 bytes data]\n"
)

MIXED = {
    "transcript": f"$ curl -s http://a\n{DOCUMENT}\n$ tail app.log\n{LOG}$ cat trace\n{TRACE}",
    "named prompts": f"me@host:~/src$ cat a.json\n{DOCUMENT}\nme@host:~/src$ cat a.log\n{LOG}",
    "windows prompts": f"PS C:\\src> type a.json\n{DOCUMENT}\nPS C:\\src> type a.log\n{LOG}",
    "http": HEAD + DOCUMENT,
    "http twice": f"{HEAD}{DOCUMENT}\n{HEAD}{DOCUMENT}\n",
    "http verbose": f"{VERBOSE}{DOCUMENT}* Connection #0 to host localhost left intact\n",
    "banner": f"npm warn config a is deprecated\nnpm warn config b too\n{DOCUMENT}\n",
    "log, then a document": f"{LOG}{DOCUMENT}\n",
    "documents": f"{DOCUMENT}\n{json.dumps({'items': ROWS}, indent=1)}\n",
    "fences": f"# Nodes\n\nThese:\n\n```json\n{DOCUMENT}\n```\n\nA log:\n\n~~~\n{LOG}~~~\nEnd.\n",
    "tail of a line": f"{LOG}10:00 ERROR body={json.dumps({'items': ROWS})}\n{LOG}",
    "heads of files": f"==> a.json <==\n{DOCUMENT}\n\n==> b.log <==\n{LOG}",
    "colons": f"{':' * 14}\na.json\n{':' * 14}\n{DOCUMENT}\n{':' * 14}\nb.log\n{':' * 14}\n{LOG}",
    "files with a rule": "".join(
        f"{'=' * 16}\nFile: {name}\n{'=' * 16}\n{text}\n"
        for name, text in (("src/a.json", DOCUMENT), ("src/b.log", LOG))
    ),
    "files with a word": f"# File: a.json\n{DOCUMENT}\n# File: b.csv\n{CSV}",
    "stdout and stderr": f"<stdout>{LOG}</stdout>\n<stderr>{TRACE}</stderr>\n",
    "tags of files": f"<file path='a'>\n{DOCUMENT}\n</file>\n<file path='b.csv'>{CSV}</file>\n",
    "labels": f"Exit code: 1\nWall time: 0.3 seconds\nOutput:\n{DOCUMENT}\n",
    "labels with errors": f"Exit code: 1\nStdout:\n{DOCUMENT}\nStderr:\n{TRACE}",
    "nested": f"<stdout>\n$ curl -i http://a\n{HEAD}{DOCUMENT}\n$ cat a.log\n{LOG}</stdout>\n",
}
PLAIN = {
    "a document": DOCUMENT,
    "a log": LOG,
    "csv": CSV,
    "a trace": TRACE,
    "an open fence": f"Text.\n\n```csv\n{CSV}\n",
    "an open tag": f"<stdout>\n{LOG}",
    "a dollar in prose": f"It costs\n$ 12 a month.\n{LOG}",
    "a heading": f"# Nodes\n\n{LOG}",
    "http in a log": LOG.replace("handled request", "GET /a HTTP/1.1 200"),
    "nothing": "",
}
