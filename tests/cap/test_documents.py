"""docs/cap.md says what the code holds."""

from pathlib import Path

from uarazom.cap.profiles.every import PROFILES
from uarazom.cap.rules.table import RULES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cap.md").read_text(encoding="utf-8")


def table_of(heading: str) -> list[str]:
    rows = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines()
    return [row for row in rows if row.startswith("| `")]


def test_the_table_of_rules_is_the_codes() -> None:
    assert table_of("The rules") == [
        f"| `{name}` | {rule.level} | {'yes' if rule.sent else 'no'} | {rule.section} | {rule.says} |"
        for name, rule in RULES.items()
    ]


def test_the_table_of_profiles_is_the_codes() -> None:
    assert table_of("Profiles") == [
        f"| `{profile.name}.{rule}` | {level} | {says} |"
        for profile in PROFILES.values()
        for rule, (level, says) in profile.rules.items()
    ]
    assert all(f"{profile.name}, {profile.source}" in PAGE for profile in PROFILES.values())
