"""The signer as a command reaches it: over the socket of the one that runs, else in this process for the moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from uarazom.cli.instance import Instance
from uarazom.cli.reading import clock_of
from uarazom.record.client import LocalSigner, Publishing, SignerClient


@contextmanager
def signer_of(instance: Instance) -> Iterator[Publishing]:
    """A signer. Raises: RecordError where neither way is open."""
    _ = instance.settings
    if instance.signer_socket.exists():
        yield SignerClient(instance.signer_socket)
        return
    with LocalSigner.open(instance.home, clock_of(instance)) as signer:
        yield signer
