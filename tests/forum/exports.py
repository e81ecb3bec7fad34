"""Files of an older site's forum, as small as a test needs them."""

import json

CATEGORY = {"name": "Вопросы и ответы", "slug": "voprosy"}
REPLY = {
    "author": "mila-3",
    "created": "2024-03-05",
    "body": "Кладите в конверт чистый лист и марку.",
    "likes": 2,
}
THREAD = {
    "category": "Вопросы и ответы",
    "title": "Как вложить в письмо обратный конверт?",
    "slug": "obratnyy-konvert",
    "author": "Пётр из Хальмара",
    "created": "2024-03-04",
    "body": "Хочу, чтобы мне могли ответить.",
    "likes": 4,
    "replies_count": 5,
    "views": 31,
    "replies": [REPLY],
}


def export(*threads, categories=(CATEGORY,)):
    return json.dumps({"categories": list(categories), "threads": list(threads)})


def without(item, *names):
    return {name: value for name, value in item.items() if name not in names}
