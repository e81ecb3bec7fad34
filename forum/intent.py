"""Does somebody ask how to stop giving? Classes of words and a few shapes of sentences; no statistics.

Every word becomes the letter of its class in `LEXICON`, so that a sentence becomes a short word:
«Как мне удалить ежемесячный донат?» is `QIRED?`. `ASKING` are the shapes that ask, `PASSING` those
which only speak of it. What has none of these shapes may still ask as a whole: see `intent_gist`.
"""

import re
import unicodedata
from collections.abc import Iterator

from forum.intent_concepts import NO_MORE, POLITE
from forum.intent_gist import Sentence, asks_as_a_whole
from forum.intent_words import PHRASES, letter

LONG = 1_500  # characters; in a longer text only those are heard who speak of themselves
LONGEST = 12_000  # characters; of a longer text, the beginning and the end are heard
LONGEST_SENTENCE = 60  # words
LONGEST_WRITTEN = 300  # characters
SHORT = 12  # words; in a longer sentence slips are mended only if another word is about giving
REACH = 3  # sentences in which “it” may still mean the donation

# «подписка на новости», «платёж за газ» aren't ours; nor is a sentence “for a donation”
STOP, GIFT = "[SRL]", r"(?:D|Y(?![03][._O])|E(?![._]))"
MARK = "(?=.*[Q5WXI?!]|[^D]?2)"
UNWILLING = "(?:N.{0,2}[WX]|[WX].{0,2}N)"
ASKING = re.compile(
    "|".join([
        # How do I stop my donation? «Отмена доната»
        rf"{MARK}(?=.*(?:{STOP}(?:(?!__)[^.O0]){{0,4}}{GIFT}|"
        rf"{GIFT}[^O]{{0,5}}(?:[WXQ][SRL]|S(?![._]{{2}})|[RL](?!I?[._]))))",
        rf"[^ON]{{0,2}}{STOP}(?:(?!__)[^.O0]){{0,2}}{GIFT}(?:[^.O]|\.(?!\.)){{0,3}}$",
        rf".?{GIFT}[^._]{{0,2}}{STOP}.?$",
        # A donation of mine …, please stop it
        rf"(?=.*[QWXIUN?!])(?=.*(?:{GIFT}|[Cc]|PU).*(?:{STOP}.?[Z4]|[WX!]{STOP}.?$)"
        rf"|.*(?:[DY].*|PU.?|PM?!?|C.?){STOP}!?$)",
        rf".*[Cc].*[QW].?4?{STOP}",
        # How do I stop supporting you?
        r"(?=.*[QWX?!]|.?2)(?=.*[UIE6]).*[SR].{0,2}[PK](?![._0])|Q.?SK.?$",
        # I want it stopped. Can it be stopped? «Где отменяется донат»
        r".*[WXN].{0,4}[DY].?s|.?2[IEQ_]{0,5}[DY].{0,2}s|.*[DY]Ws|Q2.?s[^O]{0,4}[DYE]|.*[WX]_?[rs]3?[DYE]",
        r"3?Q.?s.{0,2}[DY]|(?=.*[XW?]).*Qs[DY]",
        # It doesn't stop; I stopped it, and am charged all the same
        r".*[DY].{0,3}Ns|.*[DY].{0,2}F.*s|.*F.?[DY].*[Ss]|.*[DY].*[DY]I?s",
        r".*s[^O]{0,4}[DY].*[Cc]|.*s.{0,4}c|(?=.*I).*c.{0,4}s|.*s.*(?:F.{0,2}[YCDc]|[YCDc].{0,2}F)",
        # Stop charging me; don't charge me any more; you keep charging me; every month, and I can't
        r".*S.{0,4}[Cc](?![._O])|.*N.{0,3}[Cc].{0,3}M|.*M.{0,3}N.{0,2}[Cc]|(?=.*[IJKMW]).*NC(?![._O])",
        rf".*F.{{0,2}}[Cc]|.*[Cc].{{0,3}}F|(?=.*[cC])(?=.*[E6]).*{UNWILLING}",
        # I no longer want to give. No more payments. How not to pay
        rf"(?=.*[MEUF6]).*{UNWILLING}.{{0,5}}(?:[DCc]|Y.?M)",
        rf"(?=.*[MEU6]).*{UNWILLING}.{{0,4}}(?:P(?![._O0])|KU)",
        r"(?=.*[MEUF6]).*(?:[DP].{0,3}N.?[WX]|Q.{0,3}N.{0,2}[PCD])",
        r".*NMD|.*(?:NM|(?=.*[XW]).*MN)P(?![._O0])|.*[DY].{0,3}(?:MN|NM)W|.*MN.D|NM.?[DYECc](?![._])",
        # Remove my card
        r"(?=.*I).*R[^.O]{0,3}J(?!3?[._O])",
        # I meant to give once, not monthly
        r"(?=.*A)(?=.*[E61])(?=.*[DYPCE6])",
        r".*H.*[E6].{0,3}1|.*X[^H]{0,4}1.*[E6]|.*1.*c.{0,2}[E6]|.*Y.{0,3}1.{0,3}N[E6]",
    ])
)  # fmt: skip
ELSEWHERE = re.compile(rf"(?!.*D|.*(?<!O)(?<!O.){STOP}[^O]{{0,3}}Y(?!.{{0,2}}O)).*O|.*O[SRL]")
PASSING = re.compile(
    "|".join([
        r"[^Q5]*T|.*U[Q2]S(?!.*\?)",  # an answer
        r"(?:.*[^N])?G(?!.*\?)|(?!.*[ID]).*V",  # an opinion
        rf"(?:[^W5X]*|W)N!?{STOP}(?!W)|.*[DY]NS|.*N.?[WX][.I_]{{1,3}}[DY][^QWX2!]{{0,2}}[Ss]",  # don't stop!
        r"[^Q25]*B.?S(?!.*Q)|.*8.{0,2}S|.*S.{0,3}8",  # if I stopped, later
    ])
)  # fmt: skip
# “How do I stop it?”, and what was spoken of just before, or is just after
GOES_ON = re.compile(
    rf"(?!.*O)(?=.*[Q5XWZ]|.?2)(?:.*{STOP}(?:Z|4(?![._]))|.*(?:Z.{{0,2}}|4.?){STOP}(?![._])"
    rf"|.*{STOP}[._QWI]?[?!]*$|.?2[Z4].?s)|.?[SR]!?$|Qs.?$"
)
GIVEN = re.compile(r"(?!.*T)(?=.*D|.*[UI].?Y|.*[E6].{0,4}U|.*U.{0,4}[E6]|(?!.*O).*[YE6Cc])")

ANY = re.compile("")
WORTH = re.compile("[SRLCDYE6PJKcs]")
BRIEF = re.compile(WORTH.pattern + "|^.{1,12}$")
OWN = re.compile("(?=.*[CDYE6Jc]).*[IX]")
WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*|[?!]")
SENTENCE_END = re.compile(r"(?<=[.!?…;])\s|\n")
SO_THAT = re.compile("чтоб|каб |щоб")  # after it, Russian verbs stand in the past
QUOTE = re.compile(r"(?m)^[ \t]*>.*$")
ENGLISH = re.compile(
    r"\b(?:the|to|my|of|for|is|are|was|and|in|how|after|who|you|with|not|from|this)\b"
)
CYRILLIC = re.compile("[а-я]")
INVISIBLE = re.compile(
    "[\xad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю"
TO_LATIN, TO_CYRILLIC = str.maketrans(KEYS[1], KEYS[0]), str.maketrans(*KEYS)
TRANSLIT = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю",
    "ju": "ю", "ya": "я", "ja": "я", "ye": "е", "yo": "е", "iya": "ия", "iy": "ий", "yy": "ый",
    "oy": "ой", "ay": "ай", "ey": "ей",
} | dict(zip("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопкрстуввхыз", strict=True))  # fmt: skip
SOUND = re.compile("|".join(TRANSLIT))


def asks_to_stop_giving(title: str, text: str) -> bool:
    """Would the private way to stop a donation help whoever writes this? A few milliseconds at most."""
    if len(text) <= LONG:
        readings = list(_readings(plain(f"{title}\n{text}")))
        return any(map(_asks, readings)) or any(map(asks_as_a_whole, map(unmistaken, readings[:2])))
    return _asks(shapes(plain(text), OWN), OWN) or asks_to_stop_giving(title, "")


def plain(text: str) -> str:
    """In small letters, without quotes, stress marks, invisible characters and the middle of a book."""
    text = unicodedata.normalize("NFKC", QUOTE.sub("", _ends(text))).lower()
    return _ends(INVISIBLE.sub("", text).replace("ё", "е"))


def _ends(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"


def _readings(text: str) -> Iterator[list[Sentence]]:
    """Shapes of the text as written, as Russian in Latin letters, as typed in the other layout."""
    yield shapes(text, BRIEF)
    if CYRILLIC.search(text):
        yield shapes(text.translate(TO_LATIN), WORTH)
    elif not ENGLISH.search(text):
        russian = SOUND.sub(lambda sound: TRANSLIT[sound[0]], text)
        yield shapes(re.sub(r"(?<=[аеиыя])т\b", "ть", russian), WORTH)
        yield shapes(text.translate(TO_CYRILLIC), WORTH)


def shapes(text: str, closer: re.Pattern[str]) -> list[Sentence]:
    """Each sentence, with its word of letters. Those that match `closer` are read closer: slips mended."""
    found = []
    for written in SENTENCE_END.split(text):
        sentence = written
        shape = "".join(map(letter, WORD.findall(sentence)[:LONGEST_SENTENCE]))
        if closer.search(shape):
            for phrase, word in PHRASES:
                sentence = phrase.sub(word, sentence)
            words = WORD.findall(sentence)[:LONGEST_SENTENCE]
            shape = "".join(letter(word, mends=True) for word in words)
            shape = shape.upper() if SO_THAT.search(sentence) else shape
        found += [Sentence(written[:LONGEST_WRITTEN], shape)] if shape else []
    return found


def unmistaken(sentences: list[Sentence]) -> list[Sentence]:
    """Without those which only speak of it."""
    return [each for each in sentences if said_so(each.text) or not _passes(each)]


def said_so(text: str) -> bool:
    """Is it plain that its writer wants it, however it is wrapped?"""
    return bool(NO_MORE.search(text) or POLITE.search(text))


def _passes(sentence: Sentence) -> bool:
    return bool(PASSING.match(sentence.shape))


def _asks(sentences: list[Sentence], heard: re.Pattern[str] = ANY) -> bool:
    shapes = [each.shape for each in sentences]
    for place, shape in enumerate(shapes):
        around = shapes[max(place - REACH, 0) : place] + shapes[place + 1 : place + REACH]
        asks = ASKING.match(shape) or (GOES_ON.match(shape) and GIVEN.match("".join(around)))
        if asks and heard.match(shape) and not (PASSING.match(shape) or ELSEWHERE.match(shape)):
            return True
    return False
