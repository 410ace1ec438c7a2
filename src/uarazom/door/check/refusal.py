"""Why a text was not compared: a word of the catalogues (`refusal.…`) with what fills it, and the status of the answer.

    raise Refused("too_large", status=413, limit=5)

They say what to do next, and never repeat what was pasted.
"""


class Refused(Exception):  # noqa: N818 - the name says what it is
    """Nothing was compared."""

    def __init__(self, code: str, *, status: int = 400, **values: object) -> None:
        """`code` is under `refusal` in every catalogue."""
        super().__init__(code)
        self.code, self.status, self.values = code, status, values
