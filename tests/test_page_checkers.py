"""The page checkers bite: a good page passes both, and each finds what is wrong with a bad one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

GOOD = """<!doctype html>
<html lang="uk"><head><meta charset="utf-8"><title>Зведення</title></head>
<body><main><h1>Зведення</h1><p>Станом на 21:00.</p></main></body></html>
"""
BAD = GOOD.replace('lang="uk"', "").replace("<p>", '<img src="map.png"><p>')


def test_axe(page: Any, axe_findings: Callable[[Any], list[str]]) -> None:
    page.set_content(GOOD)
    assert axe_findings(page) == []
    page.set_content(BAD)
    assert {finding.split(":")[0] for finding in axe_findings(page)} == {"html-has-lang", "image-alt"}


def test_the_nu_checker(tmp_path: Path, nu_findings: Callable[..., list[str]]) -> None:
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text(BAD, encoding="utf-8")
    assert nu_findings(good) == []
    assert any("alt" in finding for finding in nu_findings(good, bad))
