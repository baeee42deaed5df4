"""A table of counts → what may be said: of change by its intervals, and in other readings."""

from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from math import sqrt

import numpy as np
import pandas as pd

from analysis.counting.series import as_whole
from analysis.counting.statistics import LEVEL, Z, adjust, upper_chi2
from analysis.finding.store import READINGS
from analysis.finding.words import Words, words
from analysis.reading.corpus import Corpus
from analysis.tables import need

# Of made-up series of 24 to 96 periods without a change at most 5 in 100 showed one; of 12, 9 did.
MIN_PERIODS, MIN_LEVEL, _PENALTY = 24, 3, 3
_HIGHER, _LOWER, _REFUSED = "higher", "lower", "refused"


def changes(series: pd.DataFrame) -> pd.DataFrame:
    """Compare every period of a `series` with the one before, and the last with the first.

    One row per name and pair; difference has a 95 % interval, p_holm is of all rows, the verdict is
    ``higher`` or ``lower`` if p_holm is below 0.05, ``not told apart``, or ``refused`` (see why).
    """
    group, *labels = takewhile(lambda column: column not in ("hits", "value"), series)
    rows = []
    for name, own_rows in series[series[group].notna()].groupby(labels, sort=False, dropna=False):
        periods = own_rows.to_dict("records")
        for pair in [*pairwise(periods), *[(periods[0], periods[-1])] * (len(periods) > 2)]:
            ends = [end[column] for column in (group, "value") for end in pair]
            if any(pd.isna(end["low"]) for end in pair):
                why = pair[0]["refused"] or pair[1]["refused"] or "hits have no interval"
                rows.append((*name, *ends, *[pd.NA] * 4, why))
                continue
            gap, low, high = _difference(*((end["value"], end["low"], end["high"]) for end in pair))
            # A gap of 0.2 whose interval begins at 0.05 → reach 0.15, z = 1.96 · 0.2 / 0.15.
            reach = gap - low if gap > 0 else high - gap
            p = float(upper_chi2((Z * gap / reach) ** 2)) if gap and reach > 0 else float(gap == 0)
            rows.append((*name, *ends, gap, low, high, p, ""))
    numbers = ["value_earlier", "value_later", "difference", "low", "high", "p"]
    table = pd.DataFrame(rows, columns=[*labels, "earlier", "later", *numbers, "why"])
    table = table.astype(dict.fromkeys(numbers, "Float64"))
    known, table["p_holm"] = table["p"].notna(), table["p"]
    table.loc[known, "p_holm"] = adjust(table.loc[known, "p"].astype(float))[0]
    sure = table["p_holm"].fillna(1) < LEVEL
    gaps = table["difference"].fillna(0).to_numpy(float)
    told = {_REFUSED: ~known, _HIGHER: sure & (gaps > 0), _LOWER: sure & (gaps < 0)}
    verdicts = np.select(list(told.values()), list(told), "not told apart")
    return table.assign(verdict=pd.Series(verdicts, dtype="str"), why=table.pop("why"))


def _difference(one: Sequence[float], other: Sequence[float]) -> tuple[float, float, float]:
    """Return other - one with its interval, from two independent estimates (value, low, high)."""
    # 48 of 80 against 56 of 70 → 0.2, from 0.0524 to 0.3339.
    # The distances to the facing bounds are added as squares (Newcombe 1998, Statistics in Medicine
    # 17: 873-890, method 10, for Wilson intervals; Zou & Donner 2008, ibid. 27: 1693-1702, for any)
    (a, a_low, a_high), (b, b_low, b_high) = one, other
    below = sqrt((b - b_low) ** 2 + (a_high - a) ** 2)
    above = sqrt((b_high - b) ** 2 + (a - a_low) ** 2)
    return b - a, b - a - below, b - a + above


def changepoints(series: pd.DataFrame) -> pd.DataFrame:
    """Find where the level of every name of a `series` changes (needs the extra ``changes``).

    One row per change (with the period of the new level), or per name without, with why.
    """
    # Least squares around the levels, plus 3 σ² ln n a change, σ² being half of the mean squared
    # step between neighbours (PELT: Killick, Fearnhead & Eckley 2012, JASA 107: 1590-1598).
    ruptures = need("ruptures", "changepoints")
    group, *labels = takewhile(lambda column: column not in ("hits", "value"), series)
    rows = []
    known = series.dropna(subset=[group, "value"])
    for name, own_rows in known.groupby(labels, sort=False, dropna=False):
        values, n = own_rows["value"].to_numpy(float), len(own_rows)
        noise, ends, why = (np.diff(values) ** 2).mean() / 2 if n > 1 else 0.0, [n], "no change"
        if n < MIN_PERIODS:
            why = f"{n} periods with a value, {MIN_PERIODS} needed"
        elif noise:
            search = ruptures.Pelt(model="l2", min_size=MIN_LEVEL, jump=1).fit(values)
            ends = search.predict(pen=_PENALTY * noise * np.log(n))
        levels = [float(values[a:b].mean()) for a, b in pairwise([0, *ends])]
        for end, level in zip(ends[:-1], pairwise(levels), strict=True):
            rows.append((*name, own_rows[group].iat[end], *level, n, ""))
        if len(ends) == 1:
            rows.append((*name, pd.NA, pd.NA, pd.NA, n, why))
    table = pd.DataFrame(rows, columns=[*labels, group, "before", "after", "periods", "why"])
    return table.astype({group: series[group].dtype, "before": "Float64", "after": "Float64"})


def finding(table: pd.DataFrame) -> str:
    """Say in one sentence what a table of `changes` supports, for a caption."""
    told = table[table["verdict"].isin((_HIGHER, _LOWER))]
    n = int((table["verdict"] != _REFUSED).sum())
    if not n:
        why = "; ".join(dict.fromkeys(table["why"])) or "only one period"
        return f"No two periods can be compared ({why})."
    if told.empty:
        return f"None of {n} comparisons tells periods apart (5 %, Holm)."
    rows = told.itertuples(index=False)
    parts = [f"{row[0]} is {row.verdict} in {row.later} than in {row.earlier}" for row in rows]
    return f"{'; '.join(parts)} ({len(told)} of {n} comparisons, 5 %, Holm)."


def compare_readings(
    corpus: Corpus, count: Callable[[Words], pd.DataFrame], *, lemmatize: bool = False
) -> pd.DataFrame:
    """Count the same (as by `count_terms`) raw, cleaned, and once per cluster of duplicates.

    One row per row of ``count``: hits as raw, cleaned and distinct, their ranks, moved (whether
    these differ); `evidence` is the raw reading's.
    """
    tables = [count(words(corpus, name, lemmatize=lemmatize)) for name in READINGS]
    keys = list(takewhile(lambda column: column != "hits", tables[0]))
    hits = {n: table.set_index(keys)["hits"] for n, table in zip(READINGS, tables, strict=True)}
    every = pd.concat(hits, axis=1).index
    whole = {name: as_whole(own.reindex(every, fill_value=0)) for name, own in hits.items()}
    table = pd.DataFrame(whole).reset_index()
    grouped = table.groupby(keys[:-1] or (lambda row: 0), dropna=False)[list(READINGS)]
    ranks = grouped.rank(method="min", ascending=False).astype("Int64").add_prefix("rank_")
    table = table.join(ranks).assign(moved=ranks.nunique(axis=1) > 1)
    table = table.sort_values([*keys[:-1], "rank_raw", keys[-1]], ignore_index=True)
    table.attrs |= tables[0].attrs  # evidence is that of the raw reading
    return table


def flips(table: pd.DataFrame, one: str = "raw", other: str = "cleaned") -> pd.DataFrame:
    """List every two terms whose order is reversed between two columns; ties never are."""
    # raw: talks 8, peace 5; cleaned: talks 3, peace 4 → talks above peace 8 : 5, then 3 : 4
    rows = table[["term", one, other]].dropna().sort_values([one, "term"], ascending=[False, True])
    names, first, second = (rows[column].to_numpy() for column in rows)
    up, down = np.nonzero((first[:, None] > first) & (second[:, None] < second))
    columns = {"": names, f"_{one}": first, f"_{other}": second}
    ends = {"above": up, "below": down}
    return pd.DataFrame({end + n: cells[ends[end]] for n, cells in columns.items() for end in ends})
