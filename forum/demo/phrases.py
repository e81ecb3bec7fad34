"""Sentences of the forum's filler, by language: openings, replies, titles, and what fills their gaps."""

from __future__ import annotations

SLOTS: dict[str, dict[str, tuple[str, ...]]] = {
    "ru": {
        "town": (
            "в Хальмаре", "в Торвике", "в Эстервальде", "в Мирхольме", "в Каллинене",
            "в Новом Броде", "в Ольхове", "в Синегорье", "в Лесной Гавани",
        ),
        "who": (
            "соседка", "сестра", "мой учитель", "подруга", "наш почтальон", "дедушка",
            "библиотекарша", "один знакомый", "хозяйка квартиры", "тренер дочки",
        ),
        "thing": (
            "письмо", "старое пальто", "учебник", "банку варенья", "чайник", "коробку открыток",
            "настольную лампу", "словарь", "велосипед", "фотографию двора",
        ),
        "place": (
            "на почте", "в читальне", "у рынка", "в очереди за справкой", "в трамвае",
            "на набережной", "в школе", "за кухонным столом", "в прачечной", "на собрании",
        ),
        "when": (
            "вчера", "в субботу", "на прошлой неделе", "осенью", "ещё до переезда", "сегодня утром",
            "в январе", "в тот же вечер",
        ),
        "number": ("пять", "шесть", "семь", "девять", "десять", "одиннадцать", "двадцать"),
    },
    "en": {
        "town": (
            "in Halmar", "in Torvik", "in Estervald", "in Mirholm", "in Kallinen", "in Novy Brod",
            "in Olkhov", "in Sinegorye", "in Lesnaya Gavan",
        ),
        "who": (
            "my neighbour", "my sister", "an old teacher", "a friend", "our postman",
            "my grandfather", "the librarian", "somebody I know", "the landlady", "a colleague",
        ),
        "thing": (
            "a letter", "an old coat", "a textbook", "a jar of jam", "a kettle",
            "a box of postcards", "a desk lamp", "a dictionary", "a bicycle", "a photo of the yard",
        ),
        "place": (
            "at the post office", "in the reading room", "by the market", "in a queue for papers",
            "on the tram", "on the quay", "at school", "at the kitchen table", "at the laundry",
            "at the assembly",
        ),
        "when": (
            "yesterday", "on Saturday", "last week", "in autumn", "before we moved",
            "this morning", "in January", "that same evening",
        ),
        "number": ("two", "three", "five", "seven", "nine", "eleven", "twenty"),
    },
}  # fmt: skip
TITLES = {
    "ru": (
        "Кто забирает посылки {town}?",
        "Нашёл {thing} {place} — чьё это?",
        "Что делать, если {who} уезжает на {number} месяцев",
        "Встреча {town}: приносите {thing}",
        "Оставил {thing} {place}, как вернуть?",
        "Ищу, кто бывает {town} и может передать {thing}",
        "Как вы объясняли, зачем везёте {thing}?",
        "Очередь {place}: сколько вы стояли {when}?",
    ),
    "en": (
        "Who collects parcels {town}?",
        "Found {thing} {place}: whose is it?",
        "What to do when {who} leaves for {number} months",
        "Meeting {town}: bring {thing}",
        "Left {thing} {place}, how do I get it back?",
        "Is anybody {town} who could pass on {thing}?",
        "How did you explain why you need {thing}?",
        "The queue {place}: how long was it {when}?",
    ),
}
SENTENCES = {
    "ru": (
        "У нас {town} то же самое, и {who} говорит, что так было всегда.",
        "Я {when} спрашивал об этом {place}, ждал {number} минут и получил ответ.",
        "Попробуйте принести {thing}: мне помогло.",
        "Кстати, {who} предлагает отдать {thing} тому, кому нужнее.",
        "Могу встретить {place}, я там бываю почти каждый день.",
        "Сначала я не поверил, но {who} знает, как это делается.",
        "Если что, {thing} можно оставить {place}, там знают.",
        "Мы собирались {town} {when}, пришло человек {number}, было хорошо.",
        "Запишите себе: {place}, после шести, спросить про {thing}.",
        "Спасибо, именно это я и хотел узнать.",
        "Согласен наполовину, а на вторую половину ещё подумаю.",
        "Не торопитесь: {who} тоже ждёт, уже {number} недель.",
        "Получилось! Теперь {thing} держу у себя на подоконнике.",
        "А есть кто-нибудь ещё {town}? Нас уже человек {number}.",
        "Дочитал до конца и понял, что вопрос был про {thing}.",
        "Напомню, что {when} всё это выглядело гораздо хуже.",
    ),
    "en": (
        "It is the same {town}, and {who} says it always was.",
        "I asked about it {place} {when}, waited {number} minutes and got an answer.",
        "Try to bring {thing}: it worked for me.",
        "By the way, {who} would give {thing} to whoever needs it more.",
        "I can meet you {place}, I am there almost every day.",
        "At first I did not believe it, then {who} showed me how it is done.",
        "If need be, leave {thing} {place}, they know what to do.",
        "We met {town} {when}, some {number} of us, and it was good.",
        "Write it down: {place}, after six, ask about {thing}.",
        "Thank you, that is exactly what I wanted to know.",
        "I agree with half of it and will think about the other half.",
        "No hurry: {who} waited {number} weeks and it came right.",
        "It worked! Now {thing} stands on my windowsill.",
        "Is anybody else {town}? We are {number} already.",
        "I read to the end and found that it was about {thing}.",
        "Let me remind you that {when} all this looked far worse.",
    ),
}
