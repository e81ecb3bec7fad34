import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.slugs import slugify
from search.transliteration import LONGEST, MOST_CYRILLIC, MOST_LATIN, cyrillic, latin

COMMON = """
    выборы протест свобода объявление общество правительство учащиеся жизнь помощь
    голосовать договориться семья здоровье новый независимые ещё подъезд район хорошо
    человек суд заключённый журналисты цена съезд юность январь чай
""".split()
PASSPORT = str.maketrans({"й": "i", "ю": "iu", "я": "ia", "ц": "ts", "ё": "e", "ъ": "ie"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vybory", "выборы"),
        ("vybori", "выборы"),
        ("shhit", "щит"),
        ("schit", "щит"),
        ("zhizn", "жизнь"),
        ("zhizn'", "жизнь"),
        ("obyavlenie", "объявление"),
        ("ob'yavlenie", "объявление"),
        ("ob’yavlenie", "объявление"),
        ("yozh", "ёж"),
        ("ezh", "еж"),
        ("4to", "что"),
        ("6kola", "школа"),
        ("wkola", "школа"),
        ("xorosho", "хорошо"),
        ("horosho", "хорошо"),
        ("ekspert", "эксперт"),
        ("expert", "эксперт"),
        ("cena", "цена"),
        ("detskiy", "детский"),
        ("novyj", "новый"),
        ("noviy", "новый"),
        ("Minsky", "минский"),
        ("jurnalist", "журналист"),
        ("Hrodna", "гродна"),
        ("eshe", "еще"),
        ("shodit", "сходить"),
        ("otchet", "отчет"),
        ("onlain-platezh", "онлайн-платеж"),
    ],
)
def test_what_latin_letters_mean_is_among_the_candidates(typed, meant):
    assert meant in cyrillic(typed)


@pytest.mark.parametrize("word", COMMON)
def test_a_common_word_comes_back_from_its_address(word):
    assert word.replace("ё", "е") in [
        back.replace("ё", "е") for back in cyrillic(slugify(word, "ru"))
    ]


@pytest.mark.parametrize("word", ["юлия", "сергей", "мария", "анастасия", "илья", "цой"])
def test_a_name_comes_back_from_a_passport(word):
    assert word in cyrillic(slugify(word.translate(PASSPORT), "ru"))


def test_the_likeliest_word_comes_first():
    words = ["vybory", "svoboda", "yaschik", "tikhanovskaya", "4to"]
    assert [cyrillic(word)[0] for word in words] == "выборы свобода ящик тихановская что".split()
    assert cyrillic("zhizn")[:2] == ["жизн", "жизнь"]
    assert latin("тихановская")[0] == "tikhanovskaya"


@pytest.mark.parametrize(
    ("word", "spelling"),
    [
        ("латушка", "latushka"),
        ("Тихановская", "tikhanovskaya"),
        ("тихановская", "tihanovskaya"),
        ("навальный", "navalny"),
        ("юлия", "yulia"),
        ("юлия", "iuliia"),
        ("соловьёв", "solovyov"),
        ("щербаков", "shcherbakov"),
        ("алексей", "aleksey"),
        ("алексей", "alexey"),
        ("гродна", "hrodna"),
        ("ельцин", "yeltsin"),
        ("зміцер", "zmitser"),
    ],
)
def test_a_name_in_russian_letters_has_its_latin_spellings(word, spelling):
    assert spelling in latin(word)


@pytest.mark.parametrize(
    "word", ["", "2024", "4", "'", "слово", "café", "a b", "漢字", "x" * (LONGEST + 1)]
)
def test_what_is_not_typed_in_latin_letters_has_no_candidates(word):
    assert cyrillic(word) == []


@pytest.mark.parametrize("word", ["", "2024", "word", "ж" * (LONGEST + 1), "да нет"])
def test_what_is_not_in_cyrillic_letters_has_no_latin_spelling(word):
    assert latin(word) == []


@given(st.text() | st.text(st.sampled_from("abcehijostuyzkx'46-"), max_size=LONGEST))
def test_candidates_are_few_and_different(text):
    found = cyrillic(text)
    assert len(found) == len(set(found)) <= MOST_CYRILLIC
    assert all(found)


@given(st.text() | st.text(st.sampled_from("абвгеёийклхцщъыьэюя'-"), max_size=LONGEST))
def test_latin_spellings_are_few_and_different(text):
    found = latin(text)
    assert len(found) == len(set(found)) <= MOST_LATIN
    assert all(spelling.isascii() for spelling in found)
