"""Which HTTP proxy leads to an upstream."""

from __future__ import annotations

import pytest

from weft.gateway.detour import detour
from weft.gateway.fault import Misconfigured
from weft.gateway.routes import upstream
from weft.wire.dial import Proxy

URL = "https://api.example"
PROXY = "http://proxy.example:3128"


def test_without_the_variable_there_is_none() -> None:
    assert detour(upstream(URL), {}) is None
    assert detour(upstream(URL), {"HTTPS_PROXY": "  "}) is None


def test_an_upstream_with_tls_takes_it() -> None:
    assert detour(upstream(URL), {"HTTPS_PROXY": PROXY}) == Proxy(host="proxy.example", port=3128)


def test_others_do_not() -> None:
    for url in ("http://api.example", "unix:/run/app.sock"):
        assert detour(upstream(url), {"HTTPS_PROXY": PROXY}) is None


def test_the_lower_case_name_wins_and_a_bare_host_is_enough() -> None:
    environ = {"https_proxy": "other.example", "HTTPS_PROXY": PROXY}
    assert detour(upstream(URL), environ) == Proxy(host="other.example", port=3128)


def test_a_password_is_decoded() -> None:
    found = detour(upstream(URL), {"HTTPS_PROXY": "http://me:p%40ss@proxy.example:1"})
    assert found == Proxy.with_password("proxy.example", 1, "me", "p@ss")


@pytest.mark.parametrize(
    "url", ["socks5://u:hunter2@h", "https://u:hunter2@h", "http://", "http://h:x"]
)
def test_what_is_no_http_proxy_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        detour(upstream(URL), {"HTTPS_PROXY": url})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "spared", "direct"),
    [
        (URL, "*", True),
        (URL, "api.example", True),
        (URL, ".example", True),
        (URL, "*.example", True),
        (URL, "other, API.Example ,", True),
        (URL, "pi.example", False),
        (URL, "api.example:443", True),
        (URL, "api.example:8443", False),
        (URL, ",", False),
        ("https://10.1.2.3", "10.0.0.0/8", True),
        ("https://10.1.2.3", "192.168.0.0/16", False),
        ("https://api.example", "10.0.0.0/8", False),
        ("https://[fe80::1]", "fe80::/10", True),
        ("https://[::1]:8443", "[::1]:8443", True),
        ("https://[::1]", "::1", True),
    ],
)
def test_who_is_spared(url: str, spared: str, direct: bool) -> None:
    found = detour(upstream(url), {"HTTPS_PROXY": PROXY, "NO_PROXY": spared})
    assert (found is None) is direct
