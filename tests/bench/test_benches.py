"""Each benchmark runs, on small data, and says what it measured. How fast is asked in bench/RESULTS.md, never here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.server]
BENCH = Path(__file__).resolve().parents[2] / "bench"
SMALL = {
    "bench_cap.py": ["--n", "30", "--rounds", "1", "--points", "2000", "--json"],
    "bench_alert.py": ["--n", "50", "--acts", "5", "--json"],
    "bench_append.py": ["--n", "300", "--rounds", "1", "--json"],
    "bench_intake.py": ["--n", "100", "--json"],
    "bench_log_check.py": ["--n", "600", "--json"],
    "bench_publish.py": ["--n", "50", "--acts", "5", "--json"],
    "bench_quotes.py": ["--n", "12", "--json"],
    "bench_render.py": ["--n", "50", "--json"],
    "bench_serve.py": ["--seconds", "1", "--json"],
}


def test_every_benchmark_is_run_here() -> None:
    assert {path.name for path in BENCH.glob("bench_*.py")} == set(SMALL)


@pytest.mark.parametrize("name", sorted(SMALL))
def test_a_benchmark_runs_on_small_data(name: str) -> None:
    command = [sys.executable, str(BENCH / name), *SMALL[name]]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180, cwd=BENCH.parent)
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert json.loads(answer.stdout), answer.stdout
