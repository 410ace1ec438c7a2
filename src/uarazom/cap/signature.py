"""The XML signature in an alert: made, checked, taken away.

    signed = sign(raw, key, certificate)        # raw, and one Signature before </alert>
    verify(signed, [certificate]).state         # State.VERIFIED
    strip(signed) == raw                        # byte for byte: people approve `raw`, readers get `signed`

A signature is worth what it covers. Whatever a library would accept, here the *whole* alert is signed; in order:
1. no Signature anywhere: unsigned;
2. exactly one, a child of the one alert that the file is, without anything of CAP in it (what stands in the signature
   itself is not signed); else broken: another element was signed, or the alert was moved;
3. one Reference, to the whole document (`URI=""`, so that no Id, once or twice, decides what is meant); else broken;
4. algorithms of the list below alone: no SHA-1, no HMAC, no transform but enveloped-signature and canonical XML; else
   signed_not_verified, since nothing was checked;
5. the key: a pinned one, or any that the signature brings. A certificate in the message makes nobody trusted;
6. the mathematics, and that what was signed is what `strip` leaves; else broken;
7. pinned: verified. Not pinned: signed_not_verified. A certificate's dates count only at a `now` that is given.
Known limit: an instruction outside the alert (`<?xml-stylesheet …?>`) that others signed along reads as broken.

Specification: OASIS CAP 1.2, 3.3.4.1 (signatures are enveloped); XML Signature 1.1; RFC 9231.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from xml.parsers import expat

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from lxml import etree
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from uarazom.cap import xml
from uarazom.cap.errors import BadKey, HasDtd, NotXml
from uarazom.cap.keys import (
    CANONICAL,
    DIGESTS,
    ENVELOPED,
    EXCLUSIVE,
    METHODS,
    Pinned,
    PrivateKey,
    algorithms,
    certificates,
    fingerprint,
)
from uarazom.cap.model import NAMESPACES
from uarazom.cap.xml import Element

DS = "http://www.w3.org/2000/09/xmldsig#"
SIGNATURE = f"{{{DS}}}Signature"
WHOLE = "the whole alert is signed with a pinned key"


class State(StrEnum):
    """What a reader may be told about a message's signature."""

    UNSIGNED = "unsigned"
    SIGNED_NOT_VERIFIED = "signed_not_verified"
    VERIFIED = "verified"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Signature:
    """The state, why, and the SHA-256 (hexadecimal) of the public key that made the signature, where it is known."""

    state: State
    reason: str
    key: str = ""


class NotThis(Exception):  # noqa: N818 - one step of `verify` says its answer
    """The answer, found before the end."""

    def __init__(self, state: State, reason: str) -> None:
        super().__init__(state, reason)
        self.answer = Signature(state, reason)


# ── making ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def sign(raw: bytes, key: PrivateKey, certificate: x509.Certificate) -> bytes:
    """The message with an enveloped signature, the certificate in it; `BadKey` when the two may not sign."""
    method, digest = algorithms(key)
    if fingerprint(certificate) != fingerprint(key.public_key()):
        raise BadKey("the certificate is of another key")
    root, _ = xml.parse(raw, comments=True)
    if xml.local(root) != "alert" or root.find(f".//{SIGNATURE}") is not None:
        raise NotXml("one alert without a signature", xml.local(root), "file")
    signer = XMLSigner(signature_algorithm=method, digest_algorithm=digest, c14n_algorithm=EXCLUSIVE)
    whole = etree.tostring(signer.sign(root, key=key, cert=[certificate]), encoding="utf-8")
    start, end = places(whole).signatures[0]
    at = places(raw).end
    signed = raw[:at] + whole[start:end] + raw[at:]
    answer = verify(signed, [certificate])
    if answer.state is not State.VERIFIED or strip(signed) != raw:  # never publish what does not verify
        raise BadKey(f"the signature just made does not verify: {answer.reason}")
    return signed


class Verifier(XMLVerifier):
    """signxml's, with one step put right."""

    def _c14n(self, nodes: Element, *rest: Any, **named: Any) -> bytes:
        """Of an element as a document of its own.

        Where Signature declares its namespace as the default one (as xmlsec and most others write it), lxml's
        canonical form of SignedInfo says `xmlns=""` in its children, and no such signature would ever hold.
        """
        alone = etree.fromstring(etree.tostring(nodes, with_tail=False), xml.parser(comments=True))
        return bytes(super()._c14n(alone, *rest, **named))


# ── checking ────────────────────────────────────────────────────────────────────────────────────────────────────────
def verify(raw: bytes, pinned: Iterable[Pinned], now: datetime | None = None) -> Signature:
    """What can be said of the signature in a message that stands alone; raises CapRefused for what is not taken."""
    root, _ = xml.parse(raw, comments=True)
    try:
        signature = the_signature(root)  # 1, 2
        check_reference(signature)  # 3
        check_algorithms(signature)  # 4
        return judge(root, signature, {fingerprint(one): one for one in pinned}, now)  # 5, 6, 7
    except NotThis as found:
        return found.answer


def the_signature(root: Element) -> Element:
    """The only one, where it must stand."""
    found = list(root.iter(SIGNATURE))
    if not found:
        raise NotThis(State.UNSIGNED, "there is no signature")
    if len(found) > 1:
        raise NotThis(State.BROKEN, "there is more than one signature")
    (signature,) = found
    alone = sum(1 for _ in root.iter("{*}alert")) == 1
    if xml.local(root) != "alert" or not alone or signature.getparent() is not root:
        raise NotThis(State.BROKEN, "the signature does not stand directly in the one alert")
    if any(xml.namespace(one) in {*NAMESPACES, xml.namespace(root)} for one in signature.iter("*")):
        raise NotThis(State.BROKEN, "there are elements of CAP within the signature, where nothing is signed")
    return signature


def check_reference(signature: Element) -> None:
    """One, and to the whole document."""
    references = list(signature.iter(f"{{{DS}}}Reference"))
    if len(references) != 1 or references[0].get("URI") != "":
        raise NotThis(State.BROKEN, "the signature is not over the whole document")


def check_algorithms(signature: Element) -> None:
    """All of them on the list."""
    transforms = [one.get("Algorithm") for one in signature.iter(f"{{{DS}}}Transform")]
    used = {
        "canonical form": CANONICAL.issuperset(values(signature, "CanonicalizationMethod")),
        "method": {one.value for one in METHODS}.issuperset(values(signature, "SignatureMethod")),
        "digest": {one.value for one in DIGESTS}.issuperset(values(signature, "DigestMethod")),
        "transforms": transforms[:1] == [ENVELOPED]
        and len(transforms) <= 2
        and CANONICAL.issuperset(map(str, transforms[1:])),
    }
    for what, allowed in used.items():
        if not allowed:
            raise NotThis(State.SIGNED_NOT_VERIFIED, f"its {what} is not one that is accepted here")


def values(signature: Element, name: str) -> list[str]:
    """The algorithms that are named in elements of one name."""
    return [one.get("Algorithm") or "" for one in signature.iter(f"{{{DS}}}{name}")]


def judge(root: Element, signature: Element, pinned: dict[str, Pinned], now: datetime | None) -> Signature:
    """Steps 5 to 7, with the algorithms known to be good."""
    brought = certificates(map(xml.text, signature.iter(f"{{{DS}}}X509Certificate")))
    ours = [one for one in brought if fingerprint(one) in pinned]
    by_hand = [one for one in pinned.values() if isinstance(one, x509.Certificate)]
    if not brought and not by_hand and signature.find(f"{{{DS}}}KeyInfo/{{{DS}}}KeyValue") is None:
        return Signature(State.SIGNED_NOT_VERIFIED, "it brings no key, and no certificate is pinned")
    tried: list[x509.Certificate | None] = [*(ours[:1] or brought or by_hand)]
    used = next(filter(None, (key_used(root, one) for one in tried or [None])), "")
    if not used:
        return Signature(State.BROKEN, "the signature does not hold for this message")
    if used not in pinned:
        return Signature(State.SIGNED_NOT_VERIFIED, "its key is not pinned", used)
    return dated(pinned[used], now, used)


def key_used(root: Element, certificate: x509.Certificate | None) -> str:
    """The fingerprint of the key under which the whole alert is signed; "" when it is not."""
    settings = SignatureConfiguration(
        require_x509=certificate is not None,
        location="./",
        signature_methods=METHODS,
        digest_algorithms=DIGESTS,
        # signxml would take our clock; the dates are looked at in `dated`, and only if somebody says what time it is
        verification_time=certificate.not_valid_before_utc if certificate else None,
    )
    try:
        result = Verifier().verify(root, x509_cert=certificate, expect_config=settings)
    except Exception:
        return ""
    if not isinstance(result, VerifyResult) or not is_whole(result.signed_data, root):
        return ""
    return fingerprint(load_pem_public_key(result.signature_key))


def is_whole(signed: bytes, root: Element) -> bool:
    """Whether what was signed is the alert as it stands, its signature aside."""
    rest, _ = xml.parse(strip(etree.tostring(root, encoding="utf-8")), comments=True)
    return canonical(xml.parse(signed, comments=True)[0]) == canonical(rest)


def canonical(root: Element) -> bytes:
    """One form for what is the same XML."""
    return etree.tostring(root, method="c14n", exclusive=True, with_comments=False)


def dated(pinned: Pinned, now: datetime | None, used: str) -> Signature:
    """Verified; unless the pinned certificate has run out at an instant that was asked for."""
    if now is None or not isinstance(pinned, x509.Certificate):
        return Signature(State.VERIFIED, WHOLE, used)
    since, until = pinned.not_valid_before_utc, pinned.not_valid_after_utc
    if not since <= now <= until:
        dates = f"{since.isoformat()} to {until.isoformat()}"
        return Signature(State.SIGNED_NOT_VERIFIED, f"its certificate holds from {dates} alone", used)
    return Signature(State.VERIFIED, WHOLE, used)


# ── bytes ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(slots=True)
class Places:
    """Where things are in the bytes of a document: its end tag, and the signatures directly in it."""

    end: int = 0
    signatures: list[tuple[int, int]] = field(default_factory=list)


def strip(raw: bytes) -> bytes:
    """The message without the signatures that stand directly in it; every other byte stays."""
    for start, end in reversed(places(raw).signatures):
        raw = raw[:start] + raw[end:]
    return raw


def places(raw: bytes) -> Places:
    """The same by another parser, which says where it stands; NotXml when it cannot read the bytes as UTF-8."""
    found, starts = Places(), list[int]()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")

    def opened(*_: object) -> None:
        starts.append(parser.CurrentByteIndex)

    def closed(name: str) -> None:
        start, found.end = starts.pop(), parser.CurrentByteIndex
        if len(starts) == 1 and name == f"{DS} Signature":
            found.signatures.append((start, raw.index(b">", found.end) + 1))

    def no_dtd(*_: object) -> None:
        raise HasDtd("no document type declaration", "one", "file")

    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = opened, closed, no_dtd
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise NotXml("well-formed XML in UTF-8", error, "file") from None
    return found
