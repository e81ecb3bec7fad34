"""How migrations are written: Django's way, but for indexes of columns that are made of others.

Adding a language adds such a column for the search, and an index of it. Django lets the column wait
for those it is made of, but not the index for the column, and the migration could not be run.
"""

from typing import Any

from django.db.migrations.autodetector import MigrationAutodetector, OperationDependency
from django.db.migrations.operations import AddIndex
from django.db.migrations.operations.base import Operation


class Autodetector(MigrationAutodetector):
    """An index comes after the columns it is of."""

    def add_operation(
        self,
        app_label: str,
        operation: Operation,
        dependencies: Any = None,
        beginning: bool = False,
    ) -> None:
        waits_for: list[Any] = list(dependencies or ())
        if isinstance(operation, AddIndex):
            new = OperationDependency.Type.CREATE
            waits_for += [
                OperationDependency(app_label, operation.model_name, name, new)
                for name in operation.index.fields
            ]
        super().add_operation(app_label, operation, waits_for, beginning)
