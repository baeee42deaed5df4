"""A series → what its intervals allow to be said about change."""

from itertools import pairwise

import pandas as pd

from analysis.counting.inference import difference
from analysis.counting.trends import COUNTS, SIZES

HIGHER, LOWER, NOT_TOLD_APART, REFUSED = "higher", "lower", "not told apart", "refused"


def changes(series: pd.DataFrame) -> pd.DataFrame:
    """Compare every period of a series with the one before, and the last with the first.

    Parameters
    ----------
    series
        From `analysis.counting.trends.series`, by year, quarter or month.

    Returns
    -------
    One row per name and pair of periods: the label's column, earlier, later, value_earlier,
    value_later, difference with low and high (95 %, square-and-add, see `difference`; not
    corrected for the number of comparisons), verdict (``higher`` or ``lower`` if the interval
    leaves out 0, ``not told apart``, or ``refused`` where a period has no interval), why (it is
    refused).
    """
    group, label = [c for c in series.columns if c not in (*COUNTS, *SIZES)][:2]
    rows = []
    for name, mine in series[series[group].notna()].groupby(label, sort=False):
        periods = list(mine.itertuples(index=False))
        pairs = list(pairwise(periods))
        if len(periods) > 2:
            pairs.append((periods[0], periods[-1]))
        for one, other in pairs:
            why = one.refused or other.refused
            known = not (why or pd.isna(one.low) or pd.isna(other.low))
            gap, low, high = (
                difference((one.value, one.low, one.high), (other.value, other.low, other.high))
                if known
                else (pd.NA, pd.NA, pd.NA)
            )
            verdict = REFUSED
            if known:
                verdict = HIGHER if low > 0 else LOWER if high < 0 else NOT_TOLD_APART
            ends = (getattr(one, group), getattr(other, group))
            rows.append((name, *ends, one.value, other.value, gap, low, high, verdict, why))
    columns = [label, "earlier", "later", "value_earlier", "value_later"]
    columns += ["difference", "low", "high", "verdict", "why"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[3:8], "Float64"))


def finding(table: pd.DataFrame) -> str:
    """Say in one sentence what a table of changes supports, for a caption.

    >>> finding(pd.DataFrame({"verdict": ["refused"], "why": ["no interval: fewer than 5 texts"]}))
    'No two periods can be compared (no interval: fewer than 5 texts).'
    """
    told = table[table["verdict"].isin((HIGHER, LOWER))]
    compared = table[table["verdict"] != REFUSED]
    if compared.empty:
        why = "; ".join(dict.fromkeys(table["why"])) or "only one period"
        return f"No two periods can be compared ({why})."
    if told.empty:
        return f"In none of {len(compared)} comparisons do the 95 % intervals tell periods apart."
    parts = [
        f"{row[0]} is {row.verdict} in {row.later} than in {row.earlier}"
        for row in told.itertuples(index=False)
    ]
    rest = f" ({len(told)} of {len(compared)} comparisons, each at 95 %)."
    return "; ".join(parts) + rest
