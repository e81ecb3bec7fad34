"""What a post may be about which asks to stop giving: each concept is one wide pattern.

They look for the beginnings of words, in small letters, in Russian, Belarusian and English.
"""

import re


def concept(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.MULTILINE)


# Words that end something, save those that tell of somebody who has ended it
ENDING_RU = (
    r"(?:закр[оы]|распрощ|попроща|прощай|покончи|порвать|выпиш|выпил[ия]|отсоедин|отцепит|отвяжи"
    r"|отстан|перекр|застопор|снести|снесит|погас|отступ"
    r"|отмен|отмян|аннулир|анулир|останов|останавл|прекра[тщ]|прекращ|прерв|прерыв|отключ|отпи[сш]"
    r"|отпусти|выключ|заверш"
    r"|заканч|законч|сконч|расторг|переста[тнюв]|отказ|приостан|отозв|отзыв|обнул|заморо|заморож"
    r"|замарож|убер|убир|убра"
    r"|удал[ияею]|отвя[зж]|отцеп|откреп|избав|сверн|свора|сворач|прикр|вырубa|выруб|отруб|заблок"
    r"|расста|стоп"
    r"|ликвид|вычеркн|исключ|вычист|сн[яи]м?т|сними|покинуть|покида|выйти|выход|выхож|выйд|уйти|ухожу"
    r"|разорва|деактив|дезактив"
    r"|спын|прыпын|адпіс|адключ|адмян|адмян|адмов|скасав|прыбр|прыбяр|перастаць|выдал[іе]|припин"
    r"|зупин|слезт|соскоч"
    r"|завяз|тормоз|отвал|стира|стерет|сотри|отмотат|откати|бросит|бросаю|пауз|перерыв|каникул|забери"
    r"|почист|очист|передум|конец|прервать)"
)
ENDING_EN = (
    r"(?:axe|ax\b|sever|part ways|bye|ditch|scratch|nix|releas|retir|rescind|relinquish|renounc"
    r"|cessation|back out|bow out|(?<!a )cut(?! in)|call it quits"
    r"|cancel|stop|end|terminat|discontinu|unsubscrib|quit|paus|suspend|ceas|revok|disabl|deactivat"
    r"|withdraw"
    r"|clos|halt|remov|delet|eras|undo|detach|unlink|drop|revers|kill|scrap|abort|resign|leav|opt"
    r"|exit|unenrol"
    r"|wind|wrap|discharg|dissolv|conclud|void|freez|block|disconnect|give up|get rid|get out"
    r"|pull (?:the plug|out))"
)
TOLD_RU = r"(?!\w*(?:л[аои]?|[еияую]т|[ая]ў|лі)(?:с[ья])?\b)"
ENDING = concept(
    rf"\b{ENDING_RU}{TOLD_RU}\w*",
    rf"\b(?:где|как\w*|куда|можно|дзе)\b.{{0,60}}\b{ENDING_RU}\w*тся\b",
    rf"\b{ENDING_EN}(?!p?ped|\w?led|\w*ed\b|s\b|es\b)\w*",
    rf"\b(?:want|need|needs|get|have|like|be|must|how|where)\b.{{0,80}}\b{ENDING_EN}\w*ed\b",
    r"\b(?:turn(?!s out)|switch|shut|call|sign|take|back|get|opt|let|put)\w*\b.{0,40}\b(?:off|out"
    r"|down|go|end)\b",
    r"\bпередумал\w?\b|\bgone\b|\bпостав\w+ точку|\bточку в\b|\boff switch|\bstep\w* (?:down|away"
    r"|back)|\bskip\b|\bwould\b.{0,40}\bceased",
    rf"\b(?:confirm|make sure|ensure|check|verify|подтверд\w+|убед\w+"
    rf"|провер\w+)\b.{{0,60}}\b(?:{ENDING_EN}|{ENDING_RU})",
    r"\bсня\w+ (?:\w+ )?с (?:ежемес|регуляр|списан|автоплат|донат|поддерж|пожертв)\w+",
    r"\b(?:called|switched|turned|taken|signed) (?:off|out)\b|\bgo away\b|\b(?:an|to (?:an|its)) end\b",
    r"\bсним\w+ (?:меня|нас|мяне) с\b|\bchang\w+ (?:my|our) mind\b",
    r"\b(?:to|at|down to) (?:zero|nil|nothing|0)\b|\bв ноль\b|\bдо нуля\b|\bкрест\w*|\bsay (?:goodbye"
    r"|farewell)|\b(?:out of (?:my|your|the)|finish)\b",
)
TOLD_ENDING = concept(
    rf"\b{ENDING_RU}\w*",
    r"\b(?:i|we|i['’]ve|i had|have) (?:\w+ )?(?:cancel|stop|end|terminat|unsubscrib|left|quit)\w*",
)  # «чтобы прекратились»
NO_MORE = concept(
    r"\b(?:больше|больш|дальше|далей|впредь|уже|ўжо|более) (?:\w+ ){0,3}(?:не|ни|нет|никаких|ничего)\b",
    r"\b(?:не|ни|нет|ничего|никаких) (?:\w+ ){0,4}(?:больше|больш|дальше|далей|впредь)\b",
    r"\bне (?:\w+ ){0,2}(?:смогу|тяну|потяну|вытягива\w+|осил\w+|в состоянии|по карману|повтор\w+"
    r"|продл\w+|списыв\w+"
    r"|снима\w+|здыма\w+|брать|берите|бра\w+|производ\w+|взима\w+|уход\w+|давать)\b|\bне по (?:силам"
    r"|карману|средствам)\b|\bне (?:просил|соглашал|подписывал|оформлял)\w*|\bне (?:хочу|надо"
    r"|нужно),? чтоб",
    r"\b(?:не туда|случайно|по ошибке|ошиб\w+ с|нечаянно|by (?:mistake|accident)|accidentally)\b",
    r"(?:n['’]?t|\bnot) want (?:the|my|this|that|a|any) (?:\w+ ){0,2}(?:donation|gift|payment"
    r"|subscription|support|charge)",
    r"\bне (?:буду|хо\w+|хачу|жела\w+|могу|магу|намерен\w?|готов\w?) (?:\w+ ){0,2}(?:донат|плат"
    r"|поддерж|жертв|дав|помо|перечисл|спонс"
    r"|финанс|перевод|дал|быть|плац|дапам|участв|прод)\w*",
    r"\bне (?:надо|нужно|хочу|хачу|могу|магу)(?: этого)?\W*$|\b(?:этого|это|его|эту) не (?:хочу|надо"
    r"|нужно)",
    r"\bне (?:платить|донатить|жертвовать|отдавать|плаціць|ахвяраваць)\b",
    r"\bчтобы? (?:\w+ ){0,6}не\b",
    r"\bпоследн(?:ий|им|яя|ей|ее)\b|\bапошні\w*|\b(?:хватит|достаточно|довольно|хопіць|пора|никаких)\b",
    r"\bни (?:евро|коп\w+|руб\w+|цента)\b|\b(?:без|нет) возможности\b|\bзакончилась возможность\b",
    r"\bno (?:longer|more)\b|\b(?:never|not) again\b|\benough\W*$|\benough is|\bhad enough"
    r"|\bno further\b|\bdone (?:with|giving"
    r"|paying|donating)\b",
    r"(?:n['’]?t|\bnot|\bcannot|\bunable)\b[^,;]{0,80}\b(?:any ?more|any longer|again|further"
    r"|continue|keep|next (?:month|year|time))\b",
    r"(?:n['’]?t|\bnot|\bcannot|\bunable to) (?:afford|sign|agree|repeat|renew|recur|keep|continue"
    r"|charge|take|manage|carry)\b",
    r"(?:n['’]?t|\bnot) (?:want|wish|like|intend) (?:it|this|that|these|to (?:be|pay|give|support"
    r"|donate|continue|keep|contribute))\b",
    r"\b(?:make|let|be|is|was)\b.{0,40}\b(?:last|final)\b|\b(?:for the )?last time\b",
    r"\bkeeps? (?:renewing|recurring|charging|taking|coming)\b",
)
# Giving, which can hardly be anything else
EACH_RU = (
    r"(?:ежемесячн|помесячн|регулярн|автоматическ|постоянн|рекур+ент|периодическ|штомесячн|рэгулярн"
    r"|аўтаматычн)\w*"
)
EACH_EN = (
    r"(?:monthly|recurring|regular|standing|sustaining|sustained|automatic|repeating|repeat|scheduled"
    r"|auto|ongoing)"
)
GIFT = concept(
    r"\bдонат\w*|\bданат\w*|\bдонейт\w*|\b(?:авто)?(?:по)?жертво\w+|\bжертв(?:уе|ую)\w*|\bдон[оа]р\w*"
    r"|\bахвяр\w+"
    r"|\bавто(?:плат|спис|прод|донат)\w+|\bрекуррент\w*",
    r"(?:\d|\b(?:пять|десять|двадцать|ten|five|twenty)) ?(?:евро|еўра|доллар|руб|€|[$]|eur|usd|euro"
    r"|dollar|pound|quid|bucks)\w* (?:\w+ )?(?:в мес|каждый мес|у месяц|ежемес|a month|per month"
    r"|every month|each month|monthly)",
    r"\bmonthly (?:\d|[€$£])|\bаўта(?:плац|спіс)\w+|\bспонсир\w+|\bспонсор(?:ом|ств\w)\b",
    r"\b(?:мо[йяею]|моей|моего|сво[йяею]|своей|своего|мои|свои|маю|my|our) (?:\w+ )?(?:взнос|подписк"
    r"|помощ|поддержк|платеж|перечислен|отчислен|пожертв|падпіск"
    r"|gift|contribution|payments|support|subscription|pledge|giving)\w*",
    rf"\b{EACH_RU} (?:\w+ )?(?:помощ|поддержк|взнос|узнос|ўзнос|сторонник|меценат|платеж|перевод[ыоа]"
    rf"|списан|сумм|вклад|отчислен|перечислен|трат|расход|подписк|донат|участ"
    r"|падтрымк|дапамог|плацеж|спісан|узнос|падпіск)\w*|\bmandate\b|\bрегулярк\w+|\b(?:участ|снять"
    r"|сняли|сними)\w* (?:меня )?с (?:ежемес|регуляр)\w+|\bавтоматическ\w+ продлен\w+",
    r"\b(?:поддержк|помощ|падтрымк)\w+ (?:\w+ )?(?:проект|фонд|редакци|организаци|издани|сайт"
    r"|политзаключ)\w*|\bподписк\w+ (?:на )?поддержк\w+",
    r"\bdon+at\w+|\bdonor\w*|\bpledg\w+|\bauto-?(?:pay|renew)\w*",
    rf"\b{EACH_EN}\b (?:\w+ )?(?:gift|help|support\w*|giv(?:ing|er)|pay\w*|contribut\w+|charg\w+"
    rf"|debit|donat\w+|donor|member\w*|transfer"
    r"|withdrawal|plan|commitment|amount|sponsor\w*|patron|thing|scheme|spend\w*|renewal|deduction"
    r"|subscription|instal+ment)s?\b",
    r"\b(?:тех|подписчик\w*|those|people),? (?:кто|котор\w+|who) (?:\w+ )?(?:плат|донат|жертв|give"
    r"|pay|donat)\w*|\bплательщик\w+",
    r"\b(?:financial|sustaining) (?:support\w*|help|member)\b|\bsubscription donation\b",
)
SUPPORT = (
    r"(?:помогать|поддерживать|спонсировать|платить вам|давать деньги|поддержк|паддержк|помощ|памощ"
    r"|списани|автоспис|отчислен|перечислен|платеж[иае]|взнос[ыао]"
    r"|перевод[ыа]\b|падтрымк|дапамог|спісанн|донар|support|sponsorship"
    r"|payments|charges|charging|debiting|billing|giving|gift|contributions?|contributing|paying"
    r"|renewal|sup+ort)\w*"
)
FEW = r"(?:\W{1,3}\w+){0,3}\W{1,3}"
LAST = r"(?:(?<!за )последн|апошн|last\b|final\b)\w*"
PAYMENT = (
    r"(?:платеж|взнос|списани|перевод|плацеж|gift|payment|charge|contribution|debit|month of)\w*"
)
ENDS_SUPPORT = concept(
    rf"\b(?:{ENDING_RU}{TOLD_RU}|{ENDING_EN}(?!p?ped|\w?led|\w*ed\b|s\b|es\b))\w*{FEW}{SUPPORT}",
    rf"\b(?:{ENDING_RU}|уйди|отвали|слезь)\w* с (?:мо\w+ |наш\w+ )?карт",
    rf"чтоб.*\b{SUPPORT}(?: \w+){{0,2}} {ENDING_RU}",
    rf"\bне \w+ (?:\w+ )?{SUPPORT}",
    r"\bбольше не \w+ мо\w+ карт",
    r"(?:n['’]?t|\bnot|\bno longer|\bunable to) (?:\w+ ){0,2}(?:keep|continue"
    r"|carry on)(?: \w+)?(?: with)? (?:giving|donating|paying|contribut\w+|support\w*)",
    rf"\bне (?!могу|смогу|магу)(?:\w+ )?(?:списыв|списа|снима|снять|здыма|бер|брать|взима"
    rf"|удержив){TOLD_RU}.*(?:карт|мо[ийея]|счет|меня|мяне|маей|больше|больш)|\bне (?:снима|здыма"
    rf"|спісв)й\w+ (?:\w+ )?(?:деньг|денег|грош)",
    r"\bnot (?:be )?(?:giving|donating|paying|supporting|contributing)\b.{0,40}\b(?:any ?more"
    r"|any longer)",
    r"\b(?:ни|никаких) (?:евро|коп\w+|руб\w+|цента|доллар\w|списан\w+|платеж\w+)\b|(?:not|n['’]t"
    r"|never) (?:take (?:my|me|any|more|next|money|from|it from)|bill|charge|debit|be (?:billed"
    r"|charged|debited))\b|\bno (?:further|more"
    r"|other) (?:charges|payments|money|debits|withdrawals)",
    rf"\b{PAYMENT}.{{0,30}}\b{LAST}|\b{LAST} (?:\w+ )?{PAYMENT}",
)
# You take it; it is taken again
POLITE = concept(
    r"\b(?:grateful|appreciate\w*|glad|obliged|kind|благодар\w*|признател\w*) if\b",
    rf"(?:can['’]?t|cannot|could ?n['’]t|unable to|не (?:могу|получается|выходит))"
    rf" (?:\w+ ){{0,2}}(?:{ENDING_EN}|{ENDING_RU})",
)
SUM = concept(
    r"\d ?(?:евро|еўра|доллар|руб|злот|eur|usd|pln|euro|dollar|pound)|[€$£] ?\d|\d ?[€$£]"
)
TAKEN = concept(
    r"\b(?:вы|you|you['’]ve|you['’]re|vy)\b.{0,40}\b(?:снял|снима|спис|взял|берете|забира|(?:took"
    r"|taken|take|taking)(?! (?:down|part|care|a|the|off)\b)"
    r"|charg|bill|debit|знялі|здыма)\w*",
    r"\b(?:списыва|снима|забира|бер)ете\b|\b(?:charged|debited|billed)\b.{0,40}\b(?:after|though"
    r"|although|despite|but)\b",
    r"^(?=.*\b(?:снова|опять|again|still|все равно|зноў|продолжа\w+))(?=.*\b(?:деньг|списа|снял|сняли"
    r"|снима|платеж|charg|money|debit|payment|taken|taking|bill|зня|евро|доллар|руб|euro|dollar|pound"
    r"|[€$£]|\bусд|\busd))",
)
PULLED = concept(
    r"\b(?:my|мо[ийх]{1,2}|наши) (?:\d+|[€$£]|five|ten|twenty|пять|десять)",
    r"\b(?:деньги|средства) с (?:\w+ )?(?:карт|счет)|\bс (?:меня|мяне)\b",
    r"\b(?:списан|списыв|спиш|автомат|плат[еия]|плачу|плачива|перевожу|перечисл|charg|bill|debit"
    r"|deduct|paying|payment|спісан|плац|пералі)\w*",
)
# Money, which is ours if “you” or “monthly” are near
MONEY = concept(
    r"\b(?:деньг|денег|деньж|средств|списан|списыв|списал|спиш|снима[ею]|снимай|сняли|снял|сним[аи]те"
    r"|взима|подписк|плат[еия]|плач|перевод[ия]|перевож"
    r"|перечисл|помога|помощ|поддерж|карт[аыуео]|карточк|выписк|взнос|копейк|копеек|списание|отчисл"
    r"|вычита|спонс|кормить|скидыва|брать|берите|берете"
    r"|грош|карткі|картку|спісан|здыма|знялі|плац|пералі|дапамаг|падт?д?[рэе]|перевод\w{0,3} (?:вам"
    r"|в ваш)|падпіск|узнос|чек\b|квитанци|квитанц)\w*",
    r"\b(?:ваш\w*|vash\w*|your) (?:\w+ )?(?:евро|доллар\w*|руб\w*|еўра)|\d ?(?:евро|еўра|доллар|руб"
    r"|eur|usd|euro|dollar|pound|quid|bucks)|[€$£] ?\d|\d ?[€$£]|\bдесятк\w|\bпят[её]рк",
    r"\b(?:money|charg|bill|debit|pay|paying|payment|support|contribut|giving|gift|give|gave|card"
    r"|visa|mastercard|statement|subscri|membership|sponsor"
    r"|(?:taken?|taking|took) (?:\w+ ){0,2}(?:money|from|out|off|next|\d)|sign(?:ed|ing)? up|ticked"
    r"|deduct|direct debit|account|receipt"
    r"|patron)\w*",
)
YOU = concept(
    r"\b(?:вы|вам|вас|вами|ваш\w*|stripe|страйп\w*|you|your|yours|youse|редакци\w+|veche|вече)\b",
)
MONTHLY = concept(
    r"\bежемес\w+|\bкажд\w+ (?:\w+ )?(?:мес[яеи]ц|число)\w*|\bраз в месяц|\bв месяц|\bпомесячно"
    r"|\bрегулярн\w+|\bмесяц за месяцем|\bщомісяц\w|\bштомес\w+|\bкожны месяц|\bкажды\w+ \d+"
    r"|\b(?:monthly|recurring|regularly)\b|\b(?:a|per|each|every)(?: single)? month\b|\bof (?:every"
    r"|each) month\b|\bevery \d+"
    r"|/ ?(?:month|mo|мес)\b",
)
ME = concept(
    r"\b(?:я|мне|меня|мной|мо[йяею]|мои|моего|моему|моих|моей|мы|нам|нас|мяне|мой|мая|маю|маёй|маей"
    r"|сам[аи]?|хочу|хотим|хотел\w?|хачу|могу|смогу|магу|мушу|прошу|прашу|вынужден\w?|плачу|перевожу"
    r"|\w{2,}(?:аю|яю|юсь|усь))\b|с карты|getting charged",
    r"\b(?:i|i['’]\w+|im|ive|me|my|mine|we|our)\b|\b(?:муж|мам|пап|от[е]?ц|бабушк|дедушк|сын|дочк"
    r"|жен)\w*|\b(?:husband|wife|mother|father|aunt|uncle|son|gran\w*)\b",
)
ASKING = concept(
    r"\?|\b(?:как|где|куда|кому|дзе|куды|чем|что (?:надо|нужно|мне|делать|нажать)|порядок|способ"
    r"|инструкци\w+|подскаж\w+|расскаж\w+|скажите|помоги\w*)\b",
    r"\b(?:прошу|просьба|пожалуйста|плиз|хо(?:чу|тим|тел\w*|чется)|хачу|прашу|требую|желаю|надо"
    r"|нужн[оаы]?|нужен|требуется|кончил\w+|пора|придется|реши(?:л[аи]?|ть)|не (?:знаю|умею|умеет"
    r"|понимаю|вижу|нахожу|нашел|нашла|работает|приходит|просил\w?)|попросил\w?|просит|вынужден\w?"
    r"|можно|могу|смогу|не получается|мушу|трэба|калі ласка)\b",
    r"\b(?:how|where|whom?|what|which|please|pls|plz|kindly|want|need|needs|wish|like to|must|have to"
    r"|rather|would like|would appreciate|asking|asked|no reply|no answer|i['’]?d like|consent"
    r"|waiting|decided|trying|nothing|happened|broke|doesn['’]t|isn['’]t|help|can|could|cannot"
    r"|can['’]?t|won['’]t|don['’]?t|let me|enough|didn['’]t|did not|i['’]m|i am|way|steps|link)\b",
    rf"^\W*(?:refund|set|take|make|let|put|turn|switch|{ENDING_EN})|\b(?:хватит|достаточно|довольно)\b",
    rf"\b(?!отмену|пауз){ENDING_RU}\w*[юу](?:сь)?\b",
    r"\b(?:отмена|отказ|прекращение|остановка|отписка|cancellation|cancelling|termination)\b",
    r"^\W*\w+(?:ите|йте|ьте|[іяы]це|йце)\b|\b\w{3,}(?:ите|йте|ьте|[іяы]це|йце)\b",
)
# Something else is stopped or paid; it begins, goes on, is told, is praised
FOREIGN = concept(
    r"\b(?:рассыл|уведом(?!\w+ о списан)л|новост|канал|форум|тем[аыуе]\b|пост[аыу]?\b|сообщен|коммент"
    r"|аккаунт|учетн|дайджест|netflix|нетфликс|youtube|spotify|google|icloud|apple|яндекс"
    r"|телефон(?!,? по |у )|мтс|билайн|мегафон|а1\b"
    r"|интернет-|провайдер|пенси[ийюя]\b.{0,20}(?:перестал|не приход)|пособи|налог|ипотек|кредит"
    r"|аренд|квартир|комнат|общежит|адвокат|суд[аеу]?\b|приговор|штраф|тюрьм|колони|виз[уаые]\b|билет"
    r"|рейс"
    r"|футболк|заказ|концерт|мероприяти|мошенник|петици|подпись|собеседован|соседи|соседями|профсоюз"
    r"|членск|государств|власт|режим|закон[аеуоы]?[мв]?\b|войн|американ|запад[аеу]?\b|лагер|правлени"
    r"|групп|данны[ех] донор|камер|пытк|жкх|коммунал|спортзал|обращени|ип\b|агрессор|сосед|разговор"
    r"|курс|поездк|предупрежд|границ|zus"
    r"|абонемент|страхов|газет|журнал|газпром|парти[йияею]\b|встреч|зарплат|обменник)\w*",
    r"\b(?:newsletter|mailing|email notif|notification|thread|forum|post\b|posts\b|comment"
    r"|account i made|profile|digest|phone|gym|rent\b(?! has)|lease|flat\b|lawyer|court|prison(?!er)|jail"
    r"|sentence|fine\b|visa appo|visa appl|zus|course|workshop|ticket"
    r"|flight|order\b|tote|shirt|calendar|concert|event|scam|petition|signature|interview|union|dues"
    r"|state\b|regime|government|tax|law\b|war\b|camp\b|charges dropped|data\b|group|support request"
    r"|west\b|wordpress|torture|insur|utilit|newspaper|magazine|part(?:y|ies)\b|parking|passport"
    r"|permit)\w*",
    r"\b(?:начать|начинать|оформить|возобнов\w+|восстанов\w+|увелич\w+|обновить|поменять карту"
    r"|сменить карту|не хо\w+,? чтобы? \w+ (?:прерв|прекр|останов)\w+|не (?:прерыв|прерв|останавл"
    r"|прекращ|отмен|бросай|перест)\w+|гордимся|горжусь|не жалею об)\b",
    r"\b(?:would|i['’]d) love to|\b(?:lets|allows) you\b|\bneither\b|\bдля того,? чтобы\b"
    r"|\byou can (?:pause|cancel|stop)\b(?!.*(?:\?|\bm[ey]\b))",
    r"n['’]?t want .{0,30}\bto (?:stop|end|be cancelled)",
    r"\b(?:start|starting|set up a|restart|increase|update|raise|one-time gift|do(?:n['’]t| not) stop"
    r"|never stop|if everyone)\b",
    r"\b(?:они|люди|многие|доноры|банк\w?|people|they|donors|everyone|readers|folks|friends|друз\w+)"
    r" (?:who |не |не будут )?(?:закр|отмен|прекр|перест|блок|stop|cancel|leav|quit)\w*",
    r"\b(?:вопрос (?:про|о)|question about|page (?:about|for)|след[ыа]|traces?|истори[юяи]|history"
    r"|спор\w+|argu\w+|имя|name (?:to be )?shown|my name(?!.*(?:monthly|recurring|regular))"
    r"|преслед\w+|prosecut\w+|уголовн\w+|безуми\w+|scandal|скандал\w*|cash|наличн\w+|регистр\w+"
    r"|register|просить|просьб\w+ (?:о|об)|респект|уважаю|прошл[аои]|удобн\w+|начала|предлага\w+"
    r"|голосу\w+|propos\w+|vote|should we|how do we|how should|share of|how many"
    r"|our (?:small )?charity|organi[sz]ations"
    r"|we are|у нас|link in|keep donors)\b",
    r"\b(?:если|if) (?:бы|i|я)\b|\bоткройте|\bзайдите|\bнажмите|\bопечатк\w|\btypo\b|\bобсуд\w+"
    r"|\bdiscuss\w*|\bbanner|\bбаннер\w*",
)
GOING_ON = concept(
    r"\b(?:restart|resume|(?<!n.t )(?<!not )(?<!to )keep (?:giving|supporting)|like to keep giving"
    r"|(?:like|want|wish) to (?:continue|keep|go on)|(?:хо\w+|буду"
    r"|готов\w?) (?:и )?(?:дальше )?(?:продолж|помогать дальше|возобнов|восстанов)\w+"
    r"|как (?:возобнов|восстанов)\w+|already donate|stop asking)\b",
)
OWN_LISTS = concept(
    r"(?:из|со?|от|from|off|list of|number of)(?: \w+){0,3} (?:донор|donor|жертвовател|спонсор"
    r"|plательщик|supporter|sponsor|giver)\w*|(?:donor|supporter|sponsor)s?['’]?s? list",
)
