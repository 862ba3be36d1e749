"""Every scheme: the right proof opens, a wrong, a missing, another's and a stale one do not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.providers.signing import BEARER, Arrival, Basic, InQuery, Scheme, Signed, StandardWebhooks, Token
from tests.hooks.conftest import SECRET, Sender

BODY = b'{"event": "x"}'

Proof = Callable[..., dict[str, str]]


def now() -> str:
    """When it is asked for: a long run reaches this file late."""
    return str(int(time.time()))


def hexed(message: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def plain(secret: str, body: bytes = BODY, sent: str | None = None) -> dict[str, str]:
    return {"x-signature": f"sha256={hexed(body, secret)}"}


def several(secret: str, body: bytes = BODY, sent: str | None = None) -> dict[str, str]:
    return {"x-signature": f"v1={'0' * 64}, v1={hexed(body, secret)}"}


def timed(secret: str, body: bytes = BODY, sent: str | None = None) -> dict[str, str]:
    sent = now() if sent is None else sent
    return {"x-time": sent, "x-signature": hexed(f"{sent}:".encode() + body, secret)}


def standard(secret: str, body: bytes = BODY, sent: str | None = None) -> dict[str, str]:
    sent = now() if sent is None else sent
    key = base64.b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()
    digest = hmac.new(key, f"m1.{sent}.".encode() + body, hashlib.sha256).digest()
    signatures = f"v1,{base64.b64encode(b'0' * 32).decode()} v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": "m1", "webhook-timestamp": sent, "webhook-signature": signatures}


def basic(secret: str, body: bytes = BODY, sent: str | None = None) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"anybody:{secret}".encode()).decode()}


def token(secret: str, body: bytes = BODY, sent: str | None = None) -> dict[str, str]:
    return {"x-token": secret}


def bearer(secret: str, body: bytes = BODY, sent: str | None = None) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


SCHEMES: list[tuple[Scheme, Proof]] = [
    (Signed("X-Signature", "sha256="), plain),
    (Signed("X-Signature", "v1="), several),
    (Signed("X-Signature", timestamp="X-Time"), timed),
    (StandardWebhooks(), standard),
    (Token("X-Token"), token),
    (BEARER, bearer),
    (Basic(), basic),
]
SIGNING = SCHEMES[:4]
TIMED = SCHEMES[2:4]

each = pytest.mark.parametrize(("scheme", "proof"), SCHEMES, ids=lambda value: getattr(value, "__name__", ""))
each_signing = pytest.mark.parametrize(("scheme", "proof"), SIGNING, ids=lambda value: getattr(value, "__name__", ""))
each_timed = pytest.mark.parametrize(("scheme", "proof"), TIMED, ids=lambda value: getattr(value, "__name__", ""))


def arrival(headers: dict[str, str], body: bytes = BODY, **query: str) -> Arrival:
    return Arrival(headers, query, body)


@each
def test_the_right_proof_is_accepted(scheme: Scheme, proof: Proof) -> None:
    assert scheme.accepts(arrival(proof(SECRET)), SECRET)


@each
def test_another_source_s_secret_is_not(scheme: Scheme, proof: Proof) -> None:
    assert not scheme.accepts(arrival(proof("another secret")), SECRET)


@each
def test_a_missing_proof_is_not(scheme: Scheme, proof: Proof) -> None:
    assert not scheme.accepts(arrival({}), SECRET)


@each
def test_half_a_proof_is_not(scheme: Scheme, proof: Proof) -> None:
    headers = {name: value[: len(value) // 2] for name, value in proof(SECRET).items()}
    assert not scheme.accepts(arrival(headers), SECRET)


@each_signing
def test_a_signature_of_another_body_is_not(scheme: Scheme, proof: Proof) -> None:
    assert not scheme.accepts(arrival(proof(SECRET), BODY + b" "), SECRET)


@each_timed
@pytest.mark.parametrize(("age", "accepted"), [(290, True), (-290, True), (310, False), (-310, False)])
def test_a_time_may_differ_by_five_minutes(scheme: Scheme, proof: Proof, age: int, accepted: bool) -> None:
    sent = str(int(time.time()) - age)
    assert scheme.accepts(arrival(proof(SECRET, sent=sent)), SECRET) is accepted


@each_timed
@pytest.mark.parametrize("sent", ["", "soon", "-1", "١٧٦٧", "9" * 400, "1e9"])
def test_what_is_no_time_is_refused(scheme: Scheme, proof: Proof, sent: str) -> None:
    assert not scheme.accepts(arrival(proof(SECRET, sent=sent)), SECRET)


@each_timed
def test_the_time_is_signed(scheme: Scheme, proof: Proof) -> None:
    stale = proof(SECRET, sent=str(int(now()) - 1000))
    fresh = {name: now() if name in {"x-time", "webhook-timestamp"} else value for name, value in stale.items()}
    assert not scheme.accepts(arrival(fresh), SECRET)


def test_a_standard_key_may_be_written_as_the_specification_says() -> None:
    secret = "whsec_" + base64.b64encode(b"k" * 32).decode()
    assert StandardWebhooks().accepts(arrival(standard(secret)), secret)


def test_a_secret_in_the_address() -> None:
    assert InQuery("token").accepts(arrival({}, token=SECRET), SECRET)
    assert not InQuery("token").accepts(arrival({}, token="wrong"), SECRET)
    assert not InQuery("token").accepts(arrival({}), SECRET)


@pytest.mark.parametrize("sent", ["Basic", "Basic !!!", "Basic aGk=", "Bearer x", "Basic " + "/" * 10])
def test_what_is_no_password_is_refused(sent: str) -> None:
    assert not Basic().accepts(arrival({"authorization": sent}), SECRET)


@given(st.text(max_size=80), st.sampled_from(SCHEMES), st.sampled_from(["x-signature", "x-token", "authorization"]))
def test_no_header_opens_by_luck_nor_breaks(value: str, scheme: tuple[Scheme, Proof], header: str) -> None:
    assert not scheme[0].accepts(arrival({header: value, "x-time": now(), "webhook-timestamp": now()}), SECRET)


@each
def test_nothing_but_a_comparison_in_constant_time_decides(
    scheme: Scheme, proof: Proof, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hmac, "compare_digest", lambda *_: True)
    assert scheme.accepts(arrival(proof("another secret")), SECRET)
    monkeypatch.setattr(hmac, "compare_digest", lambda *_: False)
    assert not scheme.accepts(arrival(proof(SECRET)), SECRET)


# --- the systems themselves, through the door ---


def gitlab_signed(body: bytes) -> dict[str, str]:
    return standard(SECRET, body)


def grafana_timed(body: bytes) -> dict[str, str]:
    signed = timed(SECRET, body)
    return {
        "X-Grafana-Alerting-Signature": signed["x-signature"],
        "X-Grafana-Alerting-Signature-Timestamp": signed["x-time"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("system", "proof"),
    [
        ("gitlab", gitlab_signed),
        ("gitea", lambda body: {"X-Forgejo-Signature": hexed(body, SECRET)}),
        ("gitea", lambda body: {"X-Hub-Signature-256": f"sha256={hexed(body, SECRET)}"}),
        ("grafana", grafana_timed),
        ("grafana", lambda body: bearer(SECRET)),
        ("grafana", lambda body: basic(SECRET)),
        ("confluence", lambda body: basic(SECRET)),
        ("jenkins", lambda body: bearer(SECRET)),
        ("webhook", lambda body: {"X-Webhook-Token": SECRET}),
        ("webhook", gitlab_signed),
    ],
)
def test_a_system_may_prove_itself_in_more_than_one_way(
    system: str, proof: Any, make_hook: Any, sender: Sender
) -> None:
    make_hook(system)
    assert sender.post(system, BODY, **proof(BODY)).status_code in {200, 202}
    assert sender.post(system, BODY + b" ", **dict.fromkeys(proof(BODY), "x")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("system", ["jenkins", "jira", "confluence", "webhook"])
def test_what_can_do_nothing_else_may_have_the_secret_in_the_address(
    system: str, make_hook: Any, sender: Sender
) -> None:
    make_hook(system)
    posted = [
        sender.client.post(f"/hooks/{system}/?token={secret}", BODY, content_type="application/json").status_code
        for secret in (SECRET, "wrong")
    ]
    assert posted[0] in {200, 202}
    assert posted[1] == 404


@pytest.mark.django_db
@pytest.mark.parametrize("system", ["github", "gitlab", "gitea", "bitbucket", "sentry", "pagerduty", "grafana"])
def test_what_can_sign_may_not(system: str, make_hook: Any, sender: Sender) -> None:
    make_hook(system)
    answer = sender.client.post(f"/hooks/{system}/?token={SECRET}", BODY, content_type="application/json")
    assert answer.status_code == 404
