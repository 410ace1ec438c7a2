"""``uarazom cap check``: one line a message, exit 0 only if all are valid."""

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tests.cap.good import GOOD, changed
from tests.cap.test_signature import CERTIFICATE, KEY

from uarazom.cap.signature import sign
from uarazom.cli.commands import cap
from uarazom.cli.instance import Instance, Settings
from uarazom.cli.main import main

KEYS = ["file", "index", "version", "sender", "identifier", "sent", "valid", "issuable", "findings"]
FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>'
    + GOOD.partition("?>")[2]
    + "</content></entry><entry><content>"
    + GOOD.partition("?>")[2].replace("Severe", "severe").replace("2.16.1<", "2.16.2<")
    + "</content></entry></feed>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.xml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "long.xml").write_bytes(changed(("Storm in the north", "Storm " * 27)))
    (tmp_path / "draft.xml").write_bytes(changed(("Actual", "Draft"), ("2.16.1<", "2.16.7<")))
    (tmp_path / "bad.xml").write_bytes(changed(("Severe", "severe")))
    (tmp_path / "feed.xml").write_text(FEED, encoding="utf-8")
    (tmp_path / "dtd.xml").write_text("<!DOCTYPE a><a/>", encoding="utf-8")
    (tmp_path / "cut.xml").write_text(GOOD[:900], encoding="utf-8")
    (tmp_path / "page.html").write_text("<html/>", encoding="utf-8")
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, list[dict[str, Any]]]:
    status = main(["cap", "check", *map(str, words), "--json"])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_good_message_is_one_line_with_exactly_these_keys(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, (line,) = checked(capsys, folder / "good.xml")
    assert status == 0
    assert list(line) == KEYS
    assert line == {
        **dict(zip(KEYS, [str(folder / "good.xml"), 0, "1.2", "duty@warnings.example"], strict=False)),
        "identifier": "2.49.0.1.999.0.2022.2.16.1",
        "sent": "2022-02-16T10:00:00+02:00",
        "valid": True,
        "issuable": True,
        "findings": [],
    }


def test_sent_is_given_as_it_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, text in enumerate(("2022-02-16T08:00:00+00:00", "2022-02-16T08:00:00Z", "today")):
        (folder / f"{number}.xml").write_bytes(changed(("<sent>2022-02-16T10:00:00+02:00", f"<sent>{text}")))
        assert checked(capsys, folder / f"{number}.xml")[1][0]["sent"] == text


def test_what_is_valid_and_not_issuable_is_no_failure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = checked(capsys, folder / "draft.xml", folder / "long.xml")
    assert (status, [(one["valid"], one["issuable"]) for one in lines]) == (0, [(True, False), (True, True)])
    assert [set(one) for one in lines[0]["findings"]] == [{"rule", "level", "path", "expected", "got"}]


def test_every_message_of_every_file_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = checked(capsys, folder / "feed.xml", folder / "bad.xml")
    assert status == 1
    assert [(Path(one["file"]).name, one["index"], one["valid"]) for one in lines] == [
        ("feed.xml", 0, True),
        ("feed.xml", 1, False),
        ("bad.xml", 0, False),
    ]
    assert "reissued" in {one["rule"] for one in lines[1]["findings"]}


@pytest.mark.parametrize(("name", "rule"), [("dtd.xml", "dtd"), ("cut.xml", "not_xml"), ("page.html", "no_alert")])
def test_a_file_that_is_refused_is_a_line_too(
    name: str, rule: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, (line,) = checked(capsys, folder / name)
    assert (status, line["index"], line["valid"], line["issuable"]) == (1, 0, False, False)
    assert [line[key] for key in ("version", "sender", "identifier", "sent")] == [None] * 4
    assert [one["rule"] for one in line["findings"]] == [rule]


def test_a_file_above_the_limit_is_not_read_to_its_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "large.xml").open("wb") as file:
        file.truncate(65 * 2**20)
    status, (line,) = checked(capsys, folder / "large.xml")
    assert (status, [one["rule"] for one in line["findings"]]) == (1, ["too_large"])


def test_a_profile_by_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(capsys, folder / "good.xml", "--profile", "google")[0] == 0
    status, (line,) = checked(capsys, folder / "good.xml", "--profile", "ipaws")
    assert (status, line["valid"]) == (1, False)
    assert {one["rule"].partition(".")[0] for one in line["findings"]} == {"ipaws"}


def test_standard_input_in_a_process_of_its_own(folder: Path) -> None:
    command = [sys.executable, "-m", "uarazom", "cap", "check", "-", "--json"]
    answer = subprocess.run(command, input=GOOD.encode(), capture_output=True, check=False, timeout=60)
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert json.loads(answer.stdout)["file"] == "-"


def test_wrong_usage_checks_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cap", "check", str(folder / "good.xml"), str(folder / "gone.xml")]) == 2
    assert main(["cap", "check", str(folder)]) == 2
    for words in (["cap", "check"], ["cap", "judge", "x"], ["cap", "check", "x", "--profile", "moon"]):
        with pytest.raises(SystemExit) as stopped:
            main(words)
        assert stopped.value.code == 2
    assert capsys.readouterr().out == ""


def test_another_key_is_made_for_the_register_to_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance = Instance(tmp_path / "home")
    instance.signer.mkdir(parents=True)
    instance.write_settings(Settings(origin="log.example/log"))
    assert main(["cap", "renew", "--home", str(instance.home), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    pem = Path(made["certificate"]).read_bytes()
    assert made["digest"] == hashlib.sha256(pem).hexdigest()
    assert x509.load_pem_x509_certificate(pem).subject.rfc4514_string() == "CN=log.example/log"
    before = {path: path.read_bytes() for path in instance.signer.iterdir()}
    assert main(["cap", "renew", "--home", str(instance.home)]) == 1
    assert "one was made today already" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in instance.signer.iterdir()} == before
    assert main(["cap", "renew", "--home", str(tmp_path / "none")]) == 1
    assert "uarazom init" in capsys.readouterr().err


def test_for_a_person(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "odd.xml").write_bytes(changed(("<scope>Public", "<scope>Pub\x9b2J\nlic")))
    assert main(["cap", "check", *(str(folder / name) for name in ("good.xml", "draft.xml", "odd.xml"))]) == 1
    said = capsys.readouterr().out
    assert "good.xml[0]: VALID; CAP 1.2; duty@warnings.example" in said
    assert "draft.xml[0]: VALID, but not as we would send it" in said
    assert "odd.xml[0]: NOT VALID" in said
    assert "error word at /alert/scope: expected Public | Restricted | Private, got Pub 2J lic" in said


def test_many_files_are_the_same_on_all_cores(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [folder / "good.xml", folder / "bad.xml", folder / "feed.xml"] * 70
    alone = checked(capsys, *names)
    monkeypatch.setattr(cap, "MANY", 100)
    assert checked(capsys, *names) == alone


def test_a_name_that_is_no_text_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = folder / "\udcff.xml"
    name.write_text(GOOD, encoding="utf-8")
    status, (line,) = checked(capsys, name)
    assert (status, Path(line["file"]).name) == (0, "\ufffd.xml")


def test_input_that_ends_early_is_no_crash(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert checked(capsys, "-")[0] == 1


def test_a_signature_counts_by_a_pinned_certificate_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pem = folder / "duty.pem"
    pem.write_bytes(CERTIFICATE.public_bytes(Encoding.PEM))
    (folder / "signed.xml").write_bytes(sign(GOOD.encode(), KEY, CERTIFICATE))
    (folder / "forged.xml").write_bytes(sign(GOOD.encode(), KEY, CERTIFICATE).replace(b"Severe", b"Minor"))
    status, lines = checked(capsys, "--pin", pem, folder / "signed.xml", folder / "good.xml")
    assert (status, [one["findings"] for one in lines[:1]]) == (0, [[]])
    status, (line,) = checked(capsys, folder / "signed.xml")
    assert (status, line["issuable"], [one["rule"] for one in line["findings"]]) == (0, True, ["signature_unverified"])
    status, (line,) = checked(capsys, "--pin", pem, folder / "forged.xml")
    assert (status, line["valid"], [one["rule"] for one in line["findings"]]) == (1, False, ["signature_broken"])
    assert main(["cap", "check", "--pin", str(folder / "good.xml"), str(folder / "good.xml")]) == 2
