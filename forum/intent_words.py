"""What the words of a sentence about giving are: each word has a class, and a class is a letter.

Words are known in all their forms, and with a slip of the finger or two.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

LONGEST_WORD = 24

LEXICON = {
    # to stop
    "S": """отменить отменять отменяй отмена отменен остановить останавливать остановка прекратить
        прекращать прекращение прервать отключить отключать отключение отписать отпишите отписка
        выключить закрыть закрытие завершить завершать завершение аннулировать расторгнуть
        расторжение деактивировать дезактивировать перестать перестаньте отказаться отказываться
        отказ приостановить пауза перерыв отозвать отзываю выйти слезть отрубить вырубить обнулить
        стоп избавиться заморозить закончить заканчивать спыніць спыняць спыненне адмяніць адмяняць
        адключыць адпісацца скасаваць прыпыніць адмовіцца адмова перастаць скасувати зупинити
        припинити припинення відмовитися вимкнути відписатися ликвидировать cancel cancellation stop
        end discontinue terminate unsubscribe quit pause suspend cease revoke disable deactivate
        withdraw termination close halt убить грохнуть прибить свернуть прикрыть соскочить вырубать
        завязать тормознуть притормозить разорвать стопнуть погасить kill axe scrap abort void annul
        cut sever""",
    # to remove
    "R": """удалить удалять удаление убрать убирать уберите стереть вытащить исключить исключите
        выдаліць прыбраць видалити прибрати remove removal delete deletion erase undo detach unlink
        pull drop reverse удали снести выпилить отцепить открепить отсоединить вычеркнуть уничтожить""",
    # to lift, which is done to nothing else of ours
    "L": "снять снимите сними",
    # a donation, or to donate
    "D": """донат донатить донейт пожертвование пожертвований жертвовать жертвую донор данат
        данаціць ахвяраванне ахвяраванняў ахвяраваць donation donate pledge donor спонсор спонсором
        sponsor""",
    # what is paid, perhaps to us
    "Y": """подписка платеж автоплатеж списание автосписание рекуррент рекуррентный падпіска плацеж
        аўтаплацёж спісанне платіж підписка subscription sub payment autopayment contribution gift
        debit giving sponsorship withdrawal commitment автопродление отчисление перечисление
        спонсорство patronage installment""",
    # what is paid to us if it is mine, or yours, or monthly
    "K": """деньги денег взнос перевод оплата поддержка помощь узнос грошы гроши money support
        transfer transfers""",
    # monthly: which one
    "E": """ежемесячный регулярный регулярка ежемесячка ежемесячку ежемесячки повтор повторяющийся
        повторный штомесячны щомісячний monthly recurring recurrent regular renewal""",
    # monthly: how often
    "6": "ежемесячно регулярно штомесяц щомісяця regularly",
    # to charge
    "C": """списывать спишите списать снимать сняли снял сняла взимать спісваць здымаць charge
        charging deduct deduction bill billing debiting""",
    # to pay
    "P": """платить плачу поддерживать помогать перечислять переводить перевести спонсировать
        плаціць дапамагаць финансировать pay paying give fund contribute""",
    # a card
    "J": "карта карту карты карточка картка картку card",
    # you
    "U": "вы вам вас вами ваш ваша ваше ваши вашу вашей вашего вашему вашим you your",
    # me
    "I": """я мне меня мной мой моя мое мои мою моей моего моему моих моими мяне мая мае маю свой
        свое свою свои своего i my me mine im id ive""",
    # I want, I can
    "X": """хочу хотим хотел хотела хотели хотелось прошу вынужден вынуждена планирую пытаюсь могу
        можем смогу буду желаю хачу магу прашу хочемо""",
    # how, where
    "Q": """как каким какая какой где куда кому ли як дзе куды каму ці де чи how where wheres which
        whom anyone anybody someone ктонибудь ктото каком которой""",
    # who, why, when
    "5": "кто почему когда хто who why when what whats",
    # may one; a question where it comes first
    "2": "что можно может возможно реально можете сможете можаце can could would",
    # please, help, need, can’t
    "W": """хочет надо нужно необходимо просьба пожалуйста плиз плз помогите подскажите объясните
        дайте скиньте получается инструкция срочно позволить смог карману требую порядок способ
        ссылка кнопка работает вижу нашел нашла дает ошибка ошибку попытке вопрос поводу трэба
        падкажыце дапамажыце калі треба допоможіть want wish like need please kindly pls plz help
        trying tried must wanna able afford instructions steps hereby safe link button question
        decided option way ways have had error придется приходится пора хочется""",
    # not
    "N": "не нет ни нельзя ня no not never без without",
    # any more
    "M": "больше болше дальше впредь больш longer anymore any more further",
    # again, still
    "F": "снова опять равно продолжают продолжаете продолжали again still keep keeps continue",
    # it
    "Z": "его ее их оба it them both яго яе",
    # this, which may have a noun of its own
    "4": "это эту этот эти этого все this that these all one гэта",
    # by mistake
    "A": """случайно ошибке ошибочно ошибкой нечаянно вместо думал думала ой передумал передумала
        accidentally accident mistake instead meant supposed""",
    # once
    "1": "разовый разовое разово единоразовый единоразово одноразовый однажды once single",
    # to change
    "H": "поменять сменить изменить перейти уйти переключить switch change",
    # what else is stopped or paid, and by whom
    "O": """рассылка уведомление новости тема теме тему темы канал ютуб журнал дайджест пост поста
        пенсия пособие налог яндекс премиум профсоюз штраф ипотека кредит аренда квартира суд
        приставы дело уголовный государство государственный правительство война репрессии режим
        диктатор путин банк сбер мегафон билайн мтс услуга оператор провайдер алименты вступительный
        членский членские люди окно доноры доноров донорам баннер просите просят просьбы просьб
        газета газету кинопоиск инстаграм телеграм закон организация сообщение комментарий
        newsletter mailing emails notification thread digest news post comment tax pension union
        dues rent lease court state government regime dictator bank netflix spotify youtube premium
        people foundation banner popup newspaper magazine app booking google apple telegram asking
        letters poll vote donors""",
    # an answer, a notice
    "T": """опечатка typo bug обсудить обсуждение откройте зайдите нажмите введите попросите
        посмотрите open press yourself""",
    # praise, success
    "G": """хорошо отлично здорово отличная great everywhere помогли получилось solved нравится
        понравилось""",
    # an opinion
    "V": "трудно сложно hard difficult easy легко",
    # if
    "B": "если if",
    # later
    "8": "потом later",
    # for, about
    "0": "за о об про for over about",
    # on, in
    "3": "на в on in",
    # no letter
    "": """a an the от с со из и а же то бы к у но так просто наконец пока тоже совсем вообще
        полностью сразу сейчас теперь тут здесь быть стать себя себе вернуть ад странице
        автоматически через страйп пейпал of to from at and with by via as but just next now here we
        us our мы нас нам наш наша thing automatically stripe paypal евро долларов рублей euro euros
        eur usd dollars месяц месяца месяцев год года лет пару два три month months year years week
        weeks while""",
    # others, which only look like one of these
    ".": """подпись отметить ударить платье жертва жертвы станция солдат удача удачи удобный
        подписать подписчик подписчики подписаться подпишитесь подписывать включить включать
        подключить подключать заключить открыть открывать установить устанавливать становиться
        постановить показать показывать оказаться оказываться описать описывать написать писать
        записать записывать переехать пересылать отпустить совершить обменять список списки входить
        выделить выдать дебаты восстановить autoplay брать living making talking taken debate secure
        renewable honor cause quiet withdrew cancer recover remote delegate regulation email просил
        просила просили попросил попросила попросили спросил отпуск отпуска отпуске""",
}
PHRASES = [
    (re.compile(phrase), f" {word} ")
    for phrase, word in {
        r"(?:из|from)(?: \w{1,12}){0,2} (?:доноров|donors)|donors?[’']? list": "донат",
        r"standing order|direct debit|auto-?re\w{1,5}": "донат",
        r"кажд\w{1,3} месяц\w?|(?:раз )?в мес(?:яц)?\b|кожны месяц|щомісяця"
        r"|(?:a|per|each|every|every single) month\b": "ежемесячно",
        r"один раз|one[- ](?:time|off)": "once",
        r"(?:turn|switch|shut|opt)\w{0,4} ((?:\w{1,12} ){0,3}?)(?:off|out)\b": r"стоп \1",
        r"get rid|get out of|want out|on hold|(?:take|have|need) a break|done supporting|хватит"
        r"|call (?:it |this )?off|(?:back|pull) out of|shut down|put a stop"
        r"|(?:take|let|remove) (?:me|myself) (?:off|out|from)"
        r"|(?:not|n['’]t|не) (?:renew|продлева\w{1,4})": "стоп",
        r"(?:договор|соглашени|согласи)\w{0,2} (?:об?|на)\b|в состоянии"
        r"|authori[sz]ation for\b|in a position\b": "",
        r"\b(нет|no)\b,": r"\1 ладно",
        r"(?:take|get) my card off": "remove my card",
        r"\b(?:he|she|they|who|police|people)\b(?: \w{1,5}){0,2} charg": "",
        r"отвя[жз]\w{1,4}": "удалить мою",
        r"(?:tak(?:e|es|ing|en)|withdrawing) (?:any |more |my |the ){0,2}(?:money|payments?|[€$]?\d)"
        r"|(?:бер(?:ут|ите|ете)|брать) (?:\w{1,9} ){0,2}(?:деньги|денег)": "charge",
        r"money (?:is|gets|keeps)(?: \w{1,8})? (?:taken|leaving|going out)|money again": "keep charge",
        r"(деньг\w{1,2}|средства|евро|рублей|долларов) ((?:\w{1,9} ){0,2}?)уход\w{1,3}": r"\1 \2списывают",
        r"уход\w{1,3} ((?:\w{1,9} ){0,2}?)(деньги|средства|евро|рублей|долларов)": r"списывают \1\2",
        r"(?:button|option|link|way|page|steps?) (?:for|about) ": "button ",
        r"(?:мо[её]|my|his|her) (?:имя|name)\b": "banner",
        r"(?:needs? to|should|must|has to|have to) be (?=\w{2,9}ed\b)": "need",
        r"\bauto[- ](?=donat|pay)": "",
        r"автоматическ\w{2,3} продлени": "автопродлени",
        r"(?:donation|subscription) (?:banner|popup|page|form|button|box)": "banner",
        r"\bleave (?:the )?(?=monthly|giving|donor)": "стоп",
        r"(?:bank|payment|card) (?:details|info)|bank card|банковск\w{1,3} карт\w{1,2}": "card",
        r"(?:от|с|из|на|from|on) (?:\w{1,8} )?(?:сайта|сайте|site|website|system|системы)\b": "you",
        r"(?:ca|wo|could|would)n['’]?t\b|\bcannot\b|\bunable\b": "not able",
        r"did(?:n['’]?t| not) (?:mean|want|intend|agree|consent)"
        r"|never (?:agreed|signed)|(?:only|just) (?:wanted|meant)"
        r"|не (?:соглаша|подписыва|оформля|проси|замети|дава)\w{1,4}": "случайно",
        r"\w{2,5}n['’]t\b": "not",
        r"\bdid (?:\w{1,12} ){1,3}(?:stop|end)\b": "has ended",
        r"в два клика|два нажатия|two clicks|any ?time|always|в люб\w{2} (?:момент|время)|\bвсегда": "later",
        r"(?:\blove|хорош\w{0,4}|отличн\w{0,4}|\bgreat)\b[^.!?\n]{0,60}\b(?:but|но|однако)\b": "",
        r"\blove (?:that|it)|(?:not|never) going to|не собира\w{2,3}|не планир\w{2,4}": "отлично",
        r"(?<=\bкак )(\w{4,}[аеияы]т)(?:с[ья])?\b": r"\1ь",  # «как отменит»
    }.items()
]

ENDING = re.compile(
    r"(?<=[а-яіўєї]{4})(?:ами|ями|[ыи]ми|[ое]го|[ое]му|[еи]шь|[аяуе]?йте|[иеь]те|[аяиеоу]т[ьи]|[ыі]це|[аяіы]ць"
    r"|[аяую]ют|[аяие]л[аио]?|[ае]ет|ая|яя|[оеиы]е|[ыиое]й|[уюи]ю|[ыиая]х|[ыиоеая]м|[оае]в|ь[юя]|и[ия]|т[ьи]"
    r"|[ая]ю|[уюая]т|[аоуюяеиыійьў])?(?:с[ья]|цц?[ая])?$"
    r"|(?<=[a-z]{3})(?:ions?|ings?|ments?|ers?|ed|es|s|e)$"
)
REPORTED = re.compile(
    r"(?:(?:[аяиеыу]л[аои]?|[еёиую]т|нн\w{1,3}|[ая]ў)(?:с[ья])?|[ая]т|(?:крыт|щен|нен)[аоы]?)$"
    r"|[a-z]{3}(?:ed|[^s](?<!ion)s)$"
)
QUALITY = re.compile(r"(?:[ыиое]й|[оеа]е|[ое]го|[ое]му|[ыи][ехм]|[ыи]ми|ую|[^\W\d_а-яіўєїґ])$")
PARTICIPLE = re.compile(r"нн\w{2,3}$")
JOINTS = str.maketrans("", "", "-’'")
LOOKALIKES = str.maketrans("aceopxykmhtbi", "асеорхукмнтві")
STOPS = set("SRL")
CONTENT, REPORTABLE = set("SRDYEC"), set("SRLC")


@lru_cache(maxsize=20_000)
def letter(word: str, *, mends: bool = False) -> str:
    """The word's class; in lower case when it says that somebody else stops, or has stopped."""
    if word in "?!":
        return word
    word = word[:LONGEST_WORD].translate(JOINTS)
    if word.isdigit():
        return "9"
    if not word.isascii():
        word = word.translate(LOOKALIKES)
    found = WORDS.get(word)
    if found is None:
        found = STEMS.get(stem(word), "") if word[:3] in BEGINNINGS else ""
        found = found or (mends and mended(word)) or ("_" if QUALITY.search(word) else ".")
    if found in REPORTABLE and word != "удали" and REPORTED.search(word):
        return "_" if PARTICIPLE.search(word) else found.lower()
    if found in STOPS and word.endswith(("ю", "те", "це")):
        return ("X" if word.endswith("ю") else "!") + found
    return found


def stem(word: str) -> str:
    """Without its ending and doubled letters; roughly."""
    return re.sub(r"(.)\1", r"\1", ENDING.sub("", word))


def mended(word: str) -> str:
    """The class of a word with one edit, of one with two if it has 9 letters; else nothing."""
    heard = re.sub("^а", "о", word)  # as it sounds
    for each in dict.fromkeys((word, stem(word), heard, stem(heard))):
        most = (len(each) >= 5) + (len(word) >= 9 and each[:2] in LONG_BEGINNINGS)
        for shorter in without(each, most) if most else ():
            for known in NEIGHBOURS.get(shorter, ()):
                if edits(each, known) <= most:
                    return KNOWN[known]
    return ""


def without(word: str, most: int, start: int = 0) -> Iterator[str]:
    """The word with up to so many of its letters, from `start` on, left out, each way there is."""
    yield word
    for place in range(start, len(word) if most else 0):
        yield from without(word[:place] + word[place + 1 :], most - 1, place)


def edits(one: str, other: str) -> int:
    """Letters put in, left out, changed, or swapped with the next, to make one word the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, its in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != its)))
            if i > 1 < j and letter == other[j - 2] and its == one[i - 2]:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]


WORDS = {word: kind for kind, words in LEXICON.items() for word in words.split()}
STEMS = {
    stem(word): kind
    for word, kind in reversed(WORDS.items())
    if kind != "L" and (len(stem(word)) > 3 or kind == "S")
}
BEGINNINGS = {word[:3] for word in WORDS}
KNOWN = {form: kind for form, kind in (STEMS | WORDS).items() if kind in CONTENT and len(form) > 3}
LONG_BEGINNINGS = {form[:2] for form in KNOWN if len(form) >= 8}
NEIGHBOURS: dict[str, set[str]] = {}
for _form in KNOWN:
    for _shorter in without(_form, (len(_form) >= 5) + (len(_form) >= 8)):
        NEIGHBOURS.setdefault(_shorter, set()).add(_form)
