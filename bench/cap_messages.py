"""CAP messages as they come: five shapes, written here, varied so that no two are alike.

A weather warning with a polygon in two languages, an air raid by codes, a missing child with pictures, a flood of
several areas, and a weather warning inside EDXL-DE. None is over 32 KiB. Names, places and numbers are made up.
"""

import math
import random
from collections.abc import Iterator

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MAX_BYTES = 32 * 1024
WORDS = {
    "uk": "вітер злива пориви місцями вночі вдень річка рівень води очікується штормовий залишайтеся вдома тримайтеся",
    "en": "wind heavy rain gusts locally at night by day river level of water expected storm stay at home keep away",
}


def messages(count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """(shape, bytes) of that many messages, the shapes in turn."""
    chance = random.Random(seed)
    for number in range(count):
        shape, body = SHAPES[number % len(SHAPES)]
        text = alert(number, body(chance, number))
        yield shape, (edxl(text) if shape == "edxl" else text).encode()


def alert(number: int, infos: str, line: str = "\n  ") -> str:
    head = line.join(
        [
            f'<alert xmlns="{NAMESPACE}">',
            f"<identifier>2.49.0.1.999.0.2022.2.{1 + number % 27}.{number}</identifier>",
            "<sender>duty@warnings.example</sender>",
            f"<sent>2022-02-{1 + number % 27:02}T10:00:00+02:00</sent>",
            "<status>Actual</status>",
            "<msgType>Alert</msgType>",
            "<source>duty desk</source>",
            "<scope>Public</scope>",
            "<code>IPAWSv1.0</code>",
        ]
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{infos}\n</alert>\n'


def edxl(text: str) -> str:
    """The envelope of EDXL-DE 1.0."""
    inside = text.partition("?>\n")[2]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0">
  <distributionID>warnings.example-1</distributionID>
  <senderID>duty@warnings.example</senderID>
  <dateTimeSent>2022-02-15T10:00:00+02:00</dateTimeSent>
  <distributionStatus>Actual</distributionStatus>
  <distributionType>Report</distributionType>
  <combinedConfidentiality>UNCLASSIFIED AND NOT SENSITIVE</combinedConfidentiality>
  <contentObject><xmlContent><embeddedXMLContent>
{inside}</embeddedXMLContent></xmlContent></contentObject>
</EDXLDistribution>
"""


def info(chance: random.Random, number: int, language: str, event: str, *, words: int, rest: str, **given: str) -> str:
    """One info, in the standard's order."""
    day = f"2022-02-{1 + number % 27:02}"
    levels = {"urgency": "Expected", "severity": "Severe", "certainty": "Likely"} | given
    lines = [
        f"<language>{language}</language>",
        f"<category>{levels.get('category', 'Met')}</category>",
        f"<event>{event}</event>",
        f"<responseType>{levels.get('response', 'Shelter')}</responseType>",
        *(f"<{name}>{levels[name]}</{name}>" for name in ("urgency", "severity", "certainty")),
        "<eventCode><valueName>own</valueName><value>E</value></eventCode>",
        f"<effective>{day}T10:00:00+02:00</effective>",
        f"<onset>{day}T12:00:00+02:00</onset>",
        f"<expires>{day}T20:00:00+02:00</expires>",
        "<senderName>State service of warnings</senderName>",
        f"<headline>{event}: {text(chance, language, 6)}</headline>",
        f"<description>{text(chance, language, words)}</description>",
        f"<instruction>{text(chance, language, words // 2)}</instruction>",
        f"<web>https://warnings.example/{language}/{number}</web>",
        "<contact>+380 44 000 00 00</contact>",
        "<parameter><valueName>awareness_level</valueName><value>3; orange; Severe</value></parameter>",
        rest,
    ]
    return "\n  <info>\n    " + "\n    ".join(lines) + "\n  </info>"


def text(chance: random.Random, language: str, words: int) -> str:
    return " ".join(chance.choices(WORDS[language].split(), k=words)).capitalize() + "."


def polygon(chance: random.Random, points: int, latitude: float = 49.0, longitude: float = 31.0) -> str:
    """A coast: the distance from the middle wanders, and comes back."""
    steps = [chance.gauss(0, 1) for _ in range(points)]
    drift = sum(steps) / points
    wandered, radii = 0.0, []
    for step in steps:
        wandered += step - drift
        radii.append(wandered)
    most = max(map(abs, radii)) or 1
    turns = [2 * math.pi * n / points for n in range(points)]
    pairs = [
        f"{latitude + (1 + 0.3 * radius / most) * math.sin(turn):.6f},"
        f"{longitude + (1 + 0.3 * radius / most) * math.cos(turn):.6f}"
        for radius, turn in zip(radii, turns, strict=True)
    ]
    return " ".join([*pairs, pairs[0]])


def area(name: str, inside: str) -> str:
    return f"<area><areaDesc>{name}</areaDesc>{inside}</area>"


def codes(chance: random.Random, count: int) -> str:
    code = "<geocode><valueName>codifier</valueName><value>XX{:017d}</value></geocode>"
    return "".join(code.format(chance.randrange(10**16)) for _ in range(count))


def weather(chance: random.Random, number: int) -> str:
    where = area("North", f"<polygon>{polygon(chance, 60)}</polygon>{codes(chance, 2)}")
    return "".join(
        info(chance, number, language, event, words=60, rest=where)
        for language, event in (("uk", "Шторм"), ("en", "Storm"))
    )


def air_raid(chance: random.Random, number: int) -> str:
    where = "".join(area(f"District {n}", codes(chance, 1)) for n in range(12))
    levels = {"category": "Security", "urgency": "Immediate", "severity": "Extreme", "certainty": "Observed"}
    return info(chance, number, "uk", "Повітряна тривога", words=15, rest=where, **levels)


def missing_child(chance: random.Random, number: int) -> str:
    picture = (
        "<resource><resourceDesc>Picture</resourceDesc><mimeType>image/jpeg</mimeType><size>48213</size>"
        f"<uri>https://warnings.example/{number}.jpg</uri><digest>{chance.getrandbits(160):040x}</digest></resource>"
    )
    levels = {"category": "Rescue", "response": "Monitor", "urgency": "Immediate"}
    rest = picture * 2 + area("Whole country", codes(chance, 1))
    return info(chance, number, "en", "Child Abduction", words=120, rest=rest, **levels)


def flood(chance: random.Random, number: int) -> str:
    where = "".join(
        area(f"Reach {n}", f"<polygon>{polygon(chance, 30, 48 + n / 2)}</polygon><circle>48.5,31.5 10</circle>")
        for n in range(4)
    )
    return info(chance, number, "en", "Flood", words=80, rest=where, category="Geo", response="Evacuate")


SHAPES = (
    ("weather", weather),
    ("air raid", air_raid),
    ("missing child", missing_child),
    ("flood", flood),
    ("edxl", weather),
)


def large(points: int, seed: int = 1) -> bytes:
    """One message with one polygon of that many points: a coast that wanders."""
    chance = random.Random(seed)
    return _with(chance, polygon(chance, points - 1))


def saw(points: int, seed: int = 1) -> bytes:
    """The same with a saw of random teeth, each a chain of its own for whoever looks for crossings."""
    chance, teeth = random.Random(seed), points - 3
    line = [(50 + n % 2 * chance.random(), 20 + n * 10 / teeth) for n in range(teeth)]
    corners = [*line, (49.0, 30.0), (49.0, 20.0), line[0]]
    return _with(chance, " ".join(f"{latitude:.5f},{longitude:.5f}" for latitude, longitude in corners))


def _with(chance: random.Random, pairs: str) -> bytes:
    where = area("North", f"<polygon>{pairs}</polygon>")
    return alert(0, info(chance, 0, "en", "Storm", words=20, rest=where)).encode()
