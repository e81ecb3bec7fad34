"""Letters that pass for one another, listed here by eye: the code's own table is not asked."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, F, Value
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.lookalikes import ALPHABET, LETTER, SEPARATORS, fold, folded
from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ALIKE = [  # each line is one look
    "AaАаÀÁÂÃÄÅàáâãäåĀăĄą", "BbВвЪъЬьß8", "CcСсÇçĆĈċč", "EeЕеЁёЀѐЄєÉèêëĒĕĖęĚ", "GgQqĝĞġģ9", "HhНнЋћЂђĤħ",
    "IilL1ІіЇїìÍîïĨīĬįİıĹļĽŁł", "JjЈјĴĵ", "KkКкЌќĶķĸ", "NnПпÑñŃņŇŋŊ", "OoОо0ÒóÔõöØøŌŏő", "PpРрÞþ", "RrГгЃѓҐґŔŗř",
    "SsЅѕ5ŚŝŞš", "TtТтŢťŦŧ", "UuИиЙйЍѝЦцЏџÙúÛüŨūŬůŰų", "VvVv", "XxХх", "YyУуЎўÝÿŶ", "ZzŹżŽ2", "ЗзЭэ3", "Чч4", "Бб6",
    "MmМм", "WwШшЩщŴ", "DdĎĐđÐð",
]  # fmt: skip
PAIRS = [
    ("m", "rn"), ("М", "rn"), ("м", "гп"), ("w", "vv"), ("ш", "vv"), ("Щ", "VV"), ("d", "cl"), ("D", "сІ"), ("đ", "c1"),
    ("ы", "ьі"), ("Ы", "bl"), ("ю", "lo"), ("Ю", "IO"), ("ю", "10"), ("њ", "нь"), ("Љ", "ль"), ("æ", "ae"), ("Œ", "OE"),
]  # fmt: skip
SWAPS = [(one, other) for line in ALIKE for one in line for other in line if one != other] + PAIRS
AROUND = st.text(st.sampled_from("яжЖфлЛдaбk"), max_size=10)


def insert(*names):
    User.objects.bulk_create(User(name=name, password="!") for name in names)


@pytest.mark.parametrize("letters", ALIKE)
def test_letters_of_one_look_fold_alike(letters):
    assert len(set(map(fold, letters))) == 1


def test_letters_of_different_looks_do_not():
    assert len({fold(letters[0]) for letters in ALIKE}) == len(ALIKE)


@pytest.mark.parametrize(("letter", "pair"), PAIRS)
def test_a_pair_folds_like_the_letter_it_passes_for(letter, pair):
    assert fold(letter) == fold(pair)


@given(AROUND, AROUND, st.sampled_from(SWAPS), st.booleans())
@example("я", "", ("rn", "m"), False)
def test_the_database_refuses_a_name_with_a_letter_swapped(before, after, swap, is_reversed):
    one, other = reversed(swap) if is_reversed else swap
    with pytest.raises(IntegrityError, match="user_name_unique"), transaction.atomic():
        insert(f"ж{before}{one}{after}", f"ж{before}{other}{after}")


@given(st.lists(st.sampled_from(SWAPS), min_size=1, max_size=8))
def test_nor_does_it_with_several_swapped(swaps):
    names = ["ж" + "".join(swap[side] for swap in swaps) for side in (0, 1)]
    with pytest.raises(IntegrityError, match="user_name_unique"), transaction.atomic():
        insert(*names)


@pytest.mark.parametrize("separator", SEPARATORS)
def test_separators_make_no_other_name(separator):
    make_user(name="Анна Мария")
    with pytest.raises(IntegrityError, match="user_name_unique"), transaction.atomic():
        insert(f"Ан{separator}намария")


def test_every_letter_of_the_alphabet_has_a_look():
    looks = set("".join(map(fold, ALPHABET)))
    assert looks <= set("abcefghijknoprstuvxyzбджзлфчя")  # of each kind one
    assert all(map(fold, ALPHABET))


def test_case_and_accents_never_tell_letters_apart():
    for letter in ALPHABET:
        for other in {letter.upper(), letter.lower()} & set(ALPHABET):
            assert fold(letter) == fold(other), letter


def test_the_alphabet_is_what_the_rules_say():
    assert len(ALPHABET) == 52 + 62 + (128 - 6) + 96 + 2  # ASCII, Latin-1, Extended-A, Cyrillic, ґ
    assert not [each for each in "ªº×÷ſĳĲŉŀѠα" if LETTER.match(each)]
    assert fold("".join(SEPARATORS)) == ""


def in_database(text):
    make = folded(Value(text, output_field=CharField()))
    return User.objects.annotate(look=make).values_list("look", flat=True).get()


def test_the_database_folds_each_letter_as_the_code_does():
    make_user()
    for each in ALPHABET + "0123456789" + SEPARATORS:
        assert in_database(each) == fold(each), each


def test_the_database_folds_words_as_the_code_does():
    make_user()

    @given(st.text(st.sampled_from(ALPHABET + "0123456789" + SEPARATORS), max_size=40))
    @example("rnmDcldMW")
    def agree(text):
        assert in_database(text) == fold(text)

    agree()


def test_the_index_depends_on_no_locale():
    """`lower()` would, and a dump restored under another locale would break the index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'user_name_unique'")
        (definition,) = cursor.fetchone()
    assert definition.startswith("CREATE UNIQUE INDEX")
    assert "lower(" not in definition


def test_a_folded_column_is_one_the_index_answers_for():
    make_user(name="Вася")
    assert User.objects.alias(key=folded(F("name"))).get(key=fold("BACЯ")).name == "Вася"
