"""The folder of the index: several processes follow the record in it; what is no index is made anew."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.corpus import load

from uarazom.acts.ledger import Ledger
from uarazom.editorial.quotations import record_of
from uarazom.quotes.folder import LOCK, Folder
from uarazom.quotes.index import LIST, Index
from uarazom.quotes.statements import rows

NOW = datetime(2022, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return load().ledger()


def silent(_text: str) -> None:
    pytest.fail(f"the folder is not used: {_text}")


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()} - {LOCK, LIST}


@pytest.mark.parametrize("damage", [b"", b"uarazom/quotes-segment/1"])
def test_what_is_no_index_is_made_anew(tmp_path: Path, ledger: Ledger, damage: bytes) -> None:
    whole = record_of(tmp_path, ledger, NOW, silent).index.rows
    for name in names(tmp_path):
        (tmp_path / name).write_bytes(damage)
    assert record_of(tmp_path, ledger, NOW, silent).index.rows == whole
    assert Index.open(Folder(tmp_path)).rows == whole


def test_a_lost_segment_and_a_cut_list_are_made_anew(tmp_path: Path, ledger: Ledger) -> None:
    whole = record_of(tmp_path, ledger, NOW, silent).index.rows
    for name in names(tmp_path):
        (tmp_path / name).unlink()
    assert record_of(tmp_path, ledger, NOW, silent).index.rows == whole
    (tmp_path / LIST).write_bytes(b'{"segments": [')
    assert record_of(tmp_path, ledger, NOW, silent).index.rows == whole


def test_two_that_find_the_record_grown_add_it_once(tmp_path: Path, ledger: Ledger) -> None:
    half = ledger.last_index // 2
    index = Index.open(Folder(tmp_path))
    index.add((row for row in rows(ledger) if row.meta["index"] <= half), upto=half)
    found: list[int] = []
    several = [
        threading.Thread(target=lambda: found.append(record_of(tmp_path, ledger, NOW, silent).index.rows))
        for _ in range(4)
    ]
    for one in several:
        one.start()
    for one in several:
        one.join()
    expected = len(list(rows(ledger)))
    assert found == [expected] * 4
    assert Index.open(Folder(tmp_path)).rows == expected


def test_where_it_may_only_be_read_what_is_new_lies_in_memory(tmp_path: Path, ledger: Ledger) -> None:
    half = ledger.last_index // 2
    Index.open(Folder(tmp_path)).add((row for row in rows(ledger) if row.meta["index"] <= half), upto=half)
    (tmp_path / LOCK).mkdir()  # nobody can write beside it
    told: list[str] = []
    index = record_of(tmp_path, ledger, NOW, told.append).index
    assert (index.rows, index.upto) == (len(list(rows(ledger))), ledger.last_index)
    assert "not written to" in told[0]
    assert Index.open(Folder(tmp_path)).upto == half


def test_an_index_that_knows_more_than_the_record_is_left_alone(tmp_path: Path, ledger: Ledger) -> None:
    Index.open(Folder(tmp_path)).add(rows(ledger), upto=ledger.last_index + 1)
    told: list[str] = []
    record = record_of(tmp_path, ledger, NOW, told.append)
    assert record.index.rows == len(list(rows(ledger)))
    assert "remove it" in told[0]
    assert Index.open(Folder(tmp_path)).upto == ledger.last_index + 1
