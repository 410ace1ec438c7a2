"""Argon2id for sign-in, at the instance's cost (``DeskSettings.password_cost``)."""

from argon2 import Parameters
from argon2.low_level import ARGON2_VERSION, Type
from django.contrib.auth.hashers import Argon2PasswordHasher

from uarazom.desk.configure import current

SALT_BYTES = 16
HASH_BYTES = 32


class Argon2(Argon2PasswordHasher):
    """Django's hasher with our cost; an old hash is made anew at the next sign-in."""

    def params(self) -> Parameters:
        """Cost as configured now."""
        cost = current().password_cost
        return Parameters(
            type=Type.ID,
            version=ARGON2_VERSION,
            salt_len=SALT_BYTES,
            hash_len=HASH_BYTES,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
        )

    def encode(self, password: str, salt: str) -> str:
        """The PHC string behind Django's algorithm name."""
        cost = current().password_cost
        self.time_cost, self.memory_cost, self.parallelism = cost.passes, cost.memory_kib, cost.lanes
        return super().encode(password, salt)
