"""What all tests share: how hard hypothesis looks, and the outside programs that check pages.

``UARAZOM_HYPOTHESIS=thorough`` looks longer; the default keeps the core suite around a minute.
"""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from tests.story.demonstration import demo

__all__ = ["demo"]  # a fixture: one demonstration for all suites

ROOT = Path(__file__).resolve().parent.parent

# Playwright keeps an event loop running in the thread of the tests, and Django would refuse its database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# No deadline: a shared machine's pause is no defect. derandomize: the same tree gives the same answer every time.
settings.register_profile("core", max_examples=50, deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile(
    "thorough",
    max_examples=2_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("UARAZOM_HYPOTHESIS", "core"))

# A test's browser talks to the page under test and to nobody else.
CHROMIUM_ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium refuses its sandbox to root
]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, headless, as Playwright's ``Browser``; one a worker."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A fresh page in a browser profile of its own."""
    context = chromium.new_context(locale="uk-UA", timezone_id="Europe/Kyiv")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe_findings() -> Callable[[Any], list[str]]:
    """Ask axe about the page that is open: one line a finding, none when WCAG 2.2 AA and best practice hold."""
    from axe_playwright_python.sync_playwright import Axe

    def findings(page: Any) -> list[str]:
        violations = Axe().run(page).response["violations"]
        return [f"{v['id']}: {v['help']}: {node['html']}" for v in violations for node in v["nodes"]]

    return findings


@pytest.fixture(scope="session")
def nu_findings() -> Callable[..., list[str]]:
    """Ask the Nu HTML checker about files: one line a finding (errors and warnings), none when all hold.

    Give it many files at once; most of its time is the start of its Java machine.
    """
    jar = ROOT / "requirements/node/node_modules/vnu-jar/build/dist/vnu.jar"
    assert jar.exists(), f"expected the Nu checker at {jar}; make setup-test puts it there"

    def findings(*files: Path) -> list[str]:
        command = ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--exit-zero-always", *map(str, files)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
        # A file read from disk is of no origin, so that 'self' allows nothing there; a browser asks a server for both.
        allowed = re.compile(r"place\.js” blocked by|media “.*” blocked by “media-src”")
        messages = [m for m in json.loads(run.stderr)["messages"] if not allowed.search(m["message"])]
        return [f"{m['url']}:{m.get('lastLine', '?')}: {m['message']}" for m in messages]

    return findings
