"""What lies inside the configured address: nothing else is ever asked, whatever a peer sends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from streams.outbound import Outbound, origin_of
from streams.outbound.site import Site
from streams.testing.web_server import Reply, WebServer
from tests.outbound.conftest import refusal

JIRA = "https://peer.example/jira"


@pytest.mark.parametrize(
    ("where", "url"),
    [
        ("rest/api", f"{JIRA}/rest/api"),
        ("/rest/api", f"{JIRA}/rest/api"),
        ("rest/api/?a=b&c", f"{JIRA}/rest/api/?a=b&c"),
        ("", JIRA),
        ("?page=2", f"{JIRA}?page=2"),
        (f"{JIRA}/x?next=https://evil.example", f"{JIRA}/x?next=https://evil.example"),
        ("https://PEER.example:443/jira/x", f"{JIRA}/x"),
        ("projects/group%2Fname/events", f"{JIRA}/projects/group%2Fname/events"),
        ("a/...", f"{JIRA}/a/..."),
        ("Größe", f"{JIRA}/Gr%C3%B6%C3%9Fe"),
    ],
)
def test_what_lies_inside(where: str, url: str) -> None:
    assert str(Site(JIRA).locate(where)) == url


OUTSIDE = [
    "https://evil.example/jira/x", "https://peer.example/", "https://peer.example/jirax", "https://peer.example/JIRA/x",
    "http://peer.example/jira/x", "https://peer.example:8443/jira/x", "https://peer.example.evil.example/jira/x",
    "https://peer.example@evil.example/jira/x", "https://evil.example#@peer.example/jira", "https://u:p@peer.example/jira/x",
    "https://evil.example\\@peer.example/jira/x", "https:\\\\evil.example/jira", "https:/peer.example/jira/x",
    "https:peer.example/jira", "https:///jira/x", "//evil.example/jira", "///evil.example/jira", "/\\evil.example/jira",
    "https://peer.example/jira/../x", "../x", "a/../../x", "a/%2e%2e/b", "a/%2E./b", "a/.%2e/b", "%252e%252e/x",
    "..%2fx", "a%2f..%2fb", "..%5cx", "a\\..\\b", "./x", "a b", "a\tb", "a\r\nHost: evil.example", "a%0d%0aX: y",
    "a/..;/b", "..;x=1/y", "%2e%2e;/x", "https://peer.example//jira/x", "a%00",
    "\u00a0x", "file:///etc/passwd", "javascript:alert(1)", "ftp://peer.example/jira/x", "data:text/plain,x",
    "gopher://peer.example/", "https://peer.example%2eevil.example/jira", "https://peer.example\u3002evil.example/jira",
    "https://[::1/jira",    "https://peer.example:x/jira", "https://peer.example:99999/jira", "https://\u2024/jira", "https://peer.example./jira/x",
]  # fmt: skip


@pytest.mark.parametrize("where", OUTSIDE)
def test_what_lies_outside_is_not_asked(where: str) -> None:
    assert refusal(lambda: Site(JIRA).locate(where)).code == "refused_url"


def test_a_query_that_is_too_long_is_not_asked() -> None:
    assert refusal(lambda: Site(JIRA).locate("x", {"q": "y" * 100_000})).code == "refused_url"


@pytest.mark.parametrize(
    "address",
    [
        "", "peer.example", "/jira", "ftp://peer.example", "https://", "https://ana:secret@peer.example",
        "https://peer.example/?x=1", "https://peer.example/?", "https://peer.example/#x", "https://peer.example/a/../b",
        "https://peer.example/a b", "https://exa\nmple/", "https://peer.example:port/", "https://-\u00df\u0000/",
    ],
)  # fmt: skip
def test_what_is_no_address_to_configure(address: str) -> None:
    error = refusal(lambda: Outbound(address))
    assert error.code == "refused_url"
    assert "secret" not in str(error)


def test_the_origin_of_an_address() -> None:
    assert origin_of("https://peer.example:8443/feed.xml?token=1#x") == "https://peer.example:8443/"
    assert refusal(lambda: origin_of("mailto:ana@peer.example")).code == "refused_url"


@pytest.mark.parametrize(
    ("header", "url"),
    [
        ('<x?page=2>; rel="next"', "jira/x?page=2"),
        ('<?page=2>;rel=next', "jira/issues?page=2"),
        ('</jira/y>; rel="last", </jira/x?a=1,2;3>; title="a, <b>; rel=x"; REL="First NEXT"', "jira/x?a=1,2;3"),
        ('<https://evil.example>; rel="last"', None),
        ('</jira/x>; rel="nextpage"', None),
        ("</jira/x>", None),
        ("nonsense", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_next_page(server: WebServer, outbound: Callable[..., Outbound], header: str, url: str | None) -> None:
    server.routes["/jira/issues"] = Reply([], headers={"Link": header})
    found = outbound("jira").get("issues").link("next")
    assert found == (url and server.url + url)


@pytest.mark.parametrize(
    "target", ["https://evil.example/jira", "/other", "//evil.example/jira", "..", "%2e%2e/x", "a b"]
)
def test_a_next_page_elsewhere_is_refused(server: WebServer, outbound: Callable[..., Outbound], target: str) -> None:
    server.routes["/jira/issues"] = Reply([], headers={"Link": f'<{target}>; rel="next"'})
    answer = outbound("jira").get("issues")
    assert refusal(lambda: answer.link("next")).code == "refused_url"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_inside_is_followed(server: WebServer, outbound: Callable[..., Outbound], status: int) -> None:
    server.routes |= {"/jira/old": Reply(status=status, headers={"Location": "new?a=1"}), "/jira/new": "here"}
    answer = outbound("jira", headers={"Authorization": "Bearer x"}).get("old")
    assert (answer.text, answer.url) == ("here", f"{server.url}jira/new?a=1")
    assert [asked.headers["authorization"] for asked in server.asked] == ["Bearer x", "Bearer x"]


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "https://127.0.0.1/jira/x",
        "//evil.example/jira",
        "http://evil.example/jira?token=geheim",
        "",
        "http://[",
        "..",
    ],
)
def test_a_redirect_out_is_not_followed(server: WebServer, outbound: Callable[..., Outbound], target: str) -> None:
    server.routes["/jira/old"] = Reply(status=302, headers={"Location": target} if target else {})
    error = refusal(lambda: outbound("jira").get("old"))
    assert (error.code, error.status, len(server.asked)) == ("redirected", 302, 1)
    assert "geheim" not in str(error)


def test_from_http_to_https_is_said_and_not_followed(server: WebServer, outbound: Callable[..., Outbound]) -> None:
    server.routes["/x"] = Reply(status=301, headers={"Location": server.url.replace("http", "https") + "x"})
    error = refusal(lambda: outbound().get("x"))
    assert str(error).endswith(
        f"redirects to https://127.0.0.1:{server.port}/x; configure that address, if it is the right one."
    )


def test_redirects_in_circles_end(server: WebServer, outbound: Callable[..., Outbound]) -> None:
    server.routes["/x"] = Reply(status=302, headers={"Location": "/x"})
    assert refusal(lambda: outbound().get("x")).code == "redirected"
    assert len(server.asked) == 4


def test_redirects_leave_no_connection_behind(server: WebServer, outbound: Callable[..., Outbound]) -> None:
    server.routes |= {"/old": Reply("moved", 302, {"Location": "/new"}), "/new": "here"}
    web = outbound()
    assert {web.get("old").text for _ in range(12)} == {"here"}


@pytest.mark.parametrize(("status", "then"), [(303, "GET"), (302, "GET"), (307, "POST")])
def test_a_redirected_post(server: WebServer, outbound: Callable[..., Outbound], status: int, then: str) -> None:
    server.routes |= {"POST /x": Reply(status=status, headers={"Location": "/y"}), "/y": "done"}
    assert outbound().post("x", json={"a": 1}).text == "done"
    last = server.asked[-1]
    assert (last.method, last.body) == (then, b'{"a":1}' if then == "POST" else b"")
