"""Certificates are verified, always: by the name that was configured, whichever address it leads to."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from streams.outbound import Outbound
from streams.testing.web_server import Raw, WebServer
from tests.outbound.conftest import Resolver, refusal


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Self-signed, for peer.example and 127.0.0.1; with its key in the same file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "peer.example")])
    names = [x509.DNSName("peer.example"), x509.IPAddress(ip_address("127.0.0.1"))]
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = tmp_path_factory.mktemp("tls") / "peer.pem"
    path.write_bytes(signed.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[WebServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with WebServer({"/": "hello"}, context) as server:
        yield server


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: WebServer) -> None:
    with Outbound(secure.url) as web:
        error = refusal(web.get)
    assert (error.code, secure.asked) == ("tls", [])
    assert "(self-signed certificate); check its certificate, or name the CA bundle" in str(error)


def test_the_ca_bundle_vouches_for_it(secure: WebServer, certificate: Path) -> None:
    with Outbound(secure.url, verify=str(certificate)) as web:
        assert [web.get().text, web.get().text] == ["hello", "hello"]
    assert len(secure.connections) == 1


def test_the_name_is_verified_though_an_address_is_connected_to(
    secure: WebServer, certificate: Path, names: Resolver
) -> None:
    names |= {"peer.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}
    with Outbound(f"https://peer.example:{secure.port}/", verify=str(certificate)) as web:
        assert web.get().text == "hello"
    with Outbound(f"https://other.example:{secure.port}/", verify=str(certificate)) as web:
        error = refusal(web.get)
    assert (error.code, "other.example" in str(error)) == ("tls", True)


def test_verifying_cannot_be_switched_off() -> None:
    with pytest.raises(ValueError, match="always verified"):
        Outbound("https://peer.example/", verify=False)


def test_a_server_without_tls(server: WebServer) -> None:
    with Outbound(server.url.replace("http:", "https:")) as web:
        assert refusal(web.get).code == "tls"


def test_a_handshake_that_hangs_ends_at_the_deadline(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.testing.web_server._Handler.handle", lambda handler: list(server.hang()))
    with Outbound(server.url.replace("http:", "https:"), seconds=0.15) as web:
        assert refusal(web.get).code == "timeout"


def test_a_body_that_drips_through_tls_ends_at_the_deadline(secure: WebServer, certificate: Path) -> None:
    secure.routes["/"] = lambda asked: Raw(secure.drip([b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 100]))
    with Outbound(secure.url, verify=str(certificate), seconds=0.15) as web:
        assert refusal(web.get).code == "timeout"


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_bundle_that_is_none(tmp_path: Path, content: str | None) -> None:
    bundle = tmp_path / "ca.pem"
    if content:
        bundle.write_text(content)
    error = refusal(lambda: Outbound("https://peer.example/", verify=str(bundle)))
    assert error.code == "tls"
    assert str(error).endswith("name a PEM file.")
