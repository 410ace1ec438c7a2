"""Ed25519 where implementations disagree: libsodium (through PyNaCl) is the oracle for all that it decides.

The small-order points and the non-canonical encodings are computed here from the curve's definition (RFC 8032 §5.1),
not taken over from the code under test.
"""

import hashlib
import pickle
from itertools import count

import nacl.bindings
import nacl.exceptions
import pytest
from hypothesis import given
from hypothesis import strategies as st
from verify_simulator import private, public

from uarazom.verify.keys import PublicKey, verify_strict
from uarazom.verify.refusal import Refused

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int]
ZERO: Point = (0, 1)


def add(a: Point, b: Point) -> Point:
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P
    return x, y


def times(n: int, point: Point) -> Point:
    result = ZERO
    while n:
        if n & 1:
            result = add(result, point)
        point, n = add(point, point), n >> 1
    return result


def x_of(y: int) -> int | None:
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    for x in (pow(x2, (P + 3) // 8, P), pow(x2, (P + 3) // 8, P) * SQRT_M1 % P):
        if x * x % P == x2:
            return x
    return None


def encode(point: Point, *, y_plus: int = 0, sign: int | None = None) -> bytes:
    x, y = point
    return (y + y_plus | (x & 1 if sign is None else sign) << 255).to_bytes(32, "little")


def small_order_points() -> set[Point]:
    """L · (any point) is of an order that divides 8; one of order 8 gives all eight."""
    for y in count(2):
        if (x := x_of(y)) is not None:
            point = times(L, (x, y))
            if times(4, point) != ZERO:
                return {times(n, point) for n in range(8)}
    raise AssertionError


SMALL = sorted(small_order_points())
# y + p fits into 255 bits for y < 19 only; and x = 0 has two encodings of its sign.
STRANGE = [encode(point) for point in SMALL]
STRANGE += [encode(point, y_plus=P) for point in SMALL if point[1] < 19]
STRANGE += [encode(point, sign=1) for point in SMALL if point[0] == 0]
STRANGE += [encode(point, y_plus=P, sign=1) for point in SMALL if point[0] == 0 and point[1] < 19]
BASE: Point = (x_of(4 * pow(5, P - 2, P) % P) or 0, 4 * pow(5, P - 2, P) % P)
if BASE[0] & 1:
    BASE = (P - BASE[0], BASE[1])
SECRET = int.from_bytes(hashlib.sha512(b"\1" * 32).digest()[:32], "little") & ~7 | 1 << 254
KEY = encode(times(SECRET, BASE))


def test_the_eight_points_are_what_they_are_said_to_be() -> None:
    assert len(SMALL) == 8
    assert all(times(8, point) == ZERO for point in SMALL)
    assert times(L, BASE) == ZERO


def sodium_takes(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        nacl.bindings.crypto_sign_open(signature + message, key)
    except (nacl.exceptions.BadSignatureError, ValueError):
        return False
    return True


def we_take(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        verify_strict(key, signature, message)
    except Refused:
        return False
    return True


@given(st.binary(max_size=200))
def test_an_honest_signature_verifies(message: bytes) -> None:
    signature = private("mod-1").sign(message)
    assert we_take(public("mod-1").raw, signature, message)
    assert sodium_takes(public("mod-1").raw, signature, message)


@pytest.mark.parametrize("strange", STRANGE, ids=bytes.hex)
def test_a_strange_key_is_refused_even_where_the_equation_holds(strange: bytes) -> None:
    # With A of small order, S = 0 and R = -k·A satisfy the equation for some R among the eight points.
    for r in STRANGE:
        assert not we_take(strange, r + bytes(32), b"anything")
        assert not sodium_takes(strange, r + bytes(32), b"anything")


@pytest.mark.parametrize("strange", STRANGE, ids=bytes.hex)
def test_a_strange_r_is_refused_even_where_the_equation_holds(strange: bytes) -> None:
    # With R of small order, S = k·a satisfies the equation up to that order, which cofactored verifiers wave through.
    challenge = int.from_bytes(hashlib.sha512(strange + KEY + b"m").digest(), "little") % L
    signature = strange + (challenge * SECRET % L).to_bytes(32, "little")
    with pytest.raises(Refused, match=r"small order|canonical"):
        verify_strict(KEY, signature, b"m")
    assert not sodium_takes(KEY, signature, b"m")


def test_s_not_reduced_is_refused() -> None:
    message = b"malleable"
    good = private("mod-1").sign(message)
    s = int.from_bytes(good[32:], "little")
    for more in range(1, 16):
        if s + more * L < 2**256:
            bad = good[:32] + (s + more * L).to_bytes(32, "little")
            with pytest.raises(Refused, match="S below the group order"):
                verify_strict(public("mod-1").raw, bad, message)
            assert not sodium_takes(public("mod-1").raw, bad, message)


def test_non_canonical_points_beyond_p_are_refused() -> None:
    for y in range(P, 2**255):
        for sign in (0, 1):
            raw = (y | sign << 255).to_bytes(32, "little")
            with pytest.raises(Refused, match=r"y < p"):
                PublicKey.parse(raw)


def test_what_is_no_point_is_refused() -> None:
    off_curve = next(y for y in range(2, 100) if x_of(y) is None)
    with pytest.raises(Refused, match="on the curve"):
        PublicKey.parse(off_curve.to_bytes(32, "little"))


@given(st.integers(2, P - 2))
def test_we_know_the_curve_as_the_definition_does(y: int) -> None:
    raw = y.to_bytes(32, "little")
    if x_of(y) is None or raw in STRANGE:
        with pytest.raises(Refused):
            PublicKey.parse(raw)
    else:
        assert PublicKey.parse(raw).raw == raw


def test_every_changed_bit_of_a_signature_is_refused() -> None:
    good = private("mod-1").sign(b"m")
    for bit in range(512):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        assert not we_take(public("mod-1").raw, bytes(bad), b"m")


@given(st.binary(max_size=70), st.binary(max_size=40))
def test_we_never_take_what_libsodium_refuses(signature: bytes, message: bytes) -> None:
    assert not we_take(public("mod-1").raw, signature, message)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(Refused, match="32 bytes"):
        PublicKey.parse(bytes([9]) * length)


def test_a_key_travels_between_processes() -> None:
    again = pickle.loads(pickle.dumps(public("mod-1")))
    assert again == public("mod-1")
    again.verify(private("mod-1").sign(b"m"), b"m")
