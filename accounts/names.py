"""What makes two names the same name: case and Latin/Cyrillic look-alikes don't tell them apart."""

from django.db.models import CharField, Expression, F, Func, Value
from django.db.models.functions import Lower

# Lower-case Cyrillic beside the Latin letter it can pass for, in either case: «В» looks like “B”.
CYRILLIC = "авеёкмнорстухіїјѕһԁԛԝ\u00eb\u00ef"  # and the Latin ë and ï, which pass for ё and ї
LATIN = "abeekmhopctyxiijshdqwei"


def folded(name: str | Expression | F) -> Func:
    """SQL for the form in which names are compared. Immutable, so an index can hold it."""
    text = Value(name, output_field=CharField()) if isinstance(name, str) else name
    composed = Func(
        text,
        function="normalize",
        template="%(function)s(%(expressions)s, NFKC)",
        output_field=CharField(),
    )
    return Func(
        Lower(composed),
        Value(CYRILLIC),
        Value(LATIN),
        function="translate",
        output_field=CharField(),
    )
