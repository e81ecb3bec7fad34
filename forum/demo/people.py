"""Members of the demo forum: accounts nobody can sign in to."""

from __future__ import annotations

import datetime

from django.contrib.auth.hashers import make_password

from accounts.models import User

# The day tells our members from somebody who took such a name: nobody else joined so early.
FIRST_DAY = datetime.datetime(2019, 4, 1, tzinfo=datetime.UTC)
STEP = datetime.timedelta(days=53)
OLD = (
    "Агния В.", "Ким", "Мирон", "Вера Л.", "Зоя", "Лев", "Никодим", "Тётя Рая", "Дарина", "Аглая",
    "Глеб", "Савва", "Паша", "Ульяна", "Степан К.", "Тимофей", "Соня",
    "Ines M.", "Maud", "Hal", "Petra K.", "Bruno", "Jonas", "Ruta", "Elif", "Tomek", "Clara",
    "Owen", "Aino", "Soso", "Рита из Ольхова",
)  # fmt: skip
NEW = ("Newcomer Nora", "Гость Фёдор", "Billy Tickets", "Грубиян")


def write_members(today: datetime.datetime) -> dict[str, User]:
    """By name. A name that somebody else has is missing: what is said under it is by nobody."""
    joined = {name: FIRST_DAY + place * STEP for place, name in enumerate(OLD)}
    joined |= dict.fromkeys(NEW, today - datetime.timedelta(days=2))
    found = {user.name: user for user in User.objects.filter(name__in=joined)}
    taken = {name for name in joined if name not in found and User.objects.named(name).exists()}
    password = make_password(None)
    User.objects.bulk_create(
        User(
            name=name,
            password=password,
            joined_at=day,
            language="ru" if any("а" <= letter.lower() <= "я" for letter in name) else "en",
        )
        for name, day in joined.items()
        if name not in found and name not in taken
    )
    ours = User.objects.filter(name__in=joined)
    return {user.name: user for user in ours if is_ours(user, joined[user.name])}


def is_ours(user: User, day: datetime.datetime) -> bool:
    return not user.has_usable_password() and (user.name in NEW or user.joined_at == day)
