"""What can go wrong in this room.

AreasError
└── BadGeometry     they: a GeoJSON file that is not a set of regions we can rely on
"""


class AreasError(Exception):
    """The root of this room's errors."""


class BadGeometry(AreasError):  # noqa: N818 - the name says what it is
    """Not what a set of regions must be; says what was expected, what came, and where."""

    def __init__(self, expected: str, got: object, where: str) -> None:
        super().__init__(expected, got, where)
        self.expected, self.got, self.where = expected, got, where

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, got {str(self.got)[:120]}"
