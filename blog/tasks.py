"""The blog's jobs: making the renditions of a picture."""

from typing import Any

from django.db import transaction
from pictures.tasks import process_picture as make_renditions
from procrastinate.contrib.django import app


@app.task(queue="pictures", retry=3)
def renditions(**picture: Any) -> None:
    make_renditions(**picture)


def process_picture(**picture: Any) -> None:
    """django-pictures' processor: the work leaves with the transaction that stored the picture."""
    with transaction.atomic():
        renditions.defer(**picture)
