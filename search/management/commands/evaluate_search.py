"""`manage.py evaluate_search`: relevance and speed of the site's search over labelled questions."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from search.evaluating import Busy, evaluate, loaded, read_documents, read_questions


class Command(BaseCommand):
    help = (
        "Runs the site's own search over documents that are loaded apart from its content, and "
        "prints MRR@10, recall@10 and times as JSON."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--documents", type=Path, required=True, help='JSON Lines: {"id", "title", "body"}'
        )
        parser.add_argument(
            "--queries", type=Path, required=True, help='JSON Lines: {"query", "relevant": [ids]}'
        )

    def handle(self, *, documents: Path, queries: Path, **_options: Any) -> None:
        try:
            questions = list(read_questions(queries))
            with loaded(read_documents(documents)) as ids:
                figures = evaluate(questions, ids)
        except Busy:
            raise CommandError("Another evaluation runs in this database.") from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except ValueError as error:
            raise CommandError(f"Not in the format that is expected: {error}") from error
        except DatabaseError as error:
            raise CommandError(f"The database refused: {str(error).splitlines()[0]}") from error
        self.stdout.write(json.dumps(figures))
