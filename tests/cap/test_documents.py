"""docs/cap.md says what the code holds."""

from pathlib import Path

from uarazom.cap.rules.table import RULES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cap.md").read_text(encoding="utf-8")


def test_the_table_of_rules_is_the_codes() -> None:
    lines = [
        line for line in PAGE.partition("## The rules")[2].partition("\n\n")[0].splitlines() if line.startswith("| `")
    ]
    told = [
        f"| `{name}` | {rule.level} | {'yes' if rule.sent else 'no'} | {rule.section} | {rule.says} |"
        for name, rule in RULES.items()
    ]
    assert lines == told
