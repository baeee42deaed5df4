"""Dates as they stand in a text: where a range begins and ends, and what is none."""

from datetime import date

import pytest

from analysis.reading.dating.mentions import find_dates


def found(text):
    return list(find_dates(text, 0, len(text)))


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        # a range goes forward, from one day to another, and has one beginning
        ("From January 30 to February 4, 2024", ["January 30 to February 4, 2024"]),
        ("From January 4 to January 4, 2024", ["January 4", "January 4, 2024"]),
        ("January 4, 2024 to January 4, 2024", ["January 4, 2024", "January 4, 2024"]),
        ("January 4, 2024 to January 5, 2024", ["January 4, 2024 to January 5, 2024"]),
        ("January 5, 2024 to January 4, 2024", ["January 5, 2024", "January 4, 2024"]),
        ("May 3 to May 3", ["May 3", "May 3"]),
        ("May 3 to June 4", ["May 3 to June 4"]),
        ("May 3 or June 4", ["May 3", "June 4"]),
        ("between May 3 and June 4, 2024", ["May 3 and June 4, 2024"]),
        ("on May 3 and June 4, 2024", ["May 3", "June 4, 2024"]),
        ("между 1 января и 31 октября 2022", ["1 января и 31 октября 2022"]),
        ("May 3-5, 2024 to June 7, 2024", ["May 3-5, 2024", "June 7, 2024"]),
        ("May 3-5 to June 7", ["May 3-5", "June 7"]),
        ("03/04/2021 to 05/06/2021", ["03/04/2021", "05/06/2021"]),
        ("13/04/2021 to 15/06/2021", ["13/04/2021 to 15/06/2021"]),
        ("May 2021 to June 7, 2021", ["May 2021", "June 7, 2021"]),
        # of a product: 40 characters before the figures
        (f"met, {'x' * 39} 10.12.13", []),
        (f"met, {'x' * 40} 10.12.13", ["10.12.13"]),
        ("on 10.12.13", ["10.12.13"]),
        ("on 1.12.13", []),
        ("on 10.12.2013, 11.12.2013", ["10.12.2013", "11.12.2013"]),
        ("on 10.12.13, 11.12.13", []),
        # an address goes on to the next white space
        (f"https://{'a' * 150}/11.10.2020", []),
        (f"https://{'a' * 150}/ 11.10.2020", ["11.10.2020"]),
        # numbers far from each other, and a date at either end
        (f"May 3, 2024 {'x ' * 50}4 {'x ' * 50}on 5 June 2024", ["May 3, 2024", "5 June 2024"]),
        (f"{'x ' * 50}September of 2021{' x' * 50}", ["September of 2021"]),
        (
            f"{'x ' * 30}Wednesday, 17th and 18th of September, 2024{' x' * 30}",
            ["Wednesday, 17th and 18th of September, 2024"],
        ),
    ],
)
def test_the_dates_of_a_line(text, quotes):
    """In order, each where it stands."""
    mentions = found(text)
    assert [m.quote for m in mentions] == quotes
    assert [text[m.start : m.end] for m in mentions] == quotes


@pytest.mark.parametrize(
    ("text", "days", "last", "month_day", "last_day"),
    [
        ("May 3-5, 2024", (date(2024, 5, 3),), date(2024, 5, 5), None, None),
        ("May 3-3, 2024", (date(2024, 5, 3),), None, None, None),
        ("May 5-3, 2024", (date(2024, 5, 5),), None, None, None),
        ("May 30-32, 2024", (date(2024, 5, 30),), None, None, None),
        ("February 27-29", (), None, (2, 27), (2, 29)),
        ("February 27-30", (), None, (2, 27), None),
        ("May 3-3", (), None, (5, 3), None),
        ("May 5-3", (), None, (5, 5), None),
        ("December 30 to January 4, 2024", (date(2023, 12, 30),), date(2024, 1, 4), None, None),
        ("02.04.24", (date(2024, 4, 2),), None, None, None),
        ("2.4.2024", (date(2024, 4, 2),), None, None, None),
    ],
)
def test_the_first_and_the_last_day(text, days, last, month_day, last_day):
    """With a year and without; what is no later day ends no range."""
    (mention,) = found(text)
    told = mention.days, mention.last, mention.month_day, mention.last_day
    assert told == (days, last, month_day, last_day)
    assert mention.month_days == ({(d.month, d.day) for d in days} | {month_day} - {None})


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024/04/09", [date(2024, 4, 9)]),
        ("2024.04.09", [date(2024, 4, 9)]),
        ("2024/04-09", []),
        ("CVE-2024-03-11 was patched", []),
        ("9-го апреля 2024 года", [date(2024, 4, 9)]),
        ("Article 12.5.2013 of the code", []),
        ("решение № 12.05.2013", []),
        ("dated 12.05.2013", [date(2013, 5, 12)]),
    ],
)
def test_ways_to_write_a_day_and_numbers_that_are_none(text, days):
    """Years first with any sign, twice the same; an article, a build or a number is no day."""
    assert [day for mention in found(text) for day in mention.days] == days
