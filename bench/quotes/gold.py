"""Passages written and marked by hand: what is quoted, of what kind, by whom."""

from collections.abc import Callable
from typing import Any


def run(_tell: Callable[[str], None]) -> dict[str, Any]:
    """Not yet."""
    return {}
