"""Signatures under the eyes of xmlsec1, another implementation of XML Signature: it verifies ours, and we its."""

import re
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.cap.test_signature import CERTIFICATE, KEY, RAW, RSA, RSA_CERTIFICATE, certificate_of

from uarazom.cap.keys import PrivateKey
from uarazom.cap.signature import State, sign, strip, verify

pytestmark = pytest.mark.interop

P384 = ec.generate_private_key(ec.SECP384R1())
PAIRS = [(KEY, CERTIFICATE), (P384, certificate_of(P384)), (RSA, RSA_CERTIFICATE)]

TEMPLATE = """<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
<CanonicalizationMethod Algorithm="{form}"/><SignatureMethod Algorithm="{method}"/>
<Reference URI=""><Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></Transforms>
<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/><DigestValue/></Reference></SignedInfo>
<SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature>"""
FORMS = ["http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2001/10/xml-exc-c14n#"]
METHODS = [
    (RSA, RSA_CERTIFICATE, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
    (KEY, CERTIFICATE, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
]


def xmlsec(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["xmlsec1", *map(str, words)], capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.parametrize(("key", "certificate"), PAIRS)
def test_it_verifies_what_we_sign(key: PrivateKey, certificate: object, tmp_path: Path) -> None:
    signed, pem = tmp_path / "signed.xml", tmp_path / "key.pem"
    signed.write_bytes(sign(RAW, key, certificate))  # type: ignore[arg-type]
    pem.write_bytes(certificate.public_bytes(Encoding.PEM))  # type: ignore[attr-defined]
    pinned = ("--verify", "--enabled-key-data", "key-name", "--pubkey-cert-pem", pem)
    assert xmlsec(*pinned, signed).returncode == 0
    signed.write_bytes(signed.read_bytes().replace(b"Extreme", b"Minor"))
    assert xmlsec(*pinned, signed).returncode != 0


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("key", "certificate", "method"), METHODS)
def test_we_verify_what_it_signs(key: PrivateKey, certificate: object, method: str, form: str, tmp_path: Path) -> None:
    template, pem, cert, out = (tmp_path / name for name in ("template.xml", "key.pem", "cert.pem", "out.xml"))
    body = TEMPLATE.format(form=form, method=method).encode()
    template.write_bytes(RAW.replace(b"</alert>", body + b"</alert>"))
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    cert.write_bytes(certificate.public_bytes(Encoding.PEM))  # type: ignore[attr-defined]
    run = xmlsec("--sign", "--privkey-pem", f"{pem},{cert}", "--output", out, template)
    assert run.returncode == 0, run.stderr
    raw = out.read_bytes()
    found = verify(raw, [certificate])  # type: ignore[list-item]
    assert found.state is State.VERIFIED, found
    assert verify(raw, []).state is State.SIGNED_NOT_VERIFIED
    assert verify(raw.replace(b"Extreme", b"Minor"), [certificate]).state is State.BROKEN  # type: ignore[list-item]
    assert re.sub(rb"\s+", b"", strip(raw)) == re.sub(rb"\s+", b"", RAW)
