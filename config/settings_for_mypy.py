"""Settings that mypy's Django plugin imports to see the models; nothing runs with them.

modeltranslation replaces managers by classes made at run time. They have no name in the code, so
the plugin would take every query for Any: here it adds its fields and leaves the managers alone.
"""

import os

from modeltranslation import translator

os.environ.setdefault("SECRET_KEY", "only-for-mypy")
os.environ.setdefault("HASH_KEY", "only-for-mypy")
os.environ.setdefault("MIRRORS_KEY", "only-for-mypy")
os.environ.setdefault("DONOR_KEY", "only-for-mypy")
translator.add_manager = lambda model: None

from config.settings import *  # noqa: E402, F403
