"""Charts of any size can be printed: no overlap, no cut, a margin, in one column and in two."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from inspection import faults

from analysis.reading.dating.days import period_name, period_number
from analysis.showing import charts
from analysis.showing.settings import Export, exporting

STARTS = {"year": 1985, "quarter": "2016-Q3", "month": "2022-11", "week": "2025-W40"}
# Items, periods, outlets, unit, and what the names of outlets and terms are like.
SHAPES = {
    "one": (1, 1, 1, "year", "x"),
    "nine": (9, 5, 5, "quarter", "A ministry of foreign affairs "),
    "months": (505, 13, 12, "month", "Long-drawn-out names of agencies, "),
    "weeks": (20_000, 40, 60, "week", "W"),
}
WIDTHS = {"one column": 85.0, "two columns": 178.0}


def names(n, like):
    """Return n different names of 1 to 200 characters, as the shape has them."""
    lengths = np.linspace(1, 200, n).astype(int)
    return [f"{(like * 200)[: length - 1]}{chr(0x0410 + k)}" for k, length in enumerate(lengths)]


def periods(n, by):
    first = period_number(STARTS[by], by)
    return [period_name(number, by) for number in range(first, first + n)]


def spread(items, n_periods, n_outlets, by, like):
    """Count items by outlet and period, a twentieth of them without a period."""
    shares = np.random.default_rng(1).dirichlet(np.ones(n_periods + 1), n_outlets)
    sizes = np.maximum(items // np.arange(1, n_outlets + 1) // 4, 1)
    counts = (shares * sizes[:, None]).round().astype(int)
    counts[0, 0] += 1
    groups = pd.Series([*periods(n_periods, by), pd.NA], dtype="Int64" if by == "year" else "str")
    table = pd.DataFrame({"outlet": names(n_outlets, like)}).merge(groups.rename(by), how="cross")
    return table.assign(items=counts.ravel())


def rated(groups, by, terms, items):
    """Rate terms in groups: some of them without a rate, an interval, or any item."""
    random = np.random.default_rng(2)
    table = pd.DataFrame({by: groups}).merge(pd.DataFrame({"term": terms}), how="cross")
    hits = (random.pareto(1, len(table)) * max(items / len(table), 1)).astype(int)
    table["hits"] = pd.array(hits, dtype="Int64")
    table["value"] = pd.array(np.minimum(hits, 400) / 7, dtype="Float64")
    table["low"], table["high"] = table["value"] * 0.7, table["value"] * (1 + random.pareto(2))
    size = table[by].map({group: (7 * n) % 5 * items for n, group in enumerate(groups)})
    table["items_in_group"] = table["item_weight"] = size.astype("Int64")
    table["items_possible"] = table["items_in_group"] + 1
    table.loc[size < 2, ["low", "high"]] = pd.NA
    table.loc[size == 0, ["value", "hits"]] = pd.NA
    return table


def draw_composition(shape):
    return charts.composition(spread(*shape), by=shape[3])


def draw_calendar(shape):
    found = periods(shape[1], shape[3])[:: 1 + shape[1] // 10][:8]
    told = [f"{period}: {shape[4] * 40}" for period in found]
    return charts.composition(spread(*shape), by=shape[3], told=told)


def draw_heat(shape):
    items, n, _, by, like = shape
    table = rated(periods(n, by), by, names(min(n + 3, 8), like), items)
    return charts.heat(table, label="term", by=by, value="value", axis=f"{by} of the event")


def draw_heat_by_outlet(shape):
    items, n, n_outlets, _, like = shape
    table = rated(names(n_outlets, like), "outlet", names(min(n, 14), "a topic "), items)
    return charts.heat(table, label="term", by="outlet", value="value")


def draw_trend(shape):
    items, n, _, by, like = shape
    table = rated(periods(n, by), by, names(min(n, 5), like), items)
    look = {"unit": "hits per 1,000 words", "axis": f"{by} of publication"}
    return charts.trend(table, spread(*shape), label="term", by=by, **look)


def draw_bars(shape):
    hits = np.linspace(shape[0] * 10, 1, min(shape[2], 25)).astype(int)
    table = pd.DataFrame({"term": names(len(hits), shape[4]), "hits": hits, "items": hits})
    return charts.bars(table, value="hits", unit="hits in the cleaned text", note="items")


def draw_before_after(shape):
    raw = np.linspace(shape[0] * 10, 1, min(shape[2], 20)).astype(int)
    table = pd.DataFrame({"term": names(len(raw), shape[4]), "raw": raw, "cleaned": raw // 3})
    return charts.bars(table, value="cleaned", of="raw", unit="hits")


def draw_ledger(shape):
    treatments = ["kept", "repeated", "blank", "furniture", "hashtags", "other pages"]
    files = names(min(shape[2], 30), shape[4])
    rows = [
        (file, f"{n}-{k}", treatment, 900 * k, 900 * k + 900)
        for n, file in enumerate(files)
        for k, treatment in enumerate(treatments * (1 + shape[0] // 5000))
    ]
    table = pd.DataFrame(rows, columns=["doc_id", "item_id", "treatment", "start", "end"])
    return charts.ledger_strips(table, dict(zip(files, files, strict=True)))


def draw_timeline(shape):
    n, first = min(shape[0], 40), date(2023, 5, 1)
    days = [pd.Timestamp(first + timedelta(days=n_day * 7)) for n_day in range(n)]
    kinds = ["day", "identified", "lasting", "possible", "none"]
    outlets = names(min(shape[2], n), shape[4])
    rows = [
        {
            **{"item_id": f"{k:03}-1", "outlet": outlets[k % len(outlets)], "occasion": "meeting"},
            **{
                "mark": kinds[k % 5],
                "first": day,
                "last": day + pd.Timedelta(days=k),
                "heading": "",
            },
            **{
                "edtf": f"[{day:%Y-%m-%d}..{day:%Y}-12-31]",
                "status": "derived",
                "quote": shape[4] * 9,
            },
            # Every third item tells the event of the one before it.
            **{
                "event": k - (k % 3 == 2),
                "who": shape[4] * 3,
                "place": "Beijing",
                "topic": "BRICS",
            },
        }
        for k, day in enumerate(days)
    ]
    between = first, first + timedelta(days=7 * n)
    for item, day, kind in (("000-1", first, "call"), ("", between[1], "talks")):
        record = {"item_id": item, "mark": "record", "occasion": kind, "first": pd.Timestamp(day)}
        rows.append(dict.fromkeys(rows[0], "") | record)
    by = "month" if n > 1 else "day"
    return charts.timeline(pd.DataFrame(rows), between=between, by=by)


def headed(n, like):
    return {name: (name, "n = 1,204") for name in names(n, like)}


def draw_matrix(shape):
    heads, terms = headed(min(shape[1], 20), shape[4]), names(min(shape[2], 20), shape[4])
    table = pd.DataFrame({"term": terms}).merge(pd.DataFrame({"group": list(heads)}), how="cross")
    table["hits"] = [(n * 37) % 11 * shape[0] // 8 for n in range(len(table))]
    table["share"] = (table["hits"] / max(table["hits"].max(), 1)).mask(table["hits"] == 3)
    beside = {"log-Dice": np.linspace(13.9, 2, len(terms)), "G²": np.linspace(4000, 3, len(terms))}
    look = {"column": "group", "value": "share", "unit": "share of the hits", "beside": beside}
    return charts.matrix(table, heads, label="term", **look)


def draw_strips(shape):
    texts, terms = headed(min(shape[1], 24), shape[4]), names(min(shape[2], 6), shape[4])
    rows = [(text, term, 1 + n * 7) for text in texts for n, term in enumerate(terms)]
    table = pd.DataFrame(rows, columns=["item_id", "term", "position"])
    return charts.strips(table, texts, dict.fromkeys(texts, shape[0] * 10))


def draw_concordance(shape):
    around = (shape[4] * 200)[:90]
    table = pd.DataFrame({"left": [around] * min(shape[0], 30), "keyword": "partnership"})
    return charts.concordance(table.assign(right=around), ["2023-09-18…"] * len(table))


def draw_parts(shape):
    voices = ["Chinese side", "Russian side", "both sides together", "others", "unattributed"]
    outlets = pd.DataFrame({"outlet": names(min(shape[2], 20), shape[4])})
    table = outlets.merge(pd.DataFrame({"voice": voices}), how="cross")
    table["value"] = [(n * 37) % 11 for n in range(len(table))]
    table["value"] /= table.groupby("outlet")["value"].transform("sum")
    table["hits"] = (table["value"] * shape[0] * 10).astype(int)
    look = {"by": "outlet", "value": "value", "number": "hits", "unit": "share of n sentences"}
    return charts.parts(table.assign(size=shape[0] * 10), label="voice", size="size", **look)


def draw_specifications(shape):
    n = min(shape[0] * 2, 480)
    table = pd.DataFrame(
        {"relative": np.linspace(-0.5, 0.9, n), "reading": ["raw", "cleaned"] * (n // 2)}
    )
    table["holds"], table["without"] = table["relative"] > 0, [shape[4] * (k % 3) for k in range(n)]
    ends = {"higher": "2023-W41", "lower": "2022-W07"}
    return charts.specifications(table, choices=["reading", "without"], **ends)


CHARTS = [value for name, value in sorted(globals().items()) if name.startswith("draw_")]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__.removeprefix("draw_"))
@pytest.mark.filterwarnings("error:.*collapsed")
def test_a_chart_of_any_size_can_be_printed(chart, shape, width, tmp_path):
    """From 1 to 20,000 items, 40 periods, 60 outlets and names of 200 characters."""
    with exporting(Export(tmp_path, width_mm=width)):
        figure = chart(shape).get_figure(root=True)
    assert faults(figure) == []
