"""Which date of a text is the one told: the places where one character more changes the answer."""

from datetime import date

import pytest

from analysis.reading.dating.days import HORIZON
from analysis.reading.dating.item import date_text

MAY_4 = date(2024, 5, 4)


def told(text, published=None):
    """Return the date of the event, read from the text alone."""
    return date_text(text, published=published, events=()).event


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        # a second date with the same day of the month is the same day, unless it can't be
        ("On May 3, 2024, they met; on Wednesday, May 3, 2034, they will.", None, "2024-05-03"),
        ("Remarks (May 3, 2024)\nMay 3, 2019\n", MAY_4, "2024-05-03"),
        ("Remarks (May 3, 2024)\n\nOn May 3, 2019 they met.", MAY_4, "2024-05-03"),
        # a label outside the horizon tells nothing, also where the year beside it would be inside
        ("Remarks (May 3, 1949)\nOn June 4, 2024, they met.", None, "2024-06-04"),
        ("Remarks (May 3, 2027)\nOn June 4, 2024, they met.", None, "2024-06-04"),
        ("Remarks (03/04/2025)\n", date(2026, 3, 5), ""),
        # a dateline has a place before the day and an agency behind it
        ("On May 3, 2024 – a Friday – they met.", None, "2024-05-03"),
        ("MINSK, May 3. They met.", MAY_4, "2024-05-03"),
        ("MINSK, May 3 /BelTA/. They met.", MAY_4, "[2024-04-30..2024-05-03]"),
        # the second sentence of a line is no opening
        ("They met in Minsk, May 3, 2024.", None, "2024-05-03"),
        ("They met in Minsk. May 3, 2024, they left, and met the next day.", None, ""),
        # the next day is told of one date, the first
        (
            "After May 3, 2024, they met the next day; after June 5, 2024, they met the next day.",
            *(None, "2024-05-04"),
        ),
        # brackets label the first line and headings; a line of its own goes on for five characters
        ("Talks\nAims and plans (May 3, 2024) of trade", None, ""),
        ("Talks\nMinsk, May 3, 2024 | ab", None, "2024-05-03"),
        ("Talks\nMinsk, May 3, 2024 | abc", None, ""),
        # a label goes before "yesterday", a day before a month
        (f"Yesterday they met {'x' * 99}\nMinsk, May 1, 2024", MAY_4, "2024-05-01"),
        ("In March 2021 they met.\nOn May 3, 2024, they spoke.", None, "2024-05-03"),
        # "In" opens its sentence, marks between them: eight characters
        ("They met. -- In March 2021 they spoke.", None, "2021-03"),
        ("They met. --- In March 2021 they spoke.", None, ""),
        # from one year to the next
        ("From December 30 to January 4 they met.", date(2025, 1, 5), "[2024-12-30..2025-01-04]"),
        # what will come tells nothing, not even the first day of the horizon
        ("The exhibition will open on January 1, 2013.", None, ""),
        # no month tells that there is not, and none below the third line
        ("In May 0000 they met.\nIn May 2021 they spoke.", None, "2021-05"),
        ("One\nTwo\nIn May 2021 they spoke.", None, "2021-05"),
        ("One\nTwo\nThree\nIn May 2021 they spoke.", None, ""),
        ("One\nTwo\nMay 3, 2024", None, "2024-05-03"),
        ("One\n\n \nTwo\n\nMay 3, 2024", None, "2024-05-03"),
        ("One\nTwo\nThree\nMay 3, 2024", None, ""),
        # a year stands for a day without one only where that is past
        ("On May 25, they met in Minsk. The talks of 25.05.2024 were long.", None, "2024-05-25"),
        ("On May 25: talks in Minsk. A fine day, say 25.05.2024.", None, "XXXX-05-25"),
        ("On Saturday, May 25: talks. A fine day, say 25.05.2024.", None, "2024-05-25"),
    ],
)
def test_which_of_the_dates_is_told(text, published, edtf):
    """Worked out from the rules: labels, openings, datelines, the same day again."""
    event = told(text, published)
    assert event.edtf == edtf and event.status != "contested"


def test_two_readings_of_one_date_confirm_none():
    """03/04/2021 may be the 4th of March; it stays background."""
    event = told("On March 4, 2021, they met. See 03/04/2021.")
    assert ([piece.quote for piece in event.evidence], event.edtf) == (
        ["March 4, 2021"],
        "2021-03-04",
    )


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        # a Thursday: the Monday and the Tuesday before it are three and two days off
        ("On Monday, February 12, 2026, they met.", None, "[2026-02-09,2026-02-12]"),
        ("On Tuesday, February 12, 2026, they met.", None, "[2026-02-10,2026-02-12]"),
        # a Wednesday: 366 days before it, across 29 February, the day was a Monday
        ("On Monday, June 12, 2024, they met.", None, "[2023-06-12,2024-06-10,2024-06-12]"),
        ("Briefing (January 15, 2026)", date(2025, 1, 16), "[2025-01-15,2026-01-15]"),
    ],
)
def test_a_slip_is_of_three_days_or_a_year(text, published, edtf):
    """Whichever of weekday, day and year errs, the truth is among the ways out."""
    event = told(text, published)
    assert (event.edtf, event.status) == (edtf, "contested")


def test_the_kinds_of_dates_that_are_told():
    """In a heading, as a line of its own, in a sentence."""
    texts = ["One\nTwo\nMay 3, 2024", "On May 3, 2024, they met."]
    found = [told(text) for text in texts]
    found += [
        date_text("", title=title, events=()).event
        for title in ("A (May 3, 2024)", "B: May 3, 2024")
    ]
    assert [event.evidence[0].kind for event in found] == [
        *("label_date", "full_date", "bracket_date", "label_date"),
    ]


@pytest.mark.parametrize(
    ("make", "last", "edtf", "beyond"),
    [
        # a line that opens with its day: 12 characters before it, "On " among them
        (lambda n: "*" * (n - 3) + "On May 3, 2024: talks in Minsk", 12, "2024-05-03", ""),
        # "by the next May": 30 characters
        (lambda n: f"They met by the {'x' * (n - 8)} May 3, 2024.", 30, "", "2024-05-03"),
        # "signed … on": 80 characters
        (lambda n: f"They signed {'x' * (n - 8)} May 3, 2024.", 80, "", "2024-05-03"),
        # "MINSK, " of a dateline with the space before it: other text may stand 60 characters away
        (
            lambda n: f"They met,{' ' * (n - 7)}MINSK, May 3 /BelTA/.",
            59,
            "2024-05-03",
            "[2024-04-30..2024-05-03]",
        ),
    ],
)
def test_how_far_before_a_date_words_are_looked_for(make, last, edtf, beyond):
    """The last place where they count, and the first where they do not."""
    published = MAY_4 if "BelTA" in make(99) else None
    assert [told(make(n), published).edtf for n in (last, last + 1)] == [edtf, beyond]


@pytest.mark.parametrize(("away", "edtf"), [(99, "2024-05-01"), (100, "2024-05-03")])
def test_a_date_soon_after_yesterday_goes_before_it(away, edtf):
    """Less than 100 characters from the end of the word to the date."""
    line = "Yesterday they met ".ljust(9 + away - len("\nOn "), "x")
    assert told(f"{line}\nOn May 1, 2024, they met.", MAY_4).edtf == edtf


@pytest.mark.parametrize(
    ("size", "day", "days"),
    [
        *((99, 1, [1]), (100, 1, [1, *range(10, 20)]), (100, 2, [2, *range(20, 30)])),
        *((100, 3, [3, 30]), (100, 4, [4])),
    ],
)
def test_a_day_at_the_end_of_a_hundred_characters_may_be_cut_off(size, day, days):
    """Of one to three: "April 3" may have been the 30th."""
    text = f"on April {day}".rjust(size, "x").replace("xo", " o")
    pieces = told(text, date(2024, 4, day)).evidence
    (found,) = (piece.days for piece in pieces if piece.kind == "month_day")
    assert [n for n in range(1, 31) if found & HORIZON.recurring(4, n)] == days


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        # a stamp says when the page was written, a limit what is to be kept
        ("Updated: April 9, 2024\nThey met.", None, ""),
        ("Обновлено 09.04.2024\nОни встретились.", None, ""),
        ("April 9, 2024\nThey met.", None, "2024-04-09"),
        ("Deadline for tenders: 15 May 2024\nThey announced it.", None, ""),
        ("Talks in Minsk: 15 May 2024\nThey met.", None, "2024-05-15"),
        # in brackets at the end of a heading a date labels it, inside a sentence it does not
        ("The Treaty of Aachen (22 January 2019) was invoked.", None, ""),
        ("Remarks to the press (22 January 2019)\nThey met.", None, "2019-01-22"),
        # what a speaker says of a day is not the day of his words
        ("«9 апреля 2024 года мы подали документы», рассказал адвокат.", None, ""),
        ('He said: "On April 2, 2024 they crossed a line."', None, ""),
        ('The forum "Dialogue" opened on April 2, 2024.', None, "2024-04-02"),
        # what is denied, recalled or charged did not happen then, or is not what is told
        ("The hearing did not take place on 9 April 2024.", None, ""),
        ("9 апреля 2024 года никаких переговоров не было.", None, ""),
        ("Напомним, 9 апреля 2024 года прорвало дамбу.", None, ""),
        ("According to the indictment, on 3 March 2022 he sent money.", None, ""),
        # of another event: a participle, a clause, a name, a year before
        ("Задержанный 12 марта 2024 года чиновник вышел под залог.", None, ""),
        ("Задержанный 12 марта чиновник вышел под залог.", date(2024, 3, 20), ""),
        ("Состоявшаяся 12 марта встреча была полезной.", date(2024, 3, 20), "2024-03-12"),
        ("Residents evacuated on August 11, 2023 were allowed home.", None, ""),
        ("They evacuated on August 11, 2023 and came back.", None, "2023-08-11"),
        ("Residents who were evacuated on August 11, 2023 came home.", None, ""),
        ("The March 23 Movement seized a town.", date(2024, 4, 4), ""),
        ("On April 9 last year the bridge was opened.", date(2024, 4, 20), ""),
        ("On April 9 the bridge was opened.", date(2024, 4, 20), "2024-04-09"),
        # a participle whose sentence goes on with its verb, a clause, a noun with its day
        ("The ship seized on May 2, 2023 left the port.", None, ""),
        ("The ship left the port on May 2, 2023.", None, "2023-05-02"),
        ("The plane lost on May 2, 2023 was found.", None, ""),
        ("An official detained on March 12, 2024, in a case of theft was let go.", None, ""),
        ("The bridge that fell on March 26, 2024, will be rebuilt.", None, ""),
        ("Officials said that they met on March 26, 2024.", None, "2024-03-26"),
        ("A suspect in the shooting of October 25, 2023, was found.", None, ""),
        ("They met in the evening of October 25, 2023.", None, "2023-10-25"),
        ("Ten of those hurt in the April 20 blast left hospital.", date(2024, 5, 3), ""),
        ("Погибших при обстреле 20 апреля похоронили.", date(2024, 5, 3), ""),
        ("Суд осудил его за вбивство 28 лютого 2022 року.", None, ""),
        ("The album (12 April 2024) topped the chart.", None, ""),
        ("Ministers hailed the 9 April agreement.", date(2024, 5, 3), ""),
        ("A teacher accused of hitting a pupil on 9 April is back.", date(2024, 5, 3), ""),
        ("Траулер, зниклий 12 березня, знайшли.", date(2024, 3, 25), ""),
        ("Торік 9 квітня завалився міст.", date(2024, 5, 3), ""),
        ("The festival due to open on 15 June 2024 was cancelled.", None, ""),
        # who signed an agreement on a day did so then
        ("Moldova and Romania signed an agreement on 14 June 2024.", None, "2024-06-14"),
        ("The agreement signed on 14 June 2024 was annulled.", None, ""),
        ("Стороны подписали соглашение 14 июня 2024 года.", None, "2024-06-14"),
        # a preposition before a noun is no limit, nor is a street a day
        ("Встреча с министром 9 апреля 2024 года прошла в Минске.", None, "2024-04-09"),
        ("Сейм на заседании 16 мая утвердил бюджет.", date(2024, 5, 20), "2024-05-16"),
        ("Сейм работает с 16 мая.", date(2024, 5, 20), ""),
        ("На улице 9 Января прорвало трубу.", date(2024, 1, 22), ""),
        ("The bill passed on 3 June by the senate was vetoed.", date(2024, 6, 19), ""),
        ("The bill was passed on 3 June by the senate.", date(2024, 6, 19), "2024-06-03"),
        ("Вышедшее 18 сентября из порта судно прибыло.", date(2024, 10, 25), ""),
        # a dateline goes behind the day that the text tells, and before no weekday
        ("BEIJING, June 3 (Xinhua) -- A ship sank on June 1.", date(2023, 6, 3), "2023-06-01"),
        ("BEIJING, May 3 (Xinhua) -- China on Friday met Japan.", date(2024, 5, 3), "2024-05-03"),
        ("Photo: Reuters, 9 April 2019\nThe minister resigned.", None, ""),
        ("Мы провели разговор. Предыдущий контакт состоялся 12 февраля 2024 года.", None, ""),
        # of the night to a day, two; of one sentence more, if it goes on with the first
        ("В ночь на 13 марта 2024 года сбили дрон.", None, "[2024-03-12..2024-03-13]"),
        ("A bus hit a lorry. The accident happened on 9 April 2024.", None, "2024-04-09"),
        ("Автобус врезался в столб. Авария произошла 9 апреля.", date(2024, 4, 12), "2024-04-09"),
        ("A bus hit a lorry. He had bought it on 9 April 2024.", None, ""),
        # rumours, eves, jubilees, what went on long before
        ("Правда ли, что 9 апреля 2024 года взорвали мост? Нет.", None, ""),
        ("Повідомлення про те, що 9 квітня 2024 року була зустріч, хибні.", None, ""),
        ("Накануне Дня Победы, 9 мая 2024 года, вручили подарки.", None, ""),
        ("9 апреля 2023 года исполнилось 100 лет со дня рождения.", None, ""),
        ("On April 9, a year ago, they signed a deal.", date(2024, 4, 20), ""),
        ("Fiscal 2024 ended on June 30, 2024 with a loss.", None, ""),
        # pages, too, are written then, not told of
        ("Updated 11:20 a.m. EDT, Tue April 9, 2024\nA ferry sank.", None, ""),
        ("By Jane Roe\nApril 9, 2024 at 7:15 p.m. EDT\nA ferry sank.", None, ""),
        ("April 9, 2024\nIt sank over the weekend.", None, "[2024-04-06..2024-04-09]"),
        ("9 апреля 2024\nГубернатор вчера был там.", None, "[2024-04-06..2024-04-09]"),
        # periods end and lives do, too; neither is a day or a span of the event
        ("In the quarter ended March 31, 2024, profit rose.", None, ""),
        ("Reports are due no later than 1 July 2024, they decided.", None, ""),
        ("Mikhail Gorbachev (2 March 1931 – 30 August 2022) led it.", None, ""),
    ],
)
def test_a_day_of_something_else_is_not_told(text, published, edtf):
    """A wrong day told with confidence costs more than a hundred abstentions."""
    assert told(text, published).edtf == edtf
