"""A file on a form of the register: read strictly where it is uploaded, kept by its digest, told beside its field.

Rules
1. A file is looked at whole before anything is kept; everything its reader finds is told at the field, with its lines.
2. A file that was read once stays with the form when another field is wrong: the field beside it holds its digest.
3. Nothing chosen leaves what stands. What a form brings back as a digest was uploaded here or stands in the record.

    Upload("events_file", take=event_list, keep=keep).read(cleaned)      # {"events": "<digest>"}
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from cryptography import x509
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from uarazom.areas import geojson, svg
from uarazom.areas.errors import AreasError
from uarazom.cap.errors import BadKey
from uarazom.cap.keys import fingerprint
from uarazom.desk import words
from uarazom.desk.drafts.inputs import Cleaned
from uarazom.desk.register import files
from uarazom.desk.web.language import language
from uarazom.editorial.alerting import events
from uarazom.site import catalogue
from uarazom.site.outlines import MAP_BYTES
from uarazom.verify import canon

MOST_TOLD = 20  # findings of one file beside its field; whoever mends these sees the others next
MOST_FILES = 20  # at once
CERTIFICATE_BYTES = 64 * 1024  # with a chain of authorities before it
MOST_POSITIONS = 100_000  # of outlines: the map is drawn of them while somebody waits, and others work
Made = tuple[str, bytes, str]  # for what (a member, or a language), bytes, purpose
Keep = Callable[[bytes, str, str], str]  # bytes, purpose, file name → digest


class Several(forms.ClearableFileInput):
    """More than one file."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files, as a list."""

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 - Django's signature
        """Each that was chosen."""
        chosen = data if isinstance(data, list | tuple) else [data]
        return [one for one in chosen if one]


@dataclass(frozen=True)
class Upload:
    """One or several files. ``stands``: digests that need no look, since the register names them."""

    name: str
    take: Callable[[UploadedFile], Sequence[Made]]
    keep: Keep
    accept: str
    stands: frozenset[str] = frozenset()
    several: bool = False

    def form_fields(self) -> dict[str, forms.Field]:
        """The file, and beside it what was read before (rule 2)."""
        chosen = {"accept": self.accept, "multiple": True} if self.several else {"accept": self.accept}
        widget = (Several if self.several else forms.FileInput)(chosen)
        hidden = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput())
        return {self.name: Files(required=False, widget=widget), f"{self.name}__kept": hidden}

    def initial(self, value: Any) -> dict[str, Any]:
        """What stands, as the field beside the file holds it."""
        return {f"{self.name}__kept": kept_text(value or {})}

    def read(self, cleaned: Cleaned) -> Any:
        """What each file is for → its digest."""
        made = [(one.name or "", self._taken(one)) for one in self._chosen(cleaned.get(self.name) or [])]
        kept = dict(self._kept(cleaned.get(f"{self.name}__kept", "")))
        for name, some in made:
            kept |= {what: self.keep(raw, purpose, name) for what, raw, purpose in some}
        return kept or None

    def _chosen(self, chosen: Sequence[UploadedFile]) -> Sequence[UploadedFile]:
        if len(chosen) > MOST_FILES or any((one.size or 0) > files.MOST_BYTES for one in chosen):
            raise ValidationError({self.name: "file_too_large"})
        return chosen

    def _taken(self, one: UploadedFile) -> Sequence[Made]:
        """Rule 1."""
        try:
            return self.take(one)
        except events.BadEvents as bad:
            told = [_at(error.where, error.expected, error.got) for error in bad.errors]
        except catalogue.BadCatalogue as bad:
            told = [f"{one.name}: {finding}" for finding in bad.findings]
        except AreasError as bad:
            told = [f"{one.name}: {bad}"]
        raise ValidationError({self.name: shortened(told)})

    def _kept(self, text: str) -> list[tuple[str, str]]:
        """Rule 3."""
        pairs = [(what, digest) for what, _, digest in (one.partition("=") for one in text.split())]
        for what, digest in pairs:
            purpose = "catalogue" if canon.is_language(what) and what not in files.MEDIA_TYPES else what
            if digest not in self.stands and not files.is_known(digest, purpose):
                raise ValidationError({self.name: "file_gone"})
        return pairs


def kept_text(value: Mapping[str, str]) -> str:
    """``events=<digest>``, one after the other."""
    return " ".join(f"{what}={digest}" for what, digest in value.items())


def shortened(told: Sequence[str]) -> list[str]:
    """The first findings, and how many more there are."""
    more = len(told) - MOST_TOLD
    return [*told[:MOST_TOLD], *([words.say(language(), "register.more_findings", n=more)] if more > 0 else [])]


def _at(where: str, expected: str, got: str) -> str:
    return words.say(language(), "register.file_finding", where=where, expected=expected, got=got)


# ── what a file is made into ──────────────────────────────────────────────────────────────────────────────────────────
def event_list(file: UploadedFile) -> list[Made]:
    """The list that people write, as the record keeps it."""
    return [("events", events.from_yaml(file.read(events.LIST_BYTES_MAX + 1)), "events")]


def certificate(file: UploadedFile) -> list[Made]:
    """A certificate of the key that signs warnings, in PEM; that key itself stays with the signer."""
    raw = file.read(CERTIFICATE_BYTES + 1)
    try:
        if len(raw) > CERTIFICATE_BYTES or b"PRIVATE KEY" in raw:
            raise ValidationError({"certificate_file": "not_a_certificate"})
        fingerprint(x509.load_pem_x509_certificate(raw))
    except (ValueError, BadKey) as error:
        raise ValidationError({"certificate_file": "not_a_certificate"}) from error
    return [("certificate", raw, "certificate")]


def outlines(known: Sequence[str]) -> Callable[[UploadedFile], list[Made]]:
    """The regions' outlines as the file has them, and the map drawn of them."""

    def take(file: UploadedFile) -> list[Made]:
        raw = file.read()
        regions = geojson.read(raw)
        if sum(len(ring) for one in regions for polygon in one.polygons for ring in polygon) > MOST_POSITIONS:
            raise ValidationError({"outlines": "too_many_positions"})
        if strange := [one.code for one in regions if one.code not in known]:
            raise ValidationError({"outlines": shortened([_unknown(code) for code in strange])})
        drawn = svg.drawing(regions)
        if len(drawn) > MAP_BYTES:
            raise ValidationError({"outlines": "map_too_large"})
        return [("map", drawn, "map"), ("geometry", raw, "geometry")]

    return take


def _unknown(code: str) -> str:
    return words.say(language(), "register.region_unknown", code=code)


def words_of_pages(file: UploadedFile) -> list[Made]:
    """One language's words: the file's name says which, ``de.yaml``."""
    code = PurePath(file.name or "").stem
    if not canon.is_language(code):
        raise ValidationError({"catalogues": "catalogue_name"})
    raw = file.read(catalogue.CATALOGUE_BYTES + 1)
    catalogue.read(code, raw)
    return [(code, raw, "catalogue")]
