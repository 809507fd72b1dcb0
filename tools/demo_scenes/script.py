"""The conversation itself: who says what, which tool is called, what it answers.

Anthropic Messages shape. A `turn` is what one request adds: the agent speaks and calls tools, the
tools answer. Everything an answer states comes from `world`, `checkout` and their neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from demo_scenes import answers, checkout, edits, installs, journal, pods, runs
from demo_scenes.dice import Dice
from demo_scenes.world import LEASE, play

SYSTEM = (
    "You are a careful software engineer working in the repository at /app. Look before you "
    "change anything, reproduce a bug in a test before you fix it, and keep changes small. "
    "The cluster and the mail relay are read-only for you."
)

TOOLS = [
    {
        "name": "bash",
        "description": "Run a command in the repository and get what it prints.",
        "input_schema": {
            "type": "object",
            "properties": {"command": {"type": "string"}},
            "required": ["command"],
        },
    },
    {
        "name": "read_file",
        "description": "Read a file with line numbers.",
        "input_schema": {
            "type": "object",
            "properties": {"path": {"type": "string"}},
            "required": ["path"],
        },
    },
    {
        "name": "edit_file",
        "description": "Replace a text that stands in a file exactly once.",
        "input_schema": {
            "type": "object",
            "properties": {
                "path": {"type": "string"},
                "old": {"type": "string"},
                "new": {"type": "string"},
            },
            "required": ["path", "old", "new"],
        },
    },
    {
        "name": "write_file",
        "description": "Write a new file.",
        "input_schema": {
            "type": "object",
            "properties": {"path": {"type": "string"}, "content": {"type": "string"}},
            "required": ["path", "content"],
        },
    },
]


@dataclass(frozen=True)
class Call:
    """A tool call and its answer."""

    tool: str
    input: dict[str, str]
    answer: str


class Script:
    """Messages in order."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self._ids = Dice("tool ids")

    def user(self, text: str) -> None:
        """The person speaks."""
        self.messages.append({"role": "user", "content": text})

    def agent(self, text: str) -> None:
        """The agent speaks and waits."""
        self.messages.append({"role": "assistant", "content": [{"type": "text", "text": text}]})

    def turn(self, text: str, *calls: Call) -> None:
        """The agent speaks and calls tools; the tools answer."""
        said: list[dict[str, Any]] = [{"type": "text", "text": text}]
        heard: list[dict[str, Any]] = []
        for call in calls:
            name = f"toolu_{self._ids.hex(20)}"
            said.append({"type": "tool_use", "id": name, "name": call.tool, "input": call.input})
            heard.append({"type": "tool_result", "tool_use_id": name, "content": call.answer})
        self.messages.append({"role": "assistant", "content": said})
        self.messages.append({"role": "user", "content": heard})


def bash(command: str, answer: str) -> Call:
    """A command."""
    return Call("bash", {"command": command}, answer)


def conversation() -> dict[str, Any]:
    """The whole request."""
    script = Script()
    files = checkout.Checkout()
    incident = play()
    twice = incident.sent_twice()
    (waited,) = [pair[0] for pair in twice if all(each.latency < LEASE for each in pair)]

    def read(path: str) -> Call:
        return Call("read_file", {"path": path}, files.numbered(path))

    def edit(*changes: edits.Edit) -> tuple[Call, ...]:
        return tuple(
            Call("edit_file", {"path": path, "old": old, "new": new}, files.edit(path, old, new))
            for path, old, new in changes
        )

    def write(path: str) -> Call:
        text, answer = files.write(path)
        return Call("write_file", {"path": path, "content": text}, answer)

    get_pods = "kubectl -n lendery get pods -l app.kubernetes.io/name=reminder-worker -o json"
    fields = (
        "number,title,state,author,createdAt,updatedAt,labels,assignees,milestone,body,comments"
    )

    script.user(
        "Issue 214: some members get the same reminder mail twice. It started after yesterday's "
        "deploy. Please find out why and fix it, with a test."
    )
    script.turn(
        "I start with the issue.", bash(f"gh issue view 214 --json {fields}", answers.issue())
    )
    script.turn(
        "Twice, never three times, up to a minute apart, and the workers restart. Let me see how "
        "the repository is laid out and where reminders get their keys.",
        bash(
            "find . -type f -printf '%M %s %TY-%Tm-%Td %p\\n' | sort -k4", checkout.listing(files)
        ),
        bash(
            "rg -n --no-heading 'idempotency|lease|timeout_seconds'",
            files.grep("idempotency|lease|timeout_seconds"),
        ),
    )
    script.turn("The worker first.", read(edits.WORKER))
    script.turn("Its two partners.", read(edits.OUTBOX), read(edits.KEYS))
    script.turn(
        "A row can be sent twice if its lease runs out while the relay is still busy. Whether that "
        "happens in real life the cluster will tell.",
        bash(get_pods, pods.pods(incident)),
    )
    script.turn(
        "Three restarts each, exit code 1, within six minutes. How did the last one end?",
        bash(
            "kubectl -n lendery logs reminder-worker-0 --previous --tail=30",
            journal.last_crash(files, incident, "reminder-worker-0"),
        ),
    )
    script.turn(
        "`accepted, but the lease is gone`: the relay took 30 s or more, the row went to the other "
        "worker, and this one died of it. I want to see how the morning began.",
        bash(
            "kubectl -n lendery logs reminder-worker-1 --since-time=2025-03-12T06:00Z | head -90",
            journal.worker_log(files, incident, "reminder-worker-1", 90),
        ),
    )
    script.turn(
        "Now warnings and errors of both workers on one time line.",
        bash(
            "cat worker-0.log worker-1.log | grep -hE 'WARNING|ERROR' | sort",
            journal.takeovers(incident),
        ),
    )
    script.turn(
        "What does the relay say it accepted?",
        bash(
            "curl -s 'http://mail-relay.mail.svc:8025/v2/messages?since=2025-03-12T06:00:00Z&limit=44'",
            answers.relay_messages(incident, 0, 44),
        ),
    )
    script.turn(
        "Same reminder, two keys: the worker's name is part of the key, so the relay cannot know "
        "that the second message is a retry. The database should show the same pairs.",
        bash(
            "psql -f tools/sent_twice.sql --set=day=2025-03-12",
            journal.twice_table(incident),
        ),
        bash(
            'psql -c "select id, loan_id, kind, due_on, state, attempts, leased_by, sent_at '
            'from reminder_outbox where attempts > 1 order by id"',
            journal.outbox_table(incident),
        ),
    )
    script.turn(
        f"{len(twice)} reminders, each sent by both workers. In all but one of them an answer took "
        f"over 30 s. In the one of row {waited.row} both were quick: "
        "it had waited in its batch behind a slow one, and the lease of the whole batch ran out. "
        "So a longer lease alone would not be enough. Since when is it like this?",
        bash("git log --since=2025-03-03", checkout.log()),
    )
    script.turn(
        "Two changes of the same day meet here: the relay may take 45 s since 14:12, and since "
        "16:48 the key names the worker. The second one removed what made the first one harmless.",
        bash(
            f"git show {Dice('Name the worker in the idempotency key').hex(10)}",
            checkout.show_key_commit(files),
        ),
    )
    script.turn(
        "The settings, as they are checked and as they are deployed.",
        read(edits.CONFIG),
        Call("read_file", {"path": edits.DEPLOY}, files.text(edits.DEPLOY)),
    )
    script.turn(
        "30 s lease, 45 s timeout, and nobody compares the two. One more: does the relay code "
        "understand `208 already known`?",
        read("src/lendery/reminders/relay.py"),
    )
    script.turn(
        "It does. The plan: one key per reminder whoever sends it; renew the lease before each "
        "row; refuse settings whose lease is shorter than the relay may take. First an "
        "environment to run the tests in.",
        bash("pip install -r requirements.txt 2>&1 | tee install.log", installs.pip_install()),
    )
    script.turn(
        "The tests before any change.",
        bash("pytest -v", runs.pytest(failures={}, seconds="6.41")),
    )
    script.turn("All pass, so none of them knows of the bug. One that does:", *edit(edits.NEW_TEST))
    line = files.line(edits.TEST_KEYS, "def test_a_retry_by_another") + 1
    failure = (
        "    def test_a_retry_by_another_worker_has_the_same_key():\n"
        '>       assert idempotency_key(NAME, "reminder-worker-0") == idempotency_key(\n'
        '            NAME, "reminder-worker-1"\n'
        "        )\n"
        "E       AssertionError: assert 'loan-88213/d...-worker-0' == 'loan-88213/d...-worker-1'\n"
        "E         \n"
        "E         - loan-88213/due-soon/20250314/reminder-worker-1\n"
        "E         ?                                              ^\n"
        "E         + loan-88213/due-soon/20250314/reminder-worker-0\n"
        "E         ?                                              ^\n\n"
        f"tests/reminders/test_keys.py:{line}: AssertionError\n"
    )
    case = {"test_a_retry_by_another_worker_has_the_same_key": failure}
    script.turn(
        "It must fail.",
        bash(
            "pytest -v tests/reminders",
            runs.pytest(["reminders/test_keys"], failures=case, seconds="2.87", only="reminders/"),
        ),
    )
    script.turn("It does, for the right reason. The key:", *edit(*edits.SAME_KEY, edits.KEY_TESTS))
    script.turn("The lease, renewed before each row:", *edit(*edits.HOLD))
    script.turn("The settings, with a check, and the deployed value:", *edit(*edits.LEASE_CHECK))
    script.turn(
        "Tests for a row that waited and for the check, then all of them.",
        write("tests/reminders/test_slow_relay.py"),
        bash("pytest -v", runs.pytest(runs.NEW_TESTS, failures={}, seconds="6.93")),
    )
    script.agent(
        "The tests pass. The web admin takes the worker's name out of the key "
        "(`web/src/reminders.ts`), which the new key no longer has. Shall I change that too?"
    )
    script.user("Yes please. The API has sent `deliveredBy` with every delivery since Monday.")
    script.turn(
        "The page and what the API sends today.",
        read(edits.ADMIN),
        bash(
            "docker compose up -d --wait && docker compose ps --format json", answers.compose_ps()
        ),
        bash(
            "curl -s 'localhost:8080/api/reminders?day=2025-03-12&twice=1' | jq .",
            answers.admin_page(incident),
        ),
    )
    script.turn(
        "`deliveredBy` is there. A build needs the packages.",
        bash("cd web && npm ci --loglevel http 2>&1 | cat", installs.npm_ci()),
    )
    error_line = files.line(edits.ADMIN, "return group(found);")
    script.turn(
        "The build as it is now.",
        bash("cd web && npm run build 2>&1 | cat", runs.web_build(error_line)),
    )
    script.turn(
        "The type checker already misses `deliveredBy`. I use it, accept the old keys of two days, "
        "and group by reminder so that an old pair stands in one line.",
        *edit(*edits.ADMIN_PAGE),
    )
    script.turn(
        "Now the image, as CI builds it.",
        bash(
            "docker build --progress=plain -t registry.lendery.example/lendery:2025.03.12-1 . 2>&1",
            installs.docker_build(),
        ),
    )
    script.turn(
        "It builds. A last look: nothing has moved in the cluster meanwhile, and the whole change.",
        bash(get_pods, pods.pods(incident)),
        bash("git add -N . && git diff", files.diff()),
    )
    script.agent(
        "Found and fixed. On 11 March two changes met: the relay may now take 45 s, longer than "
        "the 30 s lease of a row, so the other worker took rows over that were still being sent; "
        "and the worker's name had become part of the idempotency key, so the relay took the "
        "retry for a new message. Now the key is the same whoever sends, the lease is renewed "
        "before each row and is 60 s, and settings with a shorter lease than the relay may take "
        "are refused at start. The admin page reads `deliveredBy`. The pods still run the old "
        "image; the change is ready for review."
    )
    return {
        "model": "example-model",
        "max_tokens": 8192,
        "system": SYSTEM,
        "tools": TOOLS,
        "messages": script.messages,
    }
