"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id as OWASP recommends it: 46 MiB, one pass, one thread.

    Django's own choice, 100 MiB in eight threads, takes both cores of a small server for a tenth
    of a second per sign-in, and with them everybody else's requests. A password kept by it is
    kept anew by this at the next sign-in.
    """

    time_cost = 1
    memory_cost = 47_104  # KiB
    parallelism = 1
