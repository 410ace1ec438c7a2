"""Signatures: what is signed is the whole alert, by a key that we know, or it is said that it is not."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.signer import SignatureReference, XMLSigner
from tests.cap.alerts import ALERT, alerts

from uarazom.cap.check import check
from uarazom.cap.errors import BadKey, CapRefused, HasDtd
from uarazom.cap.model import Alert
from uarazom.cap.read import read
from uarazom.cap.serialise import serialise
from uarazom.cap.signature import DS, State, sign, strip, verify

MESSAGES = Path(__file__).parent / "messages"
SINCE = datetime(2022, 1, 1, tzinfo=UTC)
UNTIL = datetime(2022, 12, 31, tzinfo=UTC)  # long past: our own clock decides nothing
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "duty")])


def certificate_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> x509.Certificate:
    builder = x509.CertificateBuilder(NAME, NAME, key.public_key(), 7, SINCE, UNTIL)
    return builder.sign(key, hashes.SHA256())


KEY = ec.generate_private_key(ec.SECP256R1())
CERTIFICATE = certificate_of(KEY)
RSA = rsa.generate_private_key(65537, 2048)
RSA_CERTIFICATE = certificate_of(RSA)
OTHER = ec.generate_private_key(ec.SECP256R1())
OTHER_CERTIFICATE = certificate_of(OTHER)
RAW = serialise(ALERT)
SIGNED = sign(RAW, KEY, CERTIFICATE)
SIGNATURE = SIGNED[SIGNED.index(b"<ds:Signature") : SIGNED.index(b"</ds:Signature>") + 15]


def state(raw: bytes, *pinned: x509.Certificate | ec.EllipticCurvePublicKey) -> State:
    return verify(raw, pinned or (CERTIFICATE,)).state


# ── ours ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("key", "certificate"), [(KEY, CERTIFICATE), (RSA, RSA_CERTIFICATE)])
def test_a_signed_alert_verifies_and_gives_its_bytes_back(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, certificate: x509.Certificate
) -> None:
    signed = sign(RAW, key, certificate)
    assert state(signed, certificate) is State.VERIFIED
    assert strip(signed) == RAW
    assert read(signed)[0].alert == ALERT
    assert read(signed)[0].defects == ()


@given(alerts)
def test_taking_the_signature_away_gives_any_alert_back(alert: Alert) -> None:
    raw = serialise(alert)
    assert strip(sign(raw, KEY, CERTIFICATE)) == raw
    assert strip(raw) == raw


def test_a_bare_key_can_be_pinned() -> None:
    assert state(SIGNED, KEY.public_key()) is State.VERIFIED


def test_what_is_said_when_nobody_signed_or_nobody_is_known() -> None:
    assert state(RAW) is State.UNSIGNED
    assert verify(SIGNED, []).state is State.SIGNED_NOT_VERIFIED
    assert state(SIGNED, OTHER_CERTIFICATE, RSA_CERTIFICATE) is State.SIGNED_NOT_VERIFIED


def test_dates_of_a_certificate_count_at_the_instant_that_is_asked_for_alone() -> None:
    assert verify(SIGNED, [CERTIFICATE], SINCE + timedelta(days=1)).state is State.VERIFIED
    late = verify(SIGNED, [CERTIFICATE], UNTIL + timedelta(days=1))
    assert late.state is State.SIGNED_NOT_VERIFIED
    assert "2022-12-31" in late.reason


def test_who_may_not_sign() -> None:
    with pytest.raises(BadKey, match="another key"):
        sign(RAW, KEY, OTHER_CERTIFICATE)
    weak = rsa.generate_private_key(65537, 1024)
    with pytest.raises(BadKey, match="2048"):
        sign(RAW, weak, certificate_of(weak))
    with pytest.raises(BadKey):
        verify(SIGNED, [ed25519.Ed25519PrivateKey.generate().public_key()])  # type: ignore[list-item]


def test_what_is_not_signed() -> None:
    with pytest.raises(CapRefused):
        sign(SIGNED, KEY, CERTIFICATE)  # never twice
    with pytest.raises(CapRefused):
        sign(b"<feed>" + RAW.partition(b"\n")[2] + b"</feed>", KEY, CERTIFICATE)
    with pytest.raises(HasDtd):
        sign(b"<!DOCTYPE alert>" + RAW.partition(b"\n")[2], KEY, CERTIFICATE)
    with pytest.raises(HasDtd):
        strip(b"<!DOCTYPE alert>" + RAW.partition(b"\n")[2])


# ── changed on the way ──────────────────────────────────────────────────────────────────────────────────────────────
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_a_changed_byte_never_leaves_another_warning_verified(at: int, change: int) -> None:
    changed = bytearray(SIGNED)
    changed[at] ^= change
    try:
        found = verify(bytes(changed), [CERTIFICATE])
    except CapRefused:
        return
    if found.state is State.VERIFIED:  # a blank in a tag, a letter in an unused prefix: the same XML
        assert read(bytes(changed))[0].alert == ALERT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Extreme", b"Minor"),
        (b"<status>Actual", b"<status>Test"),
        (b"<info>", b"<note>not so</note><info>"),
        (b"  <info>", b"<info>"),
        (b"<info>", b"<?x y?><info>"),
    ],
)
def test_a_change_of_the_alert_breaks_the_signature(old: bytes, new: bytes) -> None:
    assert old in SIGNED
    assert state(SIGNED.replace(old, new, 1)) is State.BROKEN


def test_the_signature_of_another_alert_is_broken_whoever_is_pinned() -> None:
    other = RAW.replace(b".17.1<", b".17.2<").replace(b"</alert>", SIGNATURE + b"</alert>")
    assert state(other) is State.BROKEN
    assert verify(other, []).state is State.BROKEN


# ── wrapped ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def signed_by_id(body: bytes, name: str) -> bytes:
    """A signature over an element with that Id, by the pinned key, as a library makes it."""
    signer = XMLSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256)
    root = etree.fromstring(body)
    signed = signer.sign(root, key=KEY, cert=[CERTIFICATE], reference_uri=[SignatureReference(URI=f"#{name}")])
    return bytes(etree.tostring(signed))


EVIL = RAW.partition(b"\n")[2].replace(b"Air raid: go to a shelter", b"All clear")
GOOD = SIGNED.partition(b"\n")[2]


def wrapped() -> dict[str, bytes]:
    """What an attacker does with a message that is rightly signed."""
    by_id = RAW.partition(b"\n")[2].replace(b"<info>", b'<info Id="i">')
    return {
        "only one info is signed": signed_by_id(by_id, "i"),
        "the alert is signed by its Id": signed_by_id(by_id.replace(b"<alert ", b'<alert Id="a" '), "a"),
        "the signed alert is moved into the signature": EVIL.replace(
            b"</alert>", SIGNATURE.replace(b"</ds:Signature>", b"<ds:Object>%s</ds:Object></ds:Signature>" % GOOD)
        )
        + b"</alert>",
        "the signed alert is moved into a new one": EVIL.replace(b"</alert>", GOOD + b"</alert>"),
        "another alert is put into the signed one": GOOD.replace(b"<info>", EVIL + b"<info>", 1),
        "two alerts around the signature": b"<alerts>" + EVIL + GOOD + b"</alerts>",
        "two documents": GOOD + EVIL,
        "two signatures": GOOD.replace(SIGNATURE, SIGNATURE * 2),
        "the signature deeper down": GOOD.replace(SIGNATURE, b"").replace(b"</info>", SIGNATURE + b"</info>"),
        "an info in the signature": GOOD.replace(b"</ds:Signature>", b"<ds:Object><info/></ds:Object></ds:Signature>"),
        "the reference moved": GOOD.replace(b'URI=""', b'URI="#i"').replace(b"<info>", b'<info Id="i">', 1),
        "an Id twice": GOOD.replace(b'URI=""', b'URI="#i"').replace(b"<info>", b'<x xmlns="" Id="i"/><info Id="i">', 1),
    }


@pytest.mark.parametrize("how", wrapped())
def test_a_wrapped_signature_is_broken(how: str) -> None:
    assert state(wrapped()[how]) is State.BROKEN


# ── algorithms ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("of", "to"),
    [
        ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"),
        ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"),
        ("http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/TR/1999/REC-xslt-19991116"),
        ("http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/TR/1999/REC-xpath-19991116"),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2006/12/unheard-of"),
    ],
)
def test_an_algorithm_that_is_not_on_the_list_is_signed_not_verified(of: str, to: str) -> None:
    changed = SIGNED.replace(of.encode(), to.encode())
    assert changed != SIGNED
    assert state(changed) is State.SIGNED_NOT_VERIFIED


@pytest.mark.parametrize("form", [CanonicalizationMethod.CANONICAL_XML_1_0, CanonicalizationMethod.CANONICAL_XML_1_1])
def test_signatures_that_others_make_verify(form: CanonicalizationMethod) -> None:
    signer = XMLSigner(signature_algorithm=SignatureMethod.RSA_SHA512, c14n_algorithm=form)
    root = etree.fromstring(RAW)
    raw = etree.tostring(signer.sign(root, key=RSA, cert=[OTHER_CERTIFICATE, RSA_CERTIFICATE]))
    assert state(raw, RSA_CERTIFICATE) is State.VERIFIED
    assert verify(raw, [CERTIFICATE]).state is State.SIGNED_NOT_VERIFIED


def test_a_signature_with_a_bare_key_verifies_where_that_is_pinned() -> None:
    signer = XMLSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256)
    raw = etree.tostring(signer.sign(etree.fromstring(RAW), key=KEY))
    assert b"X509" not in raw
    assert state(raw, KEY.public_key()) is State.VERIFIED
    assert state(raw, OTHER.public_key()) is State.SIGNED_NOT_VERIFIED


def test_a_signature_that_brings_no_key() -> None:
    raw = re.sub(rb"<ds:KeyInfo>.*?</ds:KeyInfo>", b"", SIGNED, flags=re.DOTALL)
    assert state(raw) is State.VERIFIED  # the pinned certificate says under which
    assert state(raw, OTHER_CERTIFICATE) is State.BROKEN
    assert state(raw, KEY.public_key()) is State.SIGNED_NOT_VERIFIED


def test_the_certificate_of_a_pinned_key_in_a_forged_message_helps_nobody() -> None:
    forged = sign(EVIL, OTHER, OTHER_CERTIFICATE)
    theirs, ours = (re.findall(rb"X509Certificate>([^<]+)<", one)[0] for one in (forged, SIGNED))
    assert state(forged.replace(theirs, ours)) is State.BROKEN


@pytest.mark.parametrize("inside", ["", "<ds:SignedInfo/>", "<ds:SignedInfo><ds:Reference URI=''/></ds:SignedInfo>"])
def test_an_empty_signature_is_no_signature_that_holds(inside: str) -> None:
    raw = RAW.replace(b"</alert>", f'<ds:Signature xmlns:ds="{DS}">{inside}</ds:Signature></alert>'.encode())
    assert state(raw) in (State.BROKEN, State.SIGNED_NOT_VERIFIED)
    assert strip(raw) == RAW


def test_the_checker_says_what_it_could_not_verify() -> None:
    forged = SIGNED.replace(b"Extreme", b"Minor")

    def rules(raw: bytes, *pinned: x509.Certificate) -> list[str]:
        (checked,) = check(raw, pinned=pinned)
        return [finding.rule for finding in checked.findings if finding.rule.startswith("signature")]

    assert rules(RAW) == rules(SIGNED, CERTIFICATE) == []
    assert rules(SIGNED) == ["signature_unverified"]
    assert rules(forged) == rules(forged, CERTIFICATE) == ["signature_broken"]
    feed = b'<feed xmlns="http://www.w3.org/2005/Atom">' + SIGNED.partition(b"\n")[2] + b"</feed>"
    assert rules(feed, CERTIFICATE) == []  # it stands in a feed, and holds for the alert


def test_a_message_signed_by_xmlsec_with_a_default_namespace_verifies() -> None:
    """As most others sign; its key is no more. tests/interop/test_xmlsec.py makes new ones."""
    pinned = x509.load_pem_x509_certificate(MESSAGES.joinpath("signed.pem").read_bytes())
    raw = MESSAGES.joinpath("signed.xml").read_bytes()
    assert verify(raw, [pinned]).state is State.VERIFIED
    assert verify(raw.replace(b"Extreme", b"Minor", 1), [pinned]).state is State.BROKEN
    assert read(strip(raw))[0].alert == read(MESSAGES.joinpath("whole.xml").read_bytes())[0].alert
