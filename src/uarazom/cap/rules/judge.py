"""Every rule over one alert's values.

judge(alert)        # the findings, in the order of the message's elements
"""

from collections.abc import Iterator

from uarazom.cap.finding import Finding
from uarazom.cap.model import Alert
from uarazom.cap.rules.files import files
from uarazom.cap.rules.identity import identity, references
from uarazom.cap.rules.places import places
from uarazom.cap.rules.table import place
from uarazom.cap.rules.times import times
from uarazom.cap.rules.words import languages, words


def judge(alert: Alert) -> Iterator[Finding]:
    """What is wrong with it and what should not be so; what the schema and the reader say is not said again."""
    yield from identity(alert)
    yield from references(alert)
    for index, info in enumerate(alert.infos):
        path = place("/alert/info", index, len(alert.infos))
        yield from words(info, path)
        yield from times(alert, info, path)
        yield from files(info, path)
    yield from languages(alert)
    yield from places(alert)
