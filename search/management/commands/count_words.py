"""`manage.py count_words`: what the search knows of words, counted now instead of at night."""

from typing import Any

from django.core.management.base import BaseCommand

from search.counting import count_all


class Command(BaseCommand):
    help = "Counts the words of all texts for the search; the worker does so every night."

    def handle(self, **_options: Any) -> None:
        documents = count_all()
        self.stdout.write(f"The words of {documents} texts counted.")
