"""Sets of days inside a stated horizon, as bit masks: bit n is the n-th day of the horizon."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, reduce
from operator import or_

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Horizon:
    """The days anything can be dated to; a set of them is an int, with ``&``, ``|``, bit_count."""

    first: date = date(2013, 1, 1)
    last: date = date(2026, 12, 31)

    @cached_property
    def every_day(self) -> int:
        """The set of all days."""
        return (1 << (self.last - self.first).days + 1) - 1

    def between(self, first: date | None, last: date | None) -> int:
        """Return the days from ``first`` to ``last``; None means the end of the horizon."""
        low = 0 if first is None else max((first - self.first).days, 0)
        size = (self.last - self.first).days + 1
        high = size if last is None else min((last - self.first).days + 1, size)
        return ((1 << high - low) - 1) << low if high > low else 0

    def of(self, *days: date) -> int:
        """Return the set of these days, those outside the horizon left out."""
        bits = (1 << (day - self.first).days for day in days if self.first <= day <= self.last)
        return reduce(or_, bits, 0)

    def recurring(self, month: int, day: int) -> int:
        """Return a day of every year that has it."""
        return _recurring(self, month, day)

    def weekday(self, number: int) -> int:
        """Return every such day of the week, 0 = Monday."""
        weeks = (self.last - self.first).days // 7 + 2
        every_seventh = ((1 << 7 * weeks) - 1) // 127  # 0b…10000001
        return every_seventh << (number - self.first.weekday()) % 7 & self.every_day

    def runs(self, days: int) -> Iterator[tuple[date, date]]:
        """Yield first and last day of every unbroken run, in order."""
        day = self.first
        while days:
            # 0b1100: the lowest bit ends a gap of 2; shifted, the lowest zero ends a run of 2.
            gap = (days & -days).bit_length() - 1
            days >>= gap
            length = (~days & (days + 1)).bit_length() - 1
            day += (gap + length) * DAY
            yield day - length * DAY, day - DAY
            days >>= length

    def earliest(self, days: int) -> date:
        """Return the first day of a set that is not empty."""
        return self.first + ((days & -days).bit_length() - 1) * DAY

    def latest(self, days: int) -> date:
        """Return the last day of a set that is not empty."""
        return self.first + (days.bit_length() - 1) * DAY


HORIZON = Horizon()


def real_day(year: int, month: int, day: int) -> date | None:
    """Return a day that there is, else None: 29 February of a common year."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _recurring(horizon: Horizon, month: int, day: int) -> int:
    years = range(horizon.first.year, horizon.last.year + 1)
    return horizon.of(*filter(None, (real_day(year, month, day) for year in years)))
