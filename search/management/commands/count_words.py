"""`manage.py count_words`: what the search knows of words, counted now instead of at night."""

from typing import Any

from django.core.management.base import BaseCommand

from search.counting import count_all
from search.pages import read_pages


class Command(BaseCommand):
    help = "Reads the pages and counts the words of all texts for the search, as every night."

    def handle(self, **_options: Any) -> None:
        read_pages()
        documents = count_all()
        self.stdout.write(f"The words of {documents} texts counted.")
