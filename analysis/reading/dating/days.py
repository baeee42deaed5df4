"""Sets of days of a stated horizon, as bit masks (bit n: its n-th day), EDTF, and in periods."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from typing import Literal

import pandas as pd

from analysis.tables import dates_of, table

DAY = timedelta(days=1)
_EVERY_YEAR = re.compile(r"XXXX-(\d\d)-(\d\d)")  # "XXXX-09-18" → 18 September of every year
_PRECISION = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")  # "2024", "2024-05", "2024-05-15"
Period = Literal["year", "quarter", "month", "week", "day"]
Dates = Literal["event", "publication", "best"]
_MONTHS_IN = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True)
class Horizon:
    """The days anything can be dated to; a set of them is an int, with ``&``, ``|``, bit_count."""

    first: date = date(2013, 1, 1)
    last: date = date(2026, 12, 31)

    def __hash__(self) -> int:
        return hash(self.first)  # asked for very often

    @cached_property
    def every_day(self) -> int:
        """The set of all days."""
        return (1 << (self.last - self.first).days + 1) - 1

    @lru_cache(maxsize=2**12)  # noqa: B019 (a corpus has few horizons)
    def between(self, first: date | None, last: date | None) -> int:
        """Return the days from ``first`` to ``last``; None means the end of the horizon."""
        first, last = max(first or self.first, self.first), min(last or self.last, self.last)
        low, high = (first - self.first).days, (last - self.first).days + 1
        return ((1 << high - low) - 1) << low if high > low else 0

    @lru_cache(maxsize=2**12)  # noqa: B019
    def of(self, *days: date) -> int:
        """Return the set of these days, those outside the horizon left out."""
        return sum({1 << (d - self.first).days for d in days if self.first <= d <= self.last})

    @cache  # noqa: B019
    def recurring(self, month: int, day: int) -> int:
        """Return a day of every year that has it."""
        years = range(self.first.year, self.last.year + 1)
        return self.of(*filter(None, (real_day(year, month, day) for year in years)))

    def weekday(self, number: int) -> int:
        """Return every such day of the week, 0 = Monday."""
        weeks = (self.last - self.first).days // 7 + 2
        every_seventh = ((1 << 7 * weeks) - 1) // 127  # 0b…10000001
        return every_seventh << (number - self.first.weekday()) % 7 & self.every_day

    def runs(self, days: int) -> Iterator[tuple[date, date]]:
        """Yield first and last day of every unbroken run, in order."""
        while days:
            # 0b101100 + 0b100 = 0b110000: adding its first day carries past the end of a run.
            others = days & (days + (days & -days))
            yield self.ends(days ^ others)
            days = others

    def ends(self, days: int) -> tuple[date, date]:
        """Return the first and the last day of a set that is not empty."""
        low, high = (days & -days).bit_length() - 1, days.bit_length() - 1
        return self.first + low * DAY, self.first + high * DAY


HORIZON = Horizon()


def real_day(year: int, month: int, day: int) -> date | None:
    """Return a day that there is, else None: 29 February of a common year."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=2**12)
def from_days(days: int, horizon: Horizon, *, lasting: bool = False) -> str:
    """Write a set of days as EDTF; no day, or every day, is the empty string."""
    # A whole month or year is written so; "XXXX-09-18" is a day of every year; of other runs one is
    # meant, "[2023-09-18..,2021]", open at an end of the horizon; of what lasts all: "…-17/…-18".
    if not days or days == horizon.every_day:
        return ""
    first, last = horizon.ends(days)
    if first == last or lasting:
        return f"{first}" if first == last else f"{first}/{last}"
    if days.bit_count() > 2 and days == horizon.recurring(first.month, first.day):
        return f"XXXX-{first:%m-%d}"
    for whole in (f"{first:%Y-%m}", f"{first:%Y}"):
        if bounds(whole) == (first, last) and days == horizon.between(first, last):
            return whole
    runs = (f"{low}" if low == high else f"{low}..{high}" for low, high in horizon.runs(days))
    joined = ",".join(runs).replace(f"{horizon.first}..", "..")
    return f"[{joined.replace(f'..{horizon.last}', '..')}]"


@lru_cache(maxsize=2**14)
def to_days(edtf: str, horizon: Horizon) -> int:
    """Read back what `from_days` writes; raises `ValueError` for anything else."""
    if not edtf:
        return horizon.every_day
    if every_year := _EVERY_YEAR.fullmatch(edtf):
        return horizon.recurring(*map(int, every_year.groups()))
    days = 0
    for part in edtf.removeprefix("[").removesuffix("]").replace("/", "..").split(","):
        ends = part.split("..") if ".." in part else [part, part]
        low, high = (bounds(end) if end else (None, None) for end in ends)
        days |= horizon.between(low[0], high[1])
    return days


def bounds(written: str) -> tuple[date, date]:
    """Return the first and last day of a year, month or day: "2024-02" → 1 and 29 February."""
    if not _PRECISION.fullmatch(written):
        raise ValueError(f"{written!r} is no year, month or day")
    first = date.fromisoformat((written + "-01-01")[:10])
    rest = {4: "-12-31", 7: f"-{monthrange(first.year, first.month)[1]}", 10: ""}
    return first, date.fromisoformat(written + rest[len(written)])


def aoristic_weights(
    items: pd.DataFrame, *, by: Period = "year", dates: Dates = "event", horizon: Horizon = HORIZON
) -> pd.DataFrame:
    """Return item_id, period, weight, certain of each period that a dated item can lie in."""
    # A period's weight is its share of the possible days (Ratcliffe 2000, Int. J. of Geographical
    # Information Science 14: 669-679), as year 2024, 2024-Q2, month 2024-05, week 2024-W20, or day.
    dated = zip(items["item_id"], dates_of(items, dates)["edtf"], strict=True)
    rows = [(id_, *share) for id_, edtf in dated for share in _shares(edtf, by, horizon)]
    kind = "int64" if by == "year" else "str"
    return table({"item_id": "str", by: kind, "weight": "float64", "certain": "bool"}, rows)


def periods_between(first: int | str, last: int | str, by: Period) -> list[int | str]:
    """Return all periods from the first to the last, both included: 2023-Q4, 2024-Q1, 2024-Q2."""
    numbers = range(period_number(first, by), period_number(last, by) + 1)
    return [period_name(number, by) for number in numbers]


def period_number(period: int | str, by: Period) -> int:
    """Return the number of a period: years, months and so on are counted without gaps."""
    year, _, part = str(period).partition("-")
    if by in _MONTHS_IN:  # "2024-Q2" → 4 · 2024 + 1
        return 12 // _MONTHS_IN[by] * int(year) + int(part.strip("Q") or 1) - 1
    return period_of(date.fromisoformat(f"{period}-1" if by == "week" else str(period)), by)


def period_of(day: date, by: Period) -> int:
    """Return the number of the period that a day lies in; weeks begin on Monday (ISO 8601)."""
    if by in _MONTHS_IN:
        return (12 * day.year + day.month - 1) // _MONTHS_IN[by]
    return (day.toordinal() - 1) // 7 if by == "week" else day.toordinal()


def first_day(number: int, by: Period) -> date:
    """Return the day that a numbered period begins with."""
    if by in _MONTHS_IN:
        month = number * _MONTHS_IN[by]
        return date(month // 12, month % 12 + 1, 1)
    return date.fromordinal(7 * number + 1 if by == "week" else number)


def period_around(first: date, last: date, by: Period, shift: int = 0) -> tuple[date, date]:
    """Return first and last day of the periods two days lie in, or of those so many later."""
    low, high = period_of(first, by) + shift, period_of(last, by) + shift + 1
    return first_day(low, by), first_day(high, by) - DAY


def period_name(number: int, by: Period) -> int | str:
    """Return the name of a numbered period."""
    begins = first_day(number, by)
    names: dict[str, int | str] = {"year": begins.year, "month": f"{begins:%Y-%m}"}
    names["quarter"] = f"{begins.year}-Q{begins.month // 3 + 1}"
    names["week"] = f"{begins:%G-W%V}"  # 30 December 2024 is a Monday of 2025-W01
    return names.get(by, begins.isoformat())


@lru_cache(maxsize=2**16)
def _shares(edtf: str, by: Period, horizon: Horizon) -> list[tuple[int | str, float, bool]]:
    """Return (period, weight, certain) of every period an EDTF date can lie in."""
    days, shares = to_days(edtf, horizon) if edtf else 0, []
    if not days:
        return []
    total = days.bit_count()  # 31 December 2020 to 2 January 2021: one day of three, then two
    first, last = (period_of(day, by) for day in horizon.ends(days))
    for number in range(first, last + 1):
        ends = period_around(begin := first_day(number, by), begin, by)
        if inside := (days & horizon.between(*ends)).bit_count():
            shares.append((period_name(number, by), inside / total, inside == total))
    return shares
