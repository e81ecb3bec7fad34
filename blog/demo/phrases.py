"""Sentences of the filler posts: each pair says the same in Russian and in English.

A name in braces is a slot of `SLOTS`, whose pairs are ready in the case the sentence needs.
Counts never end in 1, so the accusative of every counted noun looks like its nominative.
"""

from __future__ import annotations

Pair = tuple[str, str]

FEW_UNITS = (2, 3, 4)
TEENS = range(11, 15)
NUMBERS = (6, 8, 12, 14, 17, 22, 24, 27, 33, 36, 42, 48, 54, 63, 78, 94, 112, 126, 140)
A_ROOMFUL = 48


def counted(few: str, many: str, english: str, limit: int = 1000) -> tuple[Pair, ...]:
    """«22 письма», «27 писем» beside “22 letters”, “27 letters”."""
    return tuple(
        (
            f"{n}\u00a0{few if n % 10 in FEW_UNITS and n % 100 not in TEENS else many}",
            f"{n} {english}",
        )
        for n in NUMBERS
        if n <= limit
    )


SLOTS: dict[str, tuple[Pair, ...]] = {
    "in_town": (
        ("в Хальмаре", "in Halmar"), ("в Торвике", "in Torvik"),
        ("в Эстервальде", "in Estervald"), ("в Мирхольме", "in Mirholm"),
        ("в Каллинене", "in Kallinen"), ("в Новом Броде", "in Novy Brod"),
        ("в Ольхове", "in Olkhov"), ("в Синегорье", "in Sinegorye"),
        ("в Лесной Гавани", "in Lesnaya Gavan"),
    ),
    "from_town": (
        ("из Хальмара", "from Halmar"), ("из Торвика", "from Torvik"),
        ("из Эстервальда", "from Estervald"), ("из Мирхольма", "from Mirholm"),
        ("из Каллинена", "from Kallinen"), ("из Нового Брода", "from Novy Brod"),
        ("из Ольхова", "from Olkhov"), ("из Синегорья", "from Sinegorye"),
        ("из Лесной Гавани", "from Lesnaya Gavan"),
    ),
    "in_month": (
        ("в январе", "in January"), ("в феврале", "in February"), ("в марте", "in March"),
        ("в апреле", "in April"), ("в мае", "in May"), ("в июне", "in June"),
        ("в июле", "in July"), ("в августе", "in August"), ("в сентябре", "in September"),
        ("в октябре", "in October"), ("в ноябре", "in November"), ("в декабре", "in December"),
    ),
    "on_day": (
        ("в понедельник", "on Monday"), ("во вторник", "on Tuesday"),
        ("в среду", "on Wednesday"), ("в четверг", "on Thursday"),
        ("в пятницу", "on Friday"), ("в субботу", "on Saturday"),
        ("в воскресенье", "on Sunday"),
    ),
    "people": (
        ("добровольцы", "volunteers"), ("соседи", "neighbours"), ("студенты", "students"),
        ("библиотекари", "librarians"), ("бывшие учителя", "former teachers"),
        ("хранители книг", "book keepers"), ("наши читатели", "our readers"),
        ("новые члены ассоциации", "new members of the association"),
    ),
    "thing": (
        ("коробку открыток", "a box of postcards"), ("старый чайник", "an old kettle"),
        ("стопку конвертов", "a stack of envelopes"), ("карту города", "a map of the town"),
        ("два складных стула", "two folding chairs"), ("пачку чая", "a packet of tea"),
        ("пишущую машинку", "a typewriter"), ("семена укропа", "dill seeds"),
    ),
    "because": (
        ("потому что поезд опоздал", "because the train was late"),
        ("потому что ключ забыли дома", "because the key had been left at home"),
        ("потому что никто не хотел расходиться", "because nobody wanted to go home"),
        ("потому что за окном шёл снег", "because it was snowing outside"),
        ("потому что связь дважды обрывалась", "because the line dropped twice"),
        ("потому что первым говорил самый младший", "because the youngest spoke first"),
    ),
    "wisdom": (
        ("короткое письмо лучше никакого", "a short letter is better than none"),
        ("спешка стоит дороже билета", "haste costs more than the ticket"),
        ("записанное не спорит с запомненным", "what is written need not argue with what is remembered"),
        ("стул по кругу важнее места во главе", "a chair in the circle is worth more than one at the head"),
        ("вопрос — уже половина помощи", "a question is already half the help"),
        ("хорошее правило помещается на открытке", "a good rule fits on a postcard"),
    ),
    "letters": counted("письма", "писем", "letters"),
    "books": counted("книги", "книг", "books"),
    "hearings": counted("заседания", "заседаний", "hearings"),
    "persons": counted("человека", "человек", "people", A_ROOMFUL),
    "pages": counted("страницы", "страниц", "pages"),
    "euros": counted("евро", "евро", "euros"),
}  # fmt: skip

TITLES: dict[str, tuple[Pair, ...]] = {
    "assembly": (
        ("Что решили {in_month} {in_town}", "What was decided {in_month} {in_town}"),
        ("Собрание {on_day}: пришло {persons}", "An assembly {on_day}: {persons} came"),
        ("Круг {in_town}: как спорят {people}", "A circle {in_town}: how {people} argue"),
    ),
    "money": (
        ("Куда ушло {euros}: отчёт {from_town}", "Where {euros} went: a report {from_town}"),
        ("Касса {in_month}: считаем вслух", "The till {in_month}: counting aloud"),
        ("Сколько стоит один вечер {in_town}", "What one evening costs {in_town}"),
    ),
    "courts": (
        ("{hearings} {in_month}: записки {from_town}", "{hearings} {in_month}: notes {from_town}"),
        ("Письма {from_town}: что нам отвечают", "Letters {from_town}: what comes back"),
        ("Зал суда {in_town}, последний ряд", "A courtroom {in_town}, the back row"),
    ),
    "safety": (
        (
            "Связь {in_town}: что изменилось {in_month}",
            "The network {in_town}: what changed {in_month}",
        ),
        ("Чему {people} научились {in_month}", "What {people} learnt {in_month}"),
        ("Тихая неделя: советы {from_town}", "A quiet week: advice {from_town}"),
    ),
    "books": (
        (
            "{books} {from_town}: что мы читали {in_month}",
            "{books} {from_town}: what we read {in_month}",
        ),
        ("Читальный вечер {in_town}", "A reading evening {in_town}"),
        ("Полка {from_town}: что просят {people}", "A shelf {from_town}: what {people} ask for"),
    ),
    "memory": (
        ("Голоса {from_town}: {pages} воспоминаний", "Voices {from_town}: {pages} of memories"),
        ("Старый двор {in_town}", "An old yard {in_town}"),
        ("Что помнят {people} {from_town}", "What {people} {from_town} remember"),
    ),
}

ANYWHERE: tuple[Pair, ...] = (
    ("{on_day} {people} принесли {thing}, и разговор пошёл легче.", "{on_day} {people} brought {thing}, and talk came easier."),
    ("Мы задержались на час, {because}.", "We stayed an hour longer, {because}."),
    ("Кто-то заметил, что {wisdom}, и все согласились.", "Somebody observed that {wisdom}, and everyone agreed."),
    ("Чай кончился раньше вопросов, но расходиться никто не спешил.", "The tea ran out before the questions did, but nobody hurried away."),
    ("За столом собралось {persons}, и каждому нашлось дело.", "There were {persons} round the table, and a task for every one of them."),
    ("Как любит повторять наша хозяйка, {wisdom}.", "As our host is fond of saying, {wisdom}."),
    ("{people} взялись приготовить ужин, и спорить стало некогда.", "{people} took charge of supper, and there was no more time to argue."),
    ("Самый тихий из гостей задал вопрос, на который ни у кого не нашлось ответа.", "The quietest of the guests asked a question to which nobody had an answer."),
    ("Свет гас дважды, и оба раза разговор становился откровеннее.", "The light went out twice, and both times the talk became more open."),
    ("Пришлось подвинуть шкаф, зато теперь круг помещается целиком.", "The cupboard had to be moved, but now the whole circle fits."),
)  # fmt: skip

# How a post ends.
CLOSINGS: tuple[Pair, ...] = (
    ("Если вы были там и помните иначе, напишите нам: поправим.", "If you were there and remember it differently, write to us and we shall put it right."),
    ("В следующий раз встречаемся {on_day}, в семь вечера, у той же двери.", "We meet next {on_day}, at seven in the evening, by the same door."),
    ("Отдельное спасибо тем, кто мыл чашки и не попал на фотографию.", "Special thanks to those who washed the cups and are in no photograph."),
    ("Имена мы изменили, остальное оставили как было.", "We have changed the names and left the rest as it was."),
    ("{in_month} нам написали {people} {from_town}: они хотят попробовать то же самое у себя.", "{in_month} {people} {from_town} wrote to us: they want to try the same where they live."),
    ("Ничего громкого не случилось, и это, пожалуй, лучшая новость месяца.", "Nothing loud happened, and that may well be the best news of the month."),
    ("О том, что будет дальше, расскажем, когда узнаем сами.", "What comes next we shall tell you when we know it ourselves."),
)  # fmt: skip

SENTENCES: dict[str, tuple[Pair, ...]] = {
    "assembly": (
        ("{in_month} собрание {in_town} рассмотрело два вопроса и отложило третий.", "{in_month} the assembly {in_town} took up two questions and put off a third."),
        ("Первый круг занял сорок минут, {because}.", "The first round took forty minutes, {because}."),
        ("Красную карточку не поднял никто, синих было четыре, и все четыре — по делу.", "Nobody raised a red card; there were four blue ones, and all four were to the point."),
        ("{people} попросили сократить листок до половины страницы, и стало понятнее.", "{people} asked for the sheet to be cut to half a page, and it became clearer."),
        ("Решение прочитали вслух дважды: в первый раз в нём нашлась лишняя запятая.", "The decision was read aloud twice: the first time it proved to have a comma too many."),
        ("Меньшинство оставило свой абзац, и он вышел короче и злее, чем текст большинства.", "The minority left its paragraph, which came out shorter and sharper than the text of the majority."),
        ("Теперь у предложения есть имя, цена и срок, а значит, есть и надежда.", "The proposal now has a name, a price and a date, and so it has some hope."),
    ),
    "money": (
        ("На конверты и марки {in_month} ушло {euros}.", "Envelopes and stamps took {euros} {in_month}."),
        ("Касса сошлась со второго раза, {because}.", "The till agreed at the second attempt, {because}."),
        ("{people} {from_town} предложили покупать бумагу вместе, и она подешевела на треть.", "{people} {from_town} suggested buying paper together, and it became a third cheaper."),
        ("Каждая строка расходов подписана двумя людьми, которые не живут вместе.", "Every line of spending is signed by two people who do not live together."),
        ("Запас подрос, но до спокойной зимы ещё далеко.", "The reserve has grown a little, but a calm winter is still far off."),
        ("Мы вернули одно пожертвование: его прислали с просьбой, которую нельзя было выполнить.", "We returned one donation: it came with a request that could not be met."),
        ("Ежемесячные переводы по-прежнему кормят всё остальное.", "Monthly transfers still feed everything else."),
    ),
    "courts": (
        ("{in_month} наблюдатели {in_town} высидели {hearings}.", "{in_month} our monitors {in_town} sat through {hearings}."),
        ("Заседание начали на час позже, {because}.", "The hearing began an hour late, {because}."),
        ("{on_day} {people} написали {letters}, и ни одного под копирку.", "{on_day} {people} wrote {letters}, and no two were alike."),
        ("Секретарь попросила убрать телефоны, блокноты остались на коленях.", "The clerk asked for telephones to be put away; notebooks stayed on knees."),
        ("Ответ шёл семь недель и уместился на половине тетрадного листа.", "The reply took seven weeks and fitted on half a sheet of an exercise book."),
        ("Адвокат попросил перерыв, и зал впервые за день открыл окно.", "The defence asked for a break, and for the first time that day the room opened a window."),
        ("Мы записали время, имена судей и то, чего в протоколе не будет.", "We wrote down the times, the names of the judges, and what the transcript will leave out."),
    ),
    "safety": (
        ("{in_month} мобильная связь {in_town} пропадала почти каждый вечер.", "{in_month} the mobile network {in_town} went down nearly every evening."),
        ("Страница без картинок открылась сразу, с картинками не открылась вовсе.", "Without pictures the page opened at once; with them it did not open at all."),
        ("{people} договорились не пересылать снимки экрана, только текст.", "{people} agreed to forward text only, and no screenshots."),
        ("Чужой телефон на столе — это ещё один собеседник, и его никто не звал.", "A stranger’s telephone on the table is one more guest, and nobody invited it."),
        ("Проверить настройки заняло двадцать минут, {because}.", "Checking the settings took twenty minutes, {because}."),
        ("Самый надёжный пароль оказался строчкой из детской считалки, которую никто не печатал.", "The safest passphrase proved to be a line from a counting rhyme nobody ever printed."),
        ("Осторожность не должна становиться работой, иначе её бросают первой.", "Caution must not turn into a job, or it is the first thing to be dropped."),
    ),
    "books": (
        ("{in_month} к читателям уехали {books}, и почти все уже в пути дальше.", "{in_month} {books} left for their readers, and nearly all are already travelling on."),
        ("На последней странице кто-то оставил рецепт варенья и дату.", "On the last page somebody had left a recipe for jam and a date."),
        ("{people} {from_town} просят учебники, сказки и что-нибудь про море.", "{people} {from_town} ask for textbooks, fairy tales and something about the sea."),
        ("Обсуждение затянулось, {because}.", "The discussion ran on, {because}."),
        ("Одну главу прочли вслух по ролям, и финал показался совсем другим.", "One chapter was read aloud in parts, and the ending seemed quite different."),
        ("Переводчица объяснила, почему в этой фразе нельзя менять порядок слов.", "The translator explained why the order of words in that phrase must not be changed."),
        ("Книгу вернули с закладкой из трамвайного билета, и мы её оставили.", "The book came back with a tram ticket for a bookmark, and we left it there."),
    ),
    "memory": (
        ("{in_month} мы записали {pages} воспоминаний {from_town}.", "{in_month} we took down {pages} of memories {from_town}."),
        ("Рассказчица остановилась на полуслове, {because}.", "The narrator stopped in mid-sentence, {because}."),
        ("Двое помнят один и тот же день по-разному, и мы оставили оба рассказа.", "Two people remember the same day differently, and we have kept both accounts."),
        ("Фотография нашлась в коробке из-под обуви, между счетами и выкройкой.", "The photograph turned up in a shoebox, between the bills and a sewing pattern."),
        ("{people} узнали на снимке угол дома, которого уже нет.", "{people} recognised in the picture the corner of a house that is no longer there."),
        ("Запись идёт сорок минут, из них три — тишина, и вырезать её мы не стали.", "The recording lasts forty minutes, three of them silence, and we did not cut it out."),
        ("Внуки слушали из коридора, думая, что их не видно.", "The grandchildren listened from the corridor, believing themselves unseen."),
    ),
}  # fmt: skip
