"""What a short post is about as a whole, where no single sentence has one of the known shapes.

«С моей карты идут вам деньги. Я не жалею, но больше не могу.» Some sentence must speak of an ending,
and it or its neighbours of giving, to us, by somebody who gives and wants something.
"""

from typing import NamedTuple

from forum.intent_concepts import (
    ASKING,
    ENDING,
    ENDS_SUPPORT,
    FOREIGN,
    GIFT,
    GOING_ON,
    ME,
    MONEY,
    MONTHLY,
    NO_MORE,
    OWN_LISTS,
    PULLED,
    SUM,
    TAKEN,
    TOLD_ENDING,
    YOU,
)

NEAR = 2  # sentences before and after


class Sentence(NamedTuple):
    text: str
    shape: str  # a letter for each word, of its class


def asks_as_a_whole(sentences: list[Sentence]) -> bool:
    """Is there a sentence that ends something, and is it a donation of whoever writes?"""
    return any(_ends(sentences, place) for place in range(len(sentences)))


def _ends(sentences: list[Sentence], place: int) -> bool:
    text = sentences[place].text
    ending = any(each.search(text) for each in (ENDING, NO_MORE, ENDS_SUPPORT))
    if not (ending or TOLD_ENDING.search(text)) or foreign(sentences[place]):
        return False
    near = sentences[max(place - NEAR, 0) : place + NEAR + 1]
    around = "\n".join(each.text for each in near if not foreign(each))
    if GOING_ON.search(around) or not asks(text, around):
        return False
    mine = (YOU.search(text) and MONEY.search(text)) or (ME.search(text) and MONTHLY.search(text))
    gives = mine or GIFT.search(text) or ENDS_SUPPORT.search(text) or gives_us(around)
    return bool(gives and (ending or still_open(text, around)))


def still_open(text: str, around: str) -> bool:
    """Is an ending that is told of one to come, or is money taken all the same?"""
    wished = "чтоб" in text or "каб " in text
    return bool(wished or TAKEN.search(text) or (ME.search(text) and PULLED.search(around)))


def asks(text: str, around: str) -> bool:
    """Is something wanted, or does somebody only say that they’ve had enough?"""
    tired = NO_MORE.search(text) and ME.search(text) and GIFT.search(text)
    return bool(tired or ASKING.search(around) or TAKEN.search(around))


def foreign(sentence: Sentence) -> bool:
    """Is it something else that is stopped, or is giving begun, told of, praised?"""
    text = OWN_LISTS.sub("донат", sentence.text)
    ours = any(each.search(text) for each in (YOU, ME, GIFT)) or text != sentence.text
    return bool(FOREIGN.search(text) or ("O" in sentence.shape and not ours))


def gives_us(text: str) -> bool:
    """Does money of whoever writes go to us, or each month?"""
    if TAKEN.search(text):
        return True
    you, me, monthly = YOU.search(text), ME.search(text), MONTHLY.search(text)
    gift = GIFT.search(text) and (you or me or monthly)
    money = MONEY.search(text) and ((you and (me or SUM.search(text))) or (monthly and (you or me)))
    return bool(gift or money or (me and PULLED.search(text)))
