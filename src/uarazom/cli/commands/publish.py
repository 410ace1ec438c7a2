"""``uarazom publish FILE… --home DIR``: envelopes that already meet the roster's threshold (rosters, registers, acts).

Each file is one envelope's bytes, as they were signed (docs/formats/entry.md); the blobs they name lie beside them, by
digest, in ``--blobs DIR``. All or none are appended; one that stands there already is answered with its place.
"""

import argparse
from pathlib import Path

from uarazom.cli.instance import Instance
from uarazom.cli.say import CommandError, UsageError, out, out_json
from uarazom.cli.signing import signer_of
from uarazom.record.blobs import named_by
from uarazom.record.errors import RecordError
from uarazom.verify.entry import ENTRY_MAX_BYTES, Entry
from uarazom.verify.refusal import Refused

FILES_MAX = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="one envelope a file")
    parser.add_argument("--home", type=Path, required=True, help="the instance's folder")
    parser.add_argument("--blobs", type=Path, help="folder of the blobs that the envelopes name")
    parser.add_argument("--json", action="store_true", help="one JSON object an envelope")


def run(args: argparse.Namespace) -> int:
    """Append all or none."""
    instance = Instance(args.home)
    if len(args.files) > FILES_MAX:
        raise UsageError(f"expected at most {FILES_MAX} files, got {len(args.files)}")
    envelopes = [_read(path) for path in args.files]
    try:
        blobs = _blobs(envelopes, args.blobs)
        with signer_of(instance) as signer:
            receipts = signer.append(envelopes, blobs)
    except (Refused, RecordError) as error:
        raise CommandError(f"nothing was published: {error}") from error
    for path, receipt in zip(args.files, receipts, strict=True):
        if args.json:
            out_json({"file": str(path), "index": receipt.index, "digest": receipt.payload_digest})
        else:
            out(f"{path}: entry {receipt.index}" + (", it stood there already" if receipt.repeated else ""))
    return 0


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(ENTRY_MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"expected an envelope: {error}") from error


def _blobs(envelopes: list[bytes], folder: Path | None) -> dict[str, bytes]:
    if folder is None:
        return {}
    named = {digest for raw in envelopes for digest in named_by(Entry.parse(raw).fields)}
    return {digest: (folder / digest).read_bytes() for digest in sorted(named) if (folder / digest).is_file()}
