"""What the papers for people who run an instance say is what the program says: commands, options, findings, files."""

import re
import shlex
from pathlib import Path

import pytest
from tests.deploy.conftest import DEPLOY, ROOT

from uarazom.cli.main import COMMANDS, main
from uarazom.record import doctor

OPERATIONS = (ROOT / "docs/operations.md").read_text()
PAPERS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), DEPLOY / "README.md"]
DECISIONS = ROOT / "docs/adr"
CALL = re.compile(r"(?<![\w/.-])uarazom ((?:log check|[a-z]+)\b[^`\n|;&#]*)")


def calls() -> list[tuple[str, str]]:
    """Every `uarazom …` in shell blocks and code spans: (page, words after the program's name)."""
    found = []
    for page in PAPERS:
        text = page.read_text()
        code = re.findall(r"```sh\n(.*?)```", text, re.DOTALL) + re.findall(r"`([^`\n]+)`", text)
        found += [(page.name, match[1]) for one in code for match in CALL.finditer(one)]
    return sorted(set(found))


@pytest.mark.parametrize(("page", "call"), calls(), ids=lambda value: value.replace(" ", "_"))
def test_a_command_that_a_paper_names_exists_with_its_options(
    page: str, call: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *words = shlex.split(call.replace("…", ""))
    assert command in COMMANDS, page
    with pytest.raises(SystemExit) as ended:
        main([command, *(word for word in words[:1] if word.isalpha()), "--help"])  # `cap renew` has its own
    assert ended.value.code == 0
    known = capsys.readouterr().out
    for word in words:
        assert not word.startswith("--") or word.partition("=")[0] in known, f"{page}: {word}"


def test_every_finding_of_doctor_is_in_the_night_table() -> None:
    codes = set(re.findall(r"Finding\(\s*\"([a-z-]+)\"", Path(doctor.__file__).read_text()))
    assert len(codes) > 10
    missing = sorted(code for code in codes if f"`{code}`" not in OPERATIONS)
    assert missing == []


def test_every_decision_is_in_the_index_and_every_index_line_is_a_decision() -> None:
    listed = re.findall(r"^\| \[[^]]+\]\(([^)]+)\)", (DECISIONS / "README.md").read_text(), re.MULTILINE)
    pages = {page.name for page in DECISIONS.glob("*.md")} - {"README.md", "0000-template.md"}
    assert sorted(listed) == sorted(pages)


def test_a_library_that_the_program_needs_is_a_decision() -> None:
    page = (DECISIONS / "0009-libraries.md").read_text()
    decided = {name.lower() for name in re.findall(r"^\| ([\w-]+) \| [\d.]+[, |]", page, re.MULTILINE)}
    needed = re.findall(r"^([a-z0-9-]+)", (ROOT / "requirements/runtime.in").read_text(), re.MULTILINE)
    assert sorted(decided) == sorted(needed)


def test_files_that_operations_copies_are_there() -> None:
    for name in re.findall(r"/opt/uarazom/((?:deploy|tools)/[\w./*-]+)", OPERATIONS):
        assert list(ROOT.glob(name)), name


def test_units_keep_no_path_that_operations_does_not_explain() -> None:
    for text in (file.read_text() for file in sorted((DEPLOY / "systemd").glob("*.service"))):
        for folder in set(re.findall(r"/var/lib/uarazom/(\w+)", text)):
            assert f"`{folder}/" in OPERATIONS or f"`{folder}/`" in OPERATIONS, folder
