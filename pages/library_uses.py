"""Where pages show pictures and files: in their texts."""

from core.languages import LANGUAGES
from library import usage
from pages.models import Page

usage.register(Page, texts=[f"body_{code}" for code in LANGUAGES], rows=Page.objects.for_links)
