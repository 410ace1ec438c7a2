from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.door import negotiate


@pytest.mark.parametrize(
    ("accept", "offered"),
    [
        (None, ("identity",)),
        ("", ("identity",)),
        ("gzip, deflate, br, zstd", ("br", "gzip", "identity")),
        ("br;q=0.5, gzip", ("gzip", "br", "identity")),
        ("BR;Q=1.000,GZIP;q=0", ("br", "identity")),
        ("*", ("br", "gzip", "identity")),
        ("*;q=0", ("identity",)),
        ("br;q=0, *;q=0.3", ("gzip", "identity")),
        ("identity;q=1, gzip;q=0.5", ("identity",)),
        ("gzip;q=2, br;q=nan", ("identity",)),
        (",;q=1,,gzip", ("gzip", "identity")),
    ],
)
def test_the_encoding_a_reader_wants(accept: str | None, offered: tuple[str, ...]) -> None:
    assert negotiate.encodings(accept) == offered


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, None),
        ("en-GB,en;q=0.9,uk;q=0.8", "en"),
        ("de, uk;q=0.1", "uk"),
        ("uk-UA", "uk"),
        ("en;q=0, uk;q=0.5", "uk"),
        ("de", None),
        ("*", None),
    ],
)
def test_the_language_a_reader_reads(accept: str | None, language: str | None) -> None:
    assert negotiate.language(accept, ("en", "uk")) == language


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=2-", (2, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-99", (0, 10)),
        ("bytes=8-99", (8, 10)),
        ("bytes=3-2", None),
        ("bytes=0-1,4-5", None),
        ("bytes=-", None),
        ("bytes=+1-2", None),
        ("lines=1-2", None),
        ("bytes=1_0-", None),
    ],
)
def test_one_range_or_the_whole(header: str, span: tuple[int, int] | None) -> None:
    assert negotiate.byte_range(header, 10) == span


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_a_range_without_a_byte_is_refused(header: str) -> None:
    with pytest.raises(ValueError, match="expected a range within 10 bytes"):
        negotiate.byte_range(header, 10)


@given(st.text(max_size=60), st.integers(0, 100))
def test_nothing_a_client_writes_breaks_it(header: str, size: int) -> None:
    assert set(negotiate.encodings(header)) <= {"br", "gzip", "identity"}
    assert negotiate.language(header, ("en", "uk")) in ("en", "uk", None)
    assert negotiate.matches(header, '"x"') in (True, False)
    assert negotiate.unchanged_since(header, 0.0) in (True, False)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 40))
def test_a_range_stays_within_the_file(start: int, length: int, size: int) -> None:
    try:
        span = negotiate.byte_range(f"bytes={start}-{start + length}", size)
    except ValueError:
        assert start >= size
    else:
        assert span == (start, min(start + length + 1, size))


@pytest.mark.parametrize("said", ['"x"', 'W/"x"', '"y", "x"', 'W/"y",W/"x"', "*"])
def test_a_tag_is_found_in_its_list(said: str) -> None:
    assert negotiate.matches(said, '"x"')
    assert not negotiate.matches(said.replace("x", "x-br").replace("*", '""'), '"x"')


def test_dates_are_compared_by_the_second() -> None:
    at = datetime(2022, 2, 20, 19, 0, 0, tzinfo=UTC).timestamp() + 0.9
    assert negotiate.http_date(at) == "Sun, 20 Feb 2022 19:00:00 GMT"
    assert negotiate.unchanged_since(negotiate.http_date(at), at)
    assert not negotiate.unchanged_since(negotiate.http_date(at - 1), at)
    assert not negotiate.unchanged_since("yesterday", at)
