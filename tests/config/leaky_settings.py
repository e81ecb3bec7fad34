"""The site's settings with pages added that break with somebody's data in their hands."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.config.leaky_pages"
MIDDLEWARE = ["tests.config.leaky_pages.Breaking", *MIDDLEWARE]  # noqa: F405
