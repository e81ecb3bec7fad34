"""The demo forum's sections."""

from __future__ import annotations

from typing import Any

from forum.models import Access, Section

# Address, name and description in Russian and in English, colour, icon, and what is special about it
Row = tuple[str, tuple[str, str], tuple[str, str], str, str, dict[str, Any]]
SECTIONS: tuple[Row, ...] = (
    (
        "news",
        ("Объявления", "Announcements"),
        (
            "Собрания, решения и всё, что меняется. Темы начинает команда, отвечают все.",
            "Assemblies, decisions, changes. The team starts topics, everybody replies.",
        ),
        "red",
        "news",
        {"starters": Access.TEAM},
    ),
    (
        "questions",
        ("Вопросы и ответы", "Questions and answers"),
        (
            "Спросите о чём угодно. Лучший ответ отмечает тот, кто спрашивал.",
            "Ask anything. Whoever asked marks the answer that helped.",
        ),
        "blue",
        "question",
        {"is_questions": True, "allows_anonymous": True},
    ),
    (
        "letters-and-parcels",
        ("Письма и посылки", "Letters and parcels"),
        (
            "Куда писать, о чём писать и что делать, когда не отвечают.",
            "Where to write, what to write, and what to do when nobody answers.",
        ),
        "amber",
        "heart",
        {},
    ),
    (
        "donations",
        ("Пожертвования", "Donations"),
        (
            "Как помогать деньгами, где квитанции и отчёты. Адреса и номера карт сюда не пишут.",
            "How giving, receipts and accounts work. No addresses and no card numbers here.",
        ),
        "teal",
        "scales",
        {"is_questions": True},
    ),
    (
        "safety",
        ("Безопасность и доступ", "Safety and access"),
        (
            "Как читать нас так, чтобы об этом никто не узнал.",
            "How to read this site without anybody learning of it.",
        ),
        "green",
        "bell",
        {"repliers": Access.NEW},
    ),
    (
        "tor",
        ("Через Tor", "Through Tor"),
        ("Мосты, зеркала и терпение.", "Bridges, mirrors and patience."),
        "green",
        "bell",
        {"parent": "safety"},
    ),
    (
        "hands",
        ("Нужны руки", "Lending a hand"),
        (
            "Переводы, вёрстка, фургон: кто что умеет и кому что нужно.",
            "Translating, printing, driving: who can do what, and who needs it.",
        ),
        "violet",
        "hand",
        {},
    ),
    (
        "abroad",
        ("На новом месте", "Settling abroad"),
        (
            "Встречи по городам, жильё, бумаги и где купить гречку.",
            "Meetings in towns, flats, papers, and where to buy buckwheat.",
        ),
        "amber",
        "talk",
        {},
    ),
    (
        "nameless",
        ("Без имени", "Without a name"),
        (
            "О том, что трудно сказать под именем. Здесь можно писать анонимно.",
            "What is hard to say under a name. Posts may be anonymous here.",
        ),
        "grey",
        "talk",
        {"allows_anonymous": True, "history_readers": Access.TEAM},
    ),
    (
        "articles",
        ("Вокруг статей", "Around the articles"),
        (
            "Обсуждения того, что выходит в блоге.",
            "What readers say about what the blog publishes.",
        ),
        "blue",
        "book",
        {"approves_new": False, "takes_discussions": True},
    ),
    (
        "kitchen",
        ("Кухня", "The kitchen"),
        ("Для команды: смены, жалобы, что ответить.", "For the team: shifts, reports, replies."),
        "grey",
        "talk",
        {"readers": Access.TEAM, "starters": Access.TEAM, "repliers": Access.TEAM},
    ),
)


def write_sections() -> dict[str, Section]:
    """By address. Those that are there stay as somebody may have changed them."""
    found = {section.slug: section for section in Section.objects.all()}
    takes_none = not any(section.takes_discussions for section in found.values())
    for order, (slug, names, texts, colour, icon, special) in enumerate(SECTIONS, start=1):
        if slug in found:
            continue
        fields = dict(special)
        if "parent" in fields:
            fields["parent"] = found[fields["parent"]]
        if "takes_discussions" in fields:
            fields["takes_discussions"] = takes_none
        found[slug] = Section.objects.create(
            slug=slug,
            name_ru=names[0],
            name_en=names[1],
            description_ru=texts[0],
            description_en=texts[1],
            order=10 * order,
            colour=colour,
            icon=icon,
            **fields,
        )
    return {slug: found[slug] for slug, *_rest in SECTIONS}
