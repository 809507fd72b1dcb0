"""The fix: which lines of which file become what."""

from __future__ import annotations

KEYS = "src/lendery/reminders/keys.py"
WORKER = "src/lendery/reminders/worker.py"
OUTBOX = "src/lendery/reminders/outbox.py"
CONFIG = "src/lendery/config.py"
DEPLOY = "deploy/worker.yaml"
ADMIN = "web/src/reminders.ts"
TEST_KEYS = "tests/reminders/test_keys.py"

Edit = tuple[str, str, str]

NEW_TEST: Edit = (
    TEST_KEYS,
    "def test_two_kinds_have_two_keys():\n",
    (
        "def test_a_retry_by_another_worker_has_the_same_key():\n"
        '    assert idempotency_key(NAME, "reminder-worker-0") == idempotency_key(\n'
        '        NAME, "reminder-worker-1"\n'
        "    )\n\n\n"
        "def test_two_kinds_have_two_keys():\n"
    ),
)

SAME_KEY: tuple[Edit, ...] = (
    (
        KEYS,
        (
            "def idempotency_key(name: ReminderName, worker: str) -> str:\n"
            '    """The key under which the relay sees this reminder.\n\n'
            "    The worker stands last, so that the relay's log tells who sent it.\n"
            '    """\n'
            '    return f"loan-{name.loan_id}/{name.kind}/{name.due_on:%Y%m%d}/{worker}"'
        ),
        (
            "def idempotency_key(name: ReminderName) -> str:\n"
            '    """The key under which the relay sees this reminder, whoever sends it."""\n'
            '    return f"loan-{name.loan_id}/{name.kind}/{name.due_on:%Y%m%d}"'
        ),
    ),
    (WORKER, "idempotency_key(row.name, self._name)", "idempotency_key(row.name)"),
)

KEY_TESTS: Edit = (
    TEST_KEYS,
    (
        '    assert idempotency_key(NAME, "reminder-worker-0") == idempotency_key(\n'
        '        NAME, "reminder-worker-1"\n'
        "    )\n"
    ),
    '    assert idempotency_key(NAME) == "loan-88213/due-soon/20250314"\n',
)

HOLD: tuple[Edit, ...] = (
    (
        OUTBOX,
        'DONE = """\n',
        (
            'HOLD = """\n'
            "    UPDATE reminder_outbox\n"
            "       SET leased_until = %(until)s\n"
            "     WHERE id = %(id)s AND leased_by = %(worker)s AND state = 'leased'\n"
            "       AND leased_until > %(now)s\n"
            '"""\n\n'
            'DONE = """\n'
        ),
    ),
    (
        OUTBOX,
        "    def done(self, row: Row, relay_id: str, now: datetime) -> None:\n",
        (
            "    def hold(self, row: Row, now: datetime, lease: timedelta) -> bool:\n"
            '        """Start the lease anew for this row; false if it is not ours any more."""\n'
            "        values = {\n"
            '            "id": row.id, "worker": self._worker, "now": now, "until": now + lease,\n'
            "        }\n"
            "        return self._connection.change(HOLD, values) == 1\n\n"
            "    def done(self, row: Row, relay_id: str, now: datetime) -> None:\n"
        ),
    ),
    (
        WORKER,
        "        for row in rows:\n            self._send(row)\n",
        (
            "        lease = timedelta(seconds=reminders.lease_seconds)\n"
            "        for row in rows:\n"
            "            if self._outbox.hold(row, datetime.now(UTC), lease):\n"
            "                self._send(row)\n"
            "            else:\n"
            '                log.info("row=%d waited too long, left to whoever took it", row.id)\n'
        ),
    ),
)

LEASE_CHECK: tuple[Edit, ...] = (
    (
        CONFIG,
        (
            "    return Settings(\n"
            '        database=_build(DatabaseSettings, raw.get("database") or {}, "database"),\n'
        ),
        (
            "    settings = Settings(\n"
            '        database=_build(DatabaseSettings, raw.get("database") or {}, "database"),\n'
        ),
    ),
    (
        CONFIG,
        '        log_level=raw.get("log_level", "INFO"),\n    )\n',
        (
            '        log_level=raw.get("log_level", "INFO"),\n    )\n'
            "    _lease_outlasts_relay(settings)\n"
            "    return settings\n\n\n"
            "def _lease_outlasts_relay(settings: Settings) -> None:\n"
            "    least = settings.relay.timeout_seconds + LEASE_MARGIN_SECONDS\n"
            "    if settings.reminders.lease_seconds < least:\n"
            "        raise BadSettings(\n"
            '            f"reminders.lease_seconds: must be at least {least}, the relay may "\n'
            '            f"take {settings.relay.timeout_seconds} s (relay.timeout_seconds)"\n'
            "        )\n"
        ),
    ),
    (
        CONFIG,
        "class BadSettings(ValueError):\n",
        "LEASE_MARGIN_SECONDS = 15\n\n\nclass BadSettings(ValueError):\n",
    ),
    (
        DEPLOY,
        "      lease_seconds: 30\n",
        (
            "      # Longer than relay.timeout_seconds, or another worker takes the row.\n"
            "      lease_seconds: 60\n"
        ),
    ),
)

ADMIN_PAGE: tuple[Edit, ...] = (
    (
        ADMIN,
        "  acceptedAt: string;\n  latencyMs: number;\n",
        "  acceptedAt: string;\n  latencyMs: number;\n  deliveredBy: string;\n",
    ),
    (
        ADMIN,
        "/** Takes a key apart: loan-88213/due-soon/20250314/reminder-worker-0 */\n",
        (
            "/** Takes a key apart: loan-88213/due-soon/20250314. Keys of 11 and 12 March also\n"
            " *  name a worker at the end, which is ignored. */\n"
        ),
    ),
    (ADMIN, "  if (parts.length !== 4) {\n", "  if (parts.length !== 3 && parts.length !== 4) {\n"),
    (ADMIN, "  const [loan, kind, due, worker] = parts;\n", "  const [loan, kind, due] = parts;\n"),
    (
        ADMIN,
        "    dueOn: `${due.slice(0, 4)}-${due.slice(4, 6)}-${due.slice(6, 8)}`,\n    worker,\n",
        "    dueOn: `${due.slice(0, 4)}-${due.slice(4, 6)}-${due.slice(6, 8)}`,\n",
    ),
    (
        ADMIN,
        (
            "    const { loanId, kind, dueOn, worker } = parseKey(delivery.key);\n"
            "    const name = delivery.key;\n"
        ),
        (
            "    const { loanId, kind, dueOn } = parseKey(delivery.key);\n"
            "    const name = `${loanId}/${kind}/${dueOn}`;\n"
            "    const worker = delivery.deliveredBy;\n"
        ),
    ),
    (
        ADMIN,
        (
            "interface ParsedKey {\n"
            "  loanId: number;\n  kind: Kind;\n  dueOn: string;\n  worker: string;\n"
        ),
        "interface ParsedKey {\n  loanId: number;\n  kind: Kind;\n  dueOn: string;\n",
    ),
)
