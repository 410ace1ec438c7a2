"""A region code as a geocode of CAP: whose codifier it is of, and the code there.

    geocode("AA-01", "MYCODES")            # Pair("ISO 3166-2", "AA-01")
    geocode("AA-01:0203", "MYCODES")       # Pair("MYCODES", "0203")
    geocode("AA-01:0203", None)            # Pair("region", "AA-01:0203"): a code that only we give

The name of the national codifier is the register's (`alerting.codifier`). Specification: CAP 1.2, 3.2.4 (geocode);
docs/formats/canonical.md (region codes).
"""

from uarazom.cap.model import Pair

COUNTRY, SUBDIVISION, OURS = "ISO 3166-1", "ISO 3166-2", "region"


def geocode(code: str, codifier: str | None) -> Pair:
    """The pair that stands for a region."""
    _, colon, local = code.partition(":")
    if colon:
        return Pair(codifier, local) if codifier else Pair(OURS, code)
    return Pair(SUBDIVISION if "-" in code else COUNTRY, code)


def is_geocode(pair: Pair, code: str) -> bool:
    """Whether a pair stands for a region, whatever the national codifier is called."""
    _, colon, local = code.partition(":")
    if colon:
        return pair.value == (code if pair.name == OURS else local) and pair.name not in (COUNTRY, SUBDIVISION)
    return pair == geocode(code, None)
