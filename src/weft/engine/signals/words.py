"""The words that matter, by severity. Data only, in lower case, each form in full.

What the words of a list have in common is what they tell an agent, in any tool's output. So a
timeout, an abort, something denied or rejected is an error: it says that something was not done.
`token` is no word of security: in the texts agents read it mostly counts what a model is fed.

Other languages are here with what their tools and systems really print. Words that mean something
harmless in another language (`fin`, `alarm`, `grave`, `die`) are not here.
"""

from __future__ import annotations

from weft.engine.signals.severity import Severity

FATAL = """
    fatal fatally panic panicked panicking emerg emergency segfault segv sigsegv sigabrt sigbus
    sigkill oom oomkilled oom-killer core-dumped
    crash crashed crashes crashing crashloopbackoff killed unrecoverable catastrophic
    deadlock deadlocked corrupt corrupted corruption
    fataler katastrophal fatale mortel
"""

ERROR = """
    error errors err erroneous errored errno fail fails failed failing failure failures
    exception exceptions throwable traceback critical crit severe
    timeout timeouts time-out timedout abort aborts aborted aborting
    denied deny denies rejected reject rejects rejecting refused refuses refusing
    unauthorized unauthorised unauthenticated forbidden unreachable unavailable
    unresolved unresolvable undefined unhandled uncaught unsatisfied unmet
    invalid illegal malformed unparsable unparseable mismatch mismatched
    cannot couldnt unable impossible incompatible
    missing broken bad damaged exhausted exceeded overflow underflow overrun
    conflict conflicts conflicting violation violated violates
    disconnect disconnected unexpected unexpectedly lost dropped dead died stuck hung
    assert assertion asserterror bug backtrace stacktrace
    enoent eacces eperm econnrefused econnreset etimedout ehostunreach enospc eaddrinuse epipe
    einval enotfound eresolve imagepullbackoff errimagepull
    fehler fehlgeschlagen fehlerhaft ungültig verweigert abgebrochen abgelehnt ausnahme
    erreur erreurs échec échoué refusé refusée impossible introuvable invalide
    errores fallo falló fallido fallida excepción denegado rechazado inválido
    erro erros falha falhou exceção negado recusado
    errore errori fallito fallita eccezione negato rifiutato impossibile
    fout fouten mislukt geweigerd błąd błędy niepowodzenie odmowa
    fel misslyckades nekad fejl mislykkedes virhe epäonnistui hata başarısız
    chyba selhalo hiba sikertelen eroare eșuat σφάλμα lỗi gagal kesalahan
    خطأ فشل שגיאה נכשל ข้อผิดพลาด त्रुटि
    ошибка ошибки ошибок сбой отказано исключение помилка
    错误 失败 异常 拒绝 超时 錯誤 失敗 エラー 例外 拒否 오류 실패 예외 거부
"""

WARNING = """
    warn warns warning warnings caution deprecated deprecation obsolete
    vulnerability vulnerabilities vulnerable unsafe insecure
    retry retries retrying retried slow slowly throttled throttling degraded
    stale expired expires outdated unstable flaky skipped unsupported
    leak leaked leaking suspicious anomaly alert
    xfail xfailed xpassed ignored ignoring unused
    warnung achtung veraltet avertissement attention obsolète advertencia aviso avvertenza
    attenzione waarschuwing ostrzeżenie uwaga varning advarsel varoitus uyarı
    предупреждение внимание 警告 注意 경고 주의
"""

NOTABLE = """
    password passwd credential credentials secret secrets certificate privilege sudo root
    authentication authorization permission permissions login logout
    started starting stopped stopping restarted restarting shutdown rebooted
    enabled disabled created deleted removed changed switched elected
    rolled rollback failover migrated upgraded downgraded
    important note todo fixme hack xxx security cve
    summary total result results completed finished done
"""

TRIFLE = """
    debug trace verbose finest finer
"""

WORDS: dict[Severity, tuple[str, ...]] = {
    severity: tuple(dict.fromkeys(words.split()))
    for severity, words in (
        (Severity.FATAL, FATAL),
        (Severity.ERROR, ERROR),
        (Severity.WARNING, WARNING),
        (Severity.NOTABLE, NOTABLE),
        (Severity.TRIFLE, TRIFLE),
    )
}

PHRASES: dict[Severity, tuple[str, ...]] = {
    Severity.FATAL: ("out of memory", "core dumped", "stack overflow", "kernel panic"),
    Severity.ERROR: (
        "timed out",
        "not found",
        "no such",
        "not permitted",
        "not allowed",
        "not exist",
        "not recognized",
        "no space left",
        "no route to",
        "connection reset",
        "connection closed",
        "already in use",
        "gave up",
        "giving up",
        "can't",
        "couldn't",
        "won't",
        "could not",
        "did not",
        "zeitüberschreitung",
        "nicht gefunden",
        "non trouvé",
        "no encontrado",
        "não encontrado",
        "non trovato",
        "nie znaleziono",
        "nie można",
        "nie udało",
        "thất bại",
        "не найден",
        "не удалось",
        "找不到",
        "見つかりません",
        "찾을 수 없",
    ),
    Severity.WARNING: ("end of life", "no longer", "fall back", "falling back"),
}

__all__ = ["PHRASES", "WORDS"]
