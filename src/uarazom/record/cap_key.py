"""The key under the XML signature of warnings: ``DIR/signer/cap-key.pem`` with its certificate beside it.

Rules: both files or none; the key's is for its owner alone, as any key of the signer; key and certificate belong
together, or nothing is signed. A certificate that has run out still signs: readers pin the key, and a warning does not
wait for paper; the doctor tells of it in time. The key may come from an authority; `generate` makes one with a
certificate that it signs itself.
While one is renewed several lie there, ``cap-key-<day>.pem`` with ``cap-certificate-<day>.pem``: the one whose
certificate the register names signs, so the old signs on until two coordinators have entered the new, which is public
by then and pinned by those who take our feeds. Where the register names none of them the latest signs. Power may fail
between two files of a new pair: while another is whole the signer starts and signs with that, and the doctor tells.

    keys = CapKeys.usable(home / "signer")   # none, one, or more
    key = keys.named(alerting.certificate)   # None where no key lies there
    key.sign(raw)                            # the message with an enveloped signature
    renewed(home / "signer", origin, now)    # one more, for the register to name

docs/formats/alert.md (`signed_message`); docs/operations.md; OASIS CAP 1.2, 3.3.4.1; RFC 5280.
"""

import re
import stat
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from uarazom.cap.errors import BadKey, CapRefused
from uarazom.cap.keys import PrivateKey, algorithms, fingerprint
from uarazom.cap.signature import sign
from uarazom.record.disk import RealDisk, place
from uarazom.record.errors import Damaged
from uarazom.verify import canon
from uarazom.verify.refusal import Refused

KEY, CERTIFICATE = "cap-key.pem", "cap-certificate.pem"
FILE_BYTES = 64 * 1024  # an RSA key of 16,384 bits has 13 KB
LASTS = timedelta(days=5 * 365)  # of a certificate of our own making; operations.md says how it is renewed
NAME_MAX = 64  # characters of a common name (RFC 5280, ub-common-name)


@dataclass(frozen=True)
class CapKey:
    """A key that may sign alerts, its certificate, and the certificate's file as it was put there."""

    key: PrivateKey = field(repr=False)
    certificate: x509.Certificate
    pem: bytes

    @classmethod
    def read(cls, folder: Path, day: str = "") -> "CapKey | None":
        """A pair in this folder, None where neither file is. Raises: Damaged where it may not sign, or others may read
        it; OSError."""
        key, certificate = folder / _of_day(KEY, day), folder / _of_day(CERTIFICATE, day)
        if not key.exists() and not certificate.exists():
            return None
        try:
            _check_mode(key)
            found = load_pem_private_key(_bytes(key), password=None)
            pem = _bytes(certificate)
            made = cls(_usable(found), x509.load_pem_x509_certificate(pem), pem)
            if fingerprint(made.certificate) != fingerprint(made.key.public_key()):
                raise BadKey("the certificate is of another key")
        except FileNotFoundError as error:
            raise _bad(key, f"{key.name} with {certificate.name}", f"no {Path(str(error.filename)).name}") from None
        except (BadKey, ValueError, TypeError) as error:
            raise _bad(key, "a key that may sign alerts, and its certificate", str(error)) from None
        return made

    @classmethod
    def generate(cls, name: str, now: datetime) -> "CapKey":
        """A new P-256 key and a certificate for `name` that it signs itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:NAME_MAX])])
        builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now).not_valid_after(now + LASTS)
        usage = dict.fromkeys(_USAGES, False) | {"digital_signature": True}
        builder = builder.add_extension(x509.KeyUsage(**usage), critical=True)
        certificate = builder.sign(key, hashes.SHA256())
        return cls(key, certificate, certificate.public_bytes(Encoding.PEM))

    def save(self, folder: Path, day: str = "") -> Path:
        """Write both files, whole, 0600; the certificate's. Raises: FileExistsError: a key is never overwritten;
        OSError."""
        key, certificate = folder / _of_day(KEY, day), folder / _of_day(CERTIFICATE, day)
        if key.exists() or certificate.exists():
            raise FileExistsError(key)
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        place(RealDisk(), {certificate: self.pem, key: pem}, 0o600)
        return certificate

    def sign(self, raw: bytes, where: str) -> bytes:
        """The message with its signature. Raises: Refused."""
        try:
            return sign(raw, self.key, self.certificate)
        except (BadKey, CapRefused) as error:
            raise Refused("signature", "a message that can be signed", str(error), where) from error

    def ends_at(self) -> datetime:
        """Until when the certificate holds."""
        return self.certificate.not_valid_after_utc


@dataclass(frozen=True)
class CapKeys:
    """Every pair of a folder, the latest last; read anew when it is asked for one that it does not hold."""

    folder: Path | None = None
    pairs: tuple[CapKey, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> "CapKeys":
        """Raises: Damaged where a pair may not sign, or others may read it; OSError."""
        found = (CapKey.read(folder, day) for day in _days(folder))
        return cls(folder, tuple(pair for pair in found if pair is not None))

    @classmethod
    def usable(cls, folder: Path) -> "CapKeys":
        """Those that may sign: a pair that is half there keeps no warning waiting while another is whole. Raises: as
        `read`, where none is."""
        whole: list[CapKey] = []
        damaged: Damaged | None = None
        for day in _days(folder):
            try:
                pair = CapKey.read(folder, day)
            except Damaged as error:
                damaged = error
            else:
                whole += [pair] if pair else []
        if damaged and not whole:
            raise damaged
        return cls(folder, tuple(whole))

    def named(self, certificate: str | None) -> CapKey | None:
        """The pair of this certificate (its file's digest), else the latest; None where there is none."""
        same = (pair for pair in self.pairs if canon.digest(pair.pem) == certificate)
        return next(same, self.pairs[-1] if self.pairs else None)

    def holds(self, certificate: str | None) -> bool:
        """Whether the pair of this certificate is here."""
        return certificate in {canon.digest(pair.pem) for pair in self.pairs}


def renewed(folder: Path, origin: str, now: datetime) -> Path:
    """One more pair, for the register to name; the certificate's file. Raises: Damaged, FileExistsError, OSError."""
    CapKeys.read(folder)  # what lies there is sound, and ours to add to
    return CapKey.generate(origin, now).save(folder, f"{now:%Y%m%d}")


_DAY = re.compile(r"cap-(key|certificate)-([0-9]{8})\.pem")
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def _days(folder: Path) -> list[str]:
    """Of the pairs that lie there, also half; the founding's has none."""
    return sorted({"", *(match[2] for path in folder.glob("cap-*.pem") if (match := _DAY.fullmatch(path.name)))})


def _of_day(name: str, day: str) -> str:
    return name.replace(".pem", f"-{day}.pem") if day else name


def _usable(key: object) -> PrivateKey:
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise BadKey(f"expected an RSA or elliptic-curve key, got {type(key).__name__}")
    algorithms(key)
    return key


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(FILE_BYTES)


def _check_mode(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise BadKey(f"expected a file that only its owner can read (0600), got mode {mode:04o}: chmod 600 {path}")


def _bad(path: Path, expected: str, got: str) -> Damaged:
    remedy = "put the pair back, or take both files away: then warnings are issued without XML signature"
    return Damaged(expected=expected, got=got, where=str(path), remedy=remedy)
