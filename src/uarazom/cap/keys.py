"""Which keys and algorithms may stand under an alert.

    algorithms(key)             # how a key of ours signs; BadKey for one that may not
    fingerprint(certificate)    # of its public key: what "pinned" compares

Not on the lists, and so never verified: SHA-1, HMAC, DSA, every transform but enveloped-signature and canonical XML.

Specification: XML Signature 1.1, 6; RFC 9231; NIST SP 800-57 part 1.
"""

import base64
import hashlib
import itertools
from collections.abc import Iterable

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod

from uarazom.cap.errors import BadKey

ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
EXCLUSIVE = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
CANONICAL = {
    CanonicalizationMethod.CANONICAL_XML_1_0.value,
    CanonicalizationMethod.CANONICAL_XML_1_1.value,
    EXCLUSIVE.value,
}
METHODS = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1,
        SignatureMethod.SHA384_RSA_MGF1,
        SignatureMethod.SHA512_RSA_MGF1,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
RSA_BITS_MIN = 2048  # NIST SP 800-57: what may still sign
CERTIFICATES_MAX = 8  # a chain is three or four; each costs a verification
CURVES = {
    "secp256r1": (SignatureMethod.ECDSA_SHA256, DigestAlgorithm.SHA256),
    "secp384r1": (SignatureMethod.ECDSA_SHA384, DigestAlgorithm.SHA384),
}

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
Pinned = x509.Certificate | PublicKey


def algorithms(key: PrivateKey) -> tuple[SignatureMethod, DigestAlgorithm]:
    """How a key signs."""
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= RSA_BITS_MIN:
        return SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA256
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return CURVES[key.curve.name]
    raise BadKey(f"an alert is signed with RSA of {RSA_BITS_MIN} bits or more, or with P-256 or P-384")


def certificates(texts: Iterable[str]) -> list[x509.Certificate]:
    """The certificates in base64 that a message brings; what is none, or of no key that signs alerts, is left out."""
    found = [certificate(text) for text in itertools.islice(texts, CERTIFICATES_MAX)]
    return [one for one in found if one]


def certificate(text: str) -> x509.Certificate | None:
    """One of them."""
    try:
        found = x509.load_der_x509_certificate(base64.b64decode("".join(text.split()), validate=True))
        fingerprint(found)
    except Exception:  # foreign bytes in a library: whatever it raises, that is no certificate
        return None
    return found


def fingerprint(of: Pinned | object) -> str:
    """SHA-256 of a public key's SubjectPublicKeyInfo."""
    key = of.public_key() if isinstance(of, x509.Certificate) else of
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise BadKey("an alert is signed with RSA or on an elliptic curve")
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
