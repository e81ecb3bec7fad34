"""Demo content of giving: what the association of the demo posts spends on, and what it collects for.

The shares are those of its accounts for 2025, in whole hundredths.
"""

import datetime

from django.db import transaction

from donations.models import Campaign, Use, today

USES = [
    (
        28,
        ("Посылки и письма в тюрьмы", "Parcels and letters to prisoners"),
        (
            "Еда, тёплые вещи, марки и ответы на каждое письмо.",
            "Food, warm clothes, stamps, and an answer to every letter.",
        ),
    ),
    (
        23,
        ("Наблюдение в судах", "Watching the courts"),
        (
            "Дорога туда и обратно и потерянные рабочие дни тех, кто записывает.",
            "Fares and lost working days of those who sit there and write it down.",
        ),
    ),
    (
        15,
        ("Библиотека по почте", "The library by post"),
        (
            "Одна отправка стоит 3,90 € вместе с конвертом.",
            "One dispatch costs €3.90, envelope included.",
        ),
    ),
    (
        13,
        ("Летняя школа", "The summer school"),
        (
            "Девять дней у озера: как вести собрание, архив и спор.",
            "Nine days by a lake: how to hold a meeting, an archive and an argument.",
        ),
    ),
    (
        9,
        ("Две комнаты на Канатной", "Two rooms on Ropewalk Street"),
        (
            "Собрания, архив, чайник и стол, за которым пакуют книги.",
            "Assemblies, the archive, a kettle, and a table to pack books on.",
        ),
    ),
    (
        8,
        ("Сайт и его защита", "The site and its protection"),
        (
            "Чтобы он открывался и никого не выдавал.",
            "So that it opens, and gives nobody away.",
        ),
    ),
    (
        4,
        ("Банк и бухгалтерия", "Bank and bookkeeping"),
        (
            "Комиссии и две проверки в год. Зарплат мы не платим.",
            "Fees, and two audits a year. There are no salaries.",
        ),
    ),
]
CAMPAIGN = {
    "title_ru": "Тысяча детских книг",
    "title_en": "A thousand children’s books",
    "text_ru": (
        "После учебников у нас чаще всего просят детские книги на русском, и именно их не хватает."
        " Пять евро — это одна книга от букиниста, конверт и дорога к ребёнку, который начал"
        " забывать язык."
    ),
    "text_en": (
        "After textbooks, children’s books in Russian are what we are asked for most, and what we"
        " lack most. Five euros are one second-hand book, its envelope, and its way to a child who"
        " has begun to forget the language."
    ),
}
GOAL = 500_000  # euro cents
BEGAN, LASTS = datetime.timedelta(days=24), datetime.timedelta(days=67)
RATES = {"usd": "0.92", "pln": "0.235"}


@transaction.atomic
def write_demo() -> int:
    """Add what is missing, and run the campaign around today; how many rows were added."""
    added = 0
    for position, (share, titles, texts) in enumerate(USES):
        _use, is_new = Use.objects.get_or_create(
            title_ru=titles[0],
            defaults={
                "title_en": titles[1],
                "text_ru": texts[0],
                "text_en": texts[1],
                "share": share,
                "position": position,
            },
        )
        added += is_new
    return added + write_campaign()


def write_campaign() -> int:
    begins = today() - BEGAN
    campaign, is_new = Campaign.objects.get_or_create(
        title_ru=CAMPAIGN["title_ru"],
        defaults=CAMPAIGN
        | {"goal": GOAL, "currency": "eur", "starts_on": begins, "ends_on": begins + LASTS},
    )
    for currency, rate in RATES.items():
        campaign.rates.get_or_create(currency=currency, defaults={"rate": rate})
    return int(is_new)
