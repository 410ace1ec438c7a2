"""A short run of the fuzzer; `make fuzz` is the long one."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 15


@pytest.mark.slow
@pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="atheris has no wheel for this machine")
def test_the_fuzzer_finds_nothing(root: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    options = (f"-max_total_time={SECONDS}", "-timeout=10", f"-artifact_prefix={tmp_path}/")
    command = [sys.executable, str(root / "tests" / "cap" / "fuzz_read.py"), *options, str(corpus)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS + 60, check=False)
    assert run.returncode == 0, run.stderr[-3_000:]
    assert any(corpus.iterdir())  # it found its way into the code
