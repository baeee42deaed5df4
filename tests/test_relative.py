"""Days reckoned from a publication: the months, weeks and words at which the answer turns."""

from datetime import date

import pytest

from analysis.reading.dating.item import date_text

FRIDAY = date(2024, 5, 3)


def told(text):
    return date_text(text, published=FRIDAY, events=()).event


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # half a unit on either side: three days of a week, fifteen of a month
        ("3 weeks ago they signed a contract.", "[2024-04-09..2024-04-15]"),
        ("2 months ago they signed a contract.", "[2024-02-18..2024-03-19]"),
        ("2 days ago they signed a contract.", "2024-05-01"),
        ("2 days ago they will sign a contract.", ""),
        # a month of this year or the last, of this or the next; its own only up to the publication
        ("In April they signed a contract.", "2024-04"),
        ("In June they signed a contract.", "2023-06"),
        ("In May they signed a contract.", "[2024-05-01..2024-05-03]"),
        ("In May they will sign a contract.", "[2024-05-03..2024-05-31]"),
        ("In June they will sign a contract.", "2024-06"),
        ("In April they will sign a contract.", "2025-04"),
        ("In April they sign a contract.", ""),
        ("This year they signed a contract.", "[2024-01-01..2024-05-03]"),
        ("This week they will sign a contract.", "[2024-05-03..2024-05-05]"),
        ("Next month they will sign a contract.", "2024-06"),
        # the word before a weekday: of a sentence, no name, of 19 letters at most
        ("on Friday they met in Minsk.", "2024-05-03"),
        ("On Friday they met in Minsk.", "2024-05-03"),
        ("Black Friday was busy.", ""),
        (f"They signed {'x' * 19} Friday in Minsk.", "2024-05-03"),
        (f"They signed {'x' * 20} Friday in Minsk.", ""),
        # today has a tense or an hour, tomorrow is not past, yesterday not to come
        ("Press conference today at 13.30", "2024-05-03"),
        ("Press conference today in Minsk", ""),
        ("The talks were held tomorrow in Minsk.", ""),
        ("They will meet yesterday in Minsk.", ""),
        # a live label stands whole in the first forty characters
        ("\n#LIVE: talks in Minsk", "2024-05-03"),
        ("#LIVE2 talks in Minsk", ""),
        ("#LIVE", "2024-05-03"),
        (f"{'x' * 34} #LIVE: talks", "2024-05-03"),
        (f"{'x' * 35} #LIVE: talks", ""),
        # an act is one at the beginning, of something that is not still to come
        ("Comment by the press department on trade", "2024-05-03"),
        ("Comment by the press department on the upcoming talks", ""),
        # a speaker's today is no news, nor is a feast
        ("They said: “Today we went home", ""),
        ("They said: “We went”, and today we went home", "2024-05-03"),
    ],
)
def test_what_is_reckoned(text, edtf):
    """The first Friday of May 2024 is the day of the publication."""
    assert told(text).edtf == edtf


@pytest.mark.parametrize(
    ("text", "kind", "quote"),
    [
        ("\n#LIVE: talks in Minsk", "live", "#LIVE"),
        ("On Friday they met.", "weekday", "Friday"),
        ("В пятницу министры встретились.", "weekday", "В пятницу"),
        ("Yesterday they met.", "relative", "Yesterday"),
        ("Comment by the press department", "act", "Comment by"),
    ],
)
def test_the_words_and_their_kind(text, kind, quote):
    """Each is quoted where it stands, and none lets the news window in."""
    (piece,) = told(text).evidence
    assert (piece.kind, piece.quote) == (kind, quote)
    assert text[piece.start : piece.end] == quote


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # who said it does not make it past
        ("The president travels to Beijing on Tuesday, the Kremlin said.", ""),
        ("The president travelled to Beijing on Tuesday, the Kremlin said.", "2024-04-30"),
        ("У понеділок Рада розгляне бюджет, повідомив комітет.", ""),
        ("On Tuesday the Kremlin said that they met.", "2024-04-30"),
        # a day inside what is told is another event's
        ("The man arrested on Monday was charged.", ""),
        ("They arrested the man on Monday.", "2024-04-29"),
        ("Задержанного во вторник чиновника отпустили.", ""),
        ("Чиновника задержали во вторник.", "2024-04-30"),
        ("A boy who went missing on Sunday was found.", ""),
        ("Напомним, в понедельник суд арестовал чиновника.", ""),
        ("The death toll from the attack on Saturday rose.", ""),
        ("The drone that was shot down on Tuesday had carried explosives.", ""),
        ("He said that he had met the envoy on Tuesday.", ""),
        ("Unlike on Monday, deputies elected a speaker.", ""),
        ("As he did on Monday, the envoy walked out.", ""),
        ("Ещё вчера губернатор обещал тепло. Школы закрыли.", ""),
        ("Вчера губернатор обещал тепло. Школы закрыли.", "2024-05-02"),
        ("Three days ago he was still in hospital.", ""),
        ("Делегация прилетает в Минск в понедельник.", ""),
        # a weekday of another week leaves that week; the same of this one is this one
        ("On Tuesday last week they met.", "[2024-04-22..2024-04-28]"),
        ("On Tuesday of last week they met.", ""),
        ("Во вторник прошлой недели они встретились.", "[2024-04-22..2024-04-28]"),
        ("Во вторник неделю назад они встретились.", ""),
        ("У вівторок минулого тижня вони зустрілися.", "[2024-04-22..2024-04-28]"),
        ("On Tuesday this week they met.", "2024-04-30"),
        # told on one day of another: either
        (
            "The UN confirmed on Monday that a strike on April 26 killed 12.",
            "[2024-04-26,2024-04-29]",
        ),
        ("В понедельник посол ответил на высылку 26 апреля.", "[2024-04-26,2024-04-29]"),
        ("У понеділок ООН підтвердила удар 26 квітня.", "[2024-04-26,2024-04-29]"),
        ("They met on Monday. On April 26 they had talked.", "2024-04-29"),
        ("Переговори, що почалися в понеділок, завершилися в середу ввечері.", "2024-05-01"),
        ("The agreement, to be signed on Friday, was finalised on Wednesday night.", "2024-05-01"),
        # a part of the day is one of the weekday behind it
        ("Утром в четверг столкнулись два автобуса.", "2024-05-02"),
        ("Вечером в среду загорелся склад.", "2024-05-01"),
        ("Вранці у вівторок обстріляли Нікополь.", "2024-04-30"),
        ("Утром загорелся склад.", "2024-05-03"),
        ("Утром прошлой среды загорелся склад.", "2024-05-01"),
        # what is supposed, denied, compared
        ("If they had closed the valve on Sunday, nothing would have leaked.", ""),
        ("Туристы, вероятно, вышли на маршрут в воскресенье.", ""),
        ("Туристы вышли на маршрут в воскресенье.", "2024-04-28"),
        ("Contrary to rumours, the general did not resign on Monday.", ""),
        ("Shelling was heavier than on Sunday.", ""),
        ("Не во вторник, а раньше дала трещину плотина.", ""),
        # "has been suspended" goes with no day: that is of what it is for
        ("Two officers have been suspended following the death of a man on Sunday.", ""),
        ("Two officers were suspended on Sunday.", "2024-04-28"),
        ("The minister has arrived in Minsk on Sunday.", "2024-04-28"),
        ("Двое погибли в субботу.", "2024-04-27"),
        ("У вівторок збито літак.", "2024-04-30"),
        # held for what was then, written of before, hurt then, meant for then
        ("Two men are held in connection with the robbery on April 27.", ""),
        ("Two men were held on April 27.", "2024-04-27"),
        ("Как мы писали 27 апреля, двор засыпан снегом.", ""),
        ("Раненный при обстреле 27 апреля водитель умер в больнице.", ""),
        ("It should have been played on Sunday and was called off.", ""),
        ("ДТП, що сталася 27 квітня, розслідує поліція.", ""),
        ("ДТП сталася 27 квітня, розслідує поліція.", "2024-04-27"),
        # the words behind a date belong to it
        ("On April 9 of this year they met.", "2024-04-09"),
    ],
)
def test_a_day_of_another_event_is_not_reckoned(text, edtf):
    """The sentence tells of the charge, the find or the news, not of that day."""
    assert told(text).edtf == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # a report of Friday of what happened on Tuesday: either can be meant
        (
            "A spokesman told reporters on Thursday that six were hurt. The blast was on Monday.",
            "[2024-04-29,2024-05-02]",
        ),
        (
            "О спуске лодки стало известно в четверг. На воду её спустили во вторник.",
            "[2024-04-30,2024-05-02]",
        ),
        (
            "Лише в четвер рідні дозволили назвати ім'я пілота, який розбився у вівторок.",
            "[2024-04-30,2024-05-02]",
        ),
        # without another day, and with one to come, it is the day of what is said
        ("The minister said on Thursday that talks had begun.", "2024-05-02"),
        (
            "The minister said on Thursday that talks had begun. They will end on Monday.",
            "2024-05-02",
        ),
        # the name «Вымпел» is no verb, though it ends like one
        ("В четверг «Вымпел» примет «Звезду», и трибуны уже распроданы.", ""),
        ("В четверг «Вымпел» принял «Звезду», и трибуны были полны.", "2024-05-02"),
        # agreed in the past, of a month that may lie ahead
        ("The parties agreed to a meeting in March.", ""),
        ("Сторони домовилися про зустріч у березні.", ""),
        ("The parties met in March.", "2024-03"),
    ],
)
def test_a_report_may_be_of_another_day_it_names(text, edtf):
    """What is reported on Thursday happened then or on the day that the report tells of."""
    assert told(text).edtf == edtf
