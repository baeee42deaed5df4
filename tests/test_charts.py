"""Charts draw what the tables say: marks, labels, colours and honest gaps."""

from datetime import date
from itertools import pairwise

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from analysis.counting.chronology import chronology, composition, marks
from analysis.counting.ledger import strips
from analysis.counting.series import series
from analysis.counting.topics import topic_series
from analysis.showing import charts
from analysis.showing.charts import rows as row_charts
from analysis.showing.charts import theme as look

YEARS = date(2020, 1, 1), date(2024, 12, 31)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def ticks(labels):
    return [label.get_text() for label in labels]


def test_bars_are_as_long_as_their_values():
    """One bar per term, in order, the number and its note beside it."""
    table = pd.DataFrame({"term": ["china", "russia"], "hits": [51, 37], "items": [8, 1]})
    ax = charts.bars(table, value="hits", unit="hits", note="items")
    assert [bar.get_width() for bar in ax.patches] == [51, 37]
    assert texts(ax) == ["51  (8 items)", "37  (1 item)"]
    assert ticks(ax.get_yticklabels()) == ["china", "russia"]
    assert {to_hex(bar.get_facecolor()) for bar in ax.patches} == {look.ACCENT}
    assert ax.get_xlabel() == "hits"


def test_bars_in_bars_show_both_numbers():
    """A term that cleaning does not change has one number."""
    table = pd.DataFrame({"term": ["a", "b"], "raw": [6, 4], "cleaned": [3, 4]})
    ax = charts.bars(table, value="cleaned", of="raw", unit="hits")
    assert texts(ax) == ["3 of 6", "4"]
    widths = {bar.get_gid(): bar.get_width() for bar in ax.patches}
    assert widths == {"mark-0-of": 6, "mark-0": 3, "mark-1-of": 4, "mark-1": 4}


def test_ledger_strips_cover_every_character(corpus):
    """Per file the coloured stretches add up to its characters, each in its colour."""
    names = dict(zip(corpus.documents["doc_id"], corpus.documents["outlet"], strict=True))
    ax = charts.ledger_strips(strips(corpus), names)
    drawn = sum(patch.get_width() for patch in ax.patches)
    assert drawn == corpus.documents["n_chars"].sum()
    assert ticks(ax.get_yticklabels()) == list(names.values())


def test_composition_shows_every_count(corpus):
    """A cell per outlet and year where there is any, and n under each year."""
    table = composition(corpus)
    ax = charts.composition(table)
    assert sum(int(text) for text in texts(ax)) == 9
    assert len(ax.patches) == (table["year"].notna() & (table["items"] > 0)).sum()
    assert ticks(ax.get_xticklabels())[-1] == "2024\nn = 3"  # every item has its year


def test_composition_of_many_periods_is_drawn_as_bars(corpus):
    """By month the four years have 48 of them: a line of bars per outlet, as high as its items."""
    table = composition(corpus, by="month")
    ax = charts.composition(table, by="month", told=["2021-03-22 (2 items): talks"])
    heights = {bar.get_gid(): -bar.get_height() for bar in ax.patches if bar.get_gid()}
    drawn = table[table["month"].notna()]
    assert set(heights) == {f"mark-{row}" for row in drawn.index}
    tallest = drawn["items"].max()
    for row, items in drawn["items"].items():
        assert heights[f"mark-{row}"] == pytest.approx(0.84 * items / tallest)
    assert ticks(ax.get_yticklabels())[0] == "Big Asia (1)"
    assert ax.figure.get_supxlabel() == "2021-03-22 (2 items): talks"


@pytest.mark.parametrize(
    ("by", "periods", "shown"),
    [
        ("year", range(2020, 2025), ["2020", "2021", "2022", "2023", "2024"]),
        ("quarter", ["2023-Q4", "2024-Q1"], ["Q4\n2023", "Q1\n2024"]),
        ("month", ["2025-12", "2026-01", "2026-02"], ["Dec\n2025", "Jan\n2026", "Feb"]),
        ("week", ["2025-W52", "2026-W01"], ["22 Dec\n2025", "29 Dec"]),
        ("day", ["2026-03-08", "2026-03-09"], ["8 Mar\n2026", "9 Mar"]),
    ],
)
def test_periods_are_named_where_they_begin(by, periods, shown):
    """The year once; ISO week 1 of 2026 begins on 29 December 2025."""
    ax = Figure(figsize=(5, 2)).subplots()
    ax.set_xlim(-0.5, len(periods) - 0.5)
    look.name_periods(ax, list(periods), by)
    assert ticks(ax.get_xticklabels()) == shown


def test_a_name_is_wrapped_between_words():
    """Names of rows and panels take two short lines."""
    assert look.wrapped("Russian MFA (Telegram)", 12) == "Russian MFA\n(Telegram)"


def test_heat_of_many_periods_becomes_lines(corpus):
    """Of 48 months only those that an item is certain to lie in, with words enough, have marks."""
    table = series(corpus, ["china", "russia"], by="month")
    ax = charts.heat(table, label="term", by="month")
    drawn = {mark.get_gid() for mark in ax.figure.findobj(Line2D)} - {None}
    enough = table[table["per_1000"].notna() & (table["items_in_group"] > 0)]
    assert drawn == {f"mark-{row}" for row in enough.index[enough["month"].notna()]}
    assert [panel.get_title("left") for panel in ax.figure.axes] == ["china", "russia"]


def test_one_extreme_cell_does_not_eat_the_scale():
    """Rates of 1 to 20 and one of 400: the second largest is still dark."""
    rates = [*map(float, range(1, 21)), 400.0]
    table = pd.DataFrame({"year": range(2000, 2021), "term": "a", "hits": 5, "value": rates})
    table = pd.concat([table.assign(year=1, term=f"{n}", value=v) for n, v in enumerate(rates)])
    table = table.drop_duplicates("term").reset_index(drop=True)
    ax = charts.heat(table, label="term", value="value")
    faces = [
        look.relative_luminance(patch.get_facecolor()) for patch in ax.patches if patch.get_gid()
    ]
    assert faces[19] < 0.6 * faces[0]


def test_parts_add_up():
    """Two outlets: every bar ends at 1, and its parts say how many characters they are."""
    table = pd.DataFrame(
        {"outlet": ["A", "A", "B"], "treatment": ["repeated", "kept", "kept"]}
    ).assign(characters=[25, 75, 9])
    size = table.groupby("outlet")["characters"].transform("sum")
    table = table.assign(size=size, share=table["characters"] / size)
    look = {"label": "treatment", "by": "outlet", "value": "share", "size": "size"}
    ax = charts.parts(table, number="characters", unit="share", **look)
    widths = {patch.get_gid(): (patch.get_x(), patch.get_width()) for patch in ax.patches}
    assert widths == {"mark-0": (0, 0.25), "mark-1": (0.25, 0.75), "mark-2": (0, 1)}
    assert texts(ax) == ["25", "75", "9"]


def test_heat_leaves_no_colour_where_there_is_no_rate(corpus):
    """2021, with 27 words, has numbers without colour; where a rate is nought is no cell."""
    table = topic_series(corpus)
    ax = charts.heat(table, label="topic")
    colours = {patch.get_gid(): to_hex(patch.get_facecolor()) for patch in ax.patches}
    for row in table.itertuples():
        colour = colours.get(f"mark-{row.Index}")
        assert (colour is None) == (row.hits == 0 and pd.notna(row.per_1000))
        assert (colour == look.PAPER) == pd.isna(row.per_1000)
    assert table.loc[table["per_1000"].isna(), "year"].unique().tolist() == [2021]
    *cells, a, b, c, d, e = texts(ax)
    assert sum(map(int, cells)) == table["hits"].sum()
    sizes = table.drop_duplicates("year")["words_in_group"]
    assert [a, b, c, d, e] == [f"{n:,}" for n in sizes]  # of what the rates are
    assert ticks(ax.get_xticklabels()) == [
        f"{year}\nn = {n}" for year, n in zip(range(2020, 2025), [1, 2, 1, 2, 3], strict=True)
    ]


def test_heat_hatches_what_cannot_be_counted(corpus):
    """A year without items has cells without numbers."""
    series = topic_series(corpus)
    series.loc[series["year"] == 2022, ["hits", "per_1000"]] = pd.NA
    ax = charts.heat(series, label="topic")
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert len(hatched) == series["topic"].nunique()
    words = series["year"].nunique()  # a row of them below
    none = (series["hits"] == 0) & series["per_1000"].notna()
    assert len(texts(ax)) == len(series) - len(hatched) - none.sum() + words


def test_heat_shows_certain_and_possible_items(corpus):
    """An item that may lie in the year widens n."""
    series = topic_series(corpus)
    series["items_possible"] += 1
    ax = charts.heat(series, label="topic")
    assert ticks(ax.get_xticklabels())[0] == "2020\nn = 1–2"


def mark_table(*rows):
    columns = ["item_id", "mark", "first", "last", "edtf", "status"]
    table = pd.DataFrame(rows, columns=columns).assign(
        outlet="A", occasion="meeting", heading="", quote="x"
    )
    return table.astype({"first": "datetime64[s]", "last": "datetime64[s]"})


def test_each_kind_of_knowledge_has_its_mark():
    """Durations solid, sets dashed and hollow, open ends arrows, ways out linked."""
    table = mark_table(
        ("a", "lasting", "2021-01-01", "2021-06-30", "2021-01-01/2021-06-30", "stated"),
        ("b", "possible", "2021-01-01", "2021-06-30", "[2021-01-01..2021-06-30]", "derived"),
        ("c", "possible", "2023-09-18", "2026-12-31", "[2023-09-18..]", "derived"),
        ("d", "way", "2023-09-18", "2023-09-18", "[2023-09-18,2024-09-18]", "contested"),
        ("d", "way", "2024-09-18", "2024-09-18", "[2023-09-18,2024-09-18]", "contested"),
    )
    ax = charts.timeline(table, between=YEARS)
    solid = [line for line in ax.lines if line.get_linewidth() == 5]
    assert [list(line.get_ydata()) for line in solid] == [[0, 0]]
    assert [patch.get_facecolor()[3] for patch in ax.patches] == [0, 0]  # hollow bars of b and c
    linked = [line for line in ax.lines if line.get_linewidth() == 0.8]
    assert [list(line.get_ydata()) for line in linked] == [[3, 3]]
    points = [c for c in ax.collections if isinstance(c, PathCollection)]
    assert [c.get_offsets()[0][1] for c in points] == [2, 3, 3]  # an arrow, two hollow dots


def test_a_trend_joins_only_what_has_an_interval(corpus):
    """Years of one to three items: hollow marks, no band, no line."""
    table = series(corpus, ["china", "strategic"])
    ax = charts.trend(table, composition(corpus), label="term", unit="hits")
    dots = {dot.get_gid(): dot for dot in ax.figure.findobj(Line2D) if dot.get_gid()}
    assert len(dots) == table["value"].notna().sum()
    assert {dot.get_markerfacecolor() for dot in dots.values()} == {look.PAPER}
    for panel in ax.figure.axes[:2]:
        assert not [c for c in panel.collections if isinstance(c, LineCollection)]
        assert not {*panel.lines} - {*dots.values()}
        low, high = panel.get_ylim()
        assert low < 0 < table["value"].max() < high  # no mark is cut at zero
    assert "hollow: too few texts" in ticks(ax.figure.legends[0].get_texts())


def test_a_trend_draws_bands_and_gaps():
    """Three periods: intervals in the first two, nothing in the third."""
    table = pd.DataFrame(
        {
            "year": [2020, 2021, 2022],
            "term": "a",
            "value": pd.array([1.0, 2.0, None], dtype="Float64"),
            "low": pd.array([0.5, 1.5, None], dtype="Float64"),
            "high": pd.array([1.5, 2.5, None], dtype="Float64"),
            "refused": ["", "", "no items"],
            "item_weight": [9, 9, 0],
        }
    )
    items = pd.DataFrame({"outlet": "A", "year": [2020, 2021, 2022], "items": [9, 9, 0]})
    ax = charts.trend(table, items, label="term", unit="hits")
    (bands,) = (c.get_segments() for c in ax.collections if isinstance(c, LineCollection))
    assert [band[:, 1].tolist() for band in bands] == [[0.5, 1.5], [1.5, 2.5]]
    assert [line.get_ydata().tolist() for line in ax.lines] == [[1, 2], [1], [2]]  # and two dots
    assert [patch.get_hatch() for patch in ax.patches] == ["////"]
    below = ax.figure.axes[1]
    assert [bar.get_height() for bar in below.patches if not bar.get_hatch()] == [9, 9, 0]


def test_every_mark_names_its_row(corpus):
    """The rows of the table and the ids of the marks are the same, once each."""
    table, series = composition(corpus), topic_series(corpus)
    events = chronology(corpus)
    held = table["year"].notna() & (table["items"] > 0)
    touched = (series["hits"] > 0) | series["per_1000"].isna()
    shown = {
        "composition": (charts.composition(table), table.index[held]),
        "heat": (charts.heat(series, label="topic"), series.index[touched]),
        "timeline": (charts.timeline(marks(events), between=YEARS), marks(events).index),
    }
    for name, (ax, rows) in shown.items():
        ids = [a.get_gid() for a in ax.figure.findobj() if str(a.get_gid()).startswith(look.MARK)]
        assert len(ids) == len(set(ids)), name
        assert {int(id_.split("-")[1]) for id_ in ids} == set(rows), name


def test_no_text_leaves_the_chronology(corpus):
    """Labels, legend and evidence lie inside the figure."""
    figure = charts.timeline(marks(chronology(corpus)), between=YEARS).figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    edge = figure.bbox
    for text in figure.findobj(Text):
        box = text.get_window_extent(renderer)
        if text.get_text().strip() and text.get_visible():
            assert edge.x0 - 1 <= box.x0 and box.x1 <= edge.x1 + 1, text.get_text()
            assert edge.y0 - 1 <= box.y0 and box.y1 <= edge.y1 + 1, text.get_text()


def test_the_timeline_pretends_nothing(corpus):
    """Known days filled, the other way out hollow, undated ones on the rail only."""
    events = chronology(corpus)
    ax = charts.timeline(marks(events), between=YEARS)
    rail, words = ax.figure.axes[1:]
    drawn = [
        (len(c.get_offsets()), to_hex(c.get_facecolor()[0]) == look.PAPER)
        for c in ax.collections
        if isinstance(c, PathCollection)
    ]
    hollow = [paper for _, paper in drawn]
    assert hollow.count(False) == 9  # eight dates and the dot of the one that has two days
    assert hollow.count(True) == 3  # that one, the core of the other one on record, one way out
    assert sum(isinstance(c, PathCollection) for c in rail.collections) == 1
    shown = texts(words)
    assert "no date" in shown
    assert {"2020-11-18 · derived", "“November 18”, “19.11.2020”"} <= {*shown}  # day and year
    assert "[2021-03-22..2021-03-23] · identified" in shown
    assert len(ticks(ax.get_yticklabels())) == 10


def test_outlets_keep_their_colours(corpus):
    """The same outlet has the same colour in every chart of a corpus."""
    colours = charts.outlet_colours(corpus.items["outlet"])
    assert len(set(colours.values())) == 5
    ax = charts.composition(composition(corpus))
    drawn = {to_hex(patch.get_facecolor()) for patch in ax.patches} - {look.PAPER}
    assert drawn == set(colours.values())
    many = charts.outlet_colours([*map(str, range(20)), "19", "19"])
    assert many["19"] == look.OUTLETS[-1]  # in corpus order, those with most items
    assert many["7"] == look.MUTED


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("🇷🇺🇨🇳 Talks", "‹RU›‹CN› Talks"),
        ("北京 talks", "‹U+5317›‹U+4EAC› talks"),
        ("🤝 and ☑️", "‹handshake› and ☑"),
        ("a\u202eb", "a‹U+202E›b"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("переговоры", "переговоры"),
        ("a\nb\tc", "a b c"),
        (r"$\foo$ _x", r"$\foo$ _x"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_labels_are_legible_and_literal(text, shown):
    """No boxes, no mathematics, no runaway labels; what the font lacks is named."""
    assert charts.legible(text) == shown


@given(st.text())
def test_any_label_can_be_drawn(text):
    """Every character of a legible label is in the font, and there are not too many."""
    shown = charts.legible(text, width=30)
    assert len(shown) <= 30
    assert {ord(character) for character in shown} <= look._glyphs() | {ord(" ")}


def test_a_label_of_a_million_characters_takes_no_time():
    """Only its beginning is looked at."""
    assert charts.legible("北" * 1_000_000) == "‹U+5317›" * 7 + "‹U+…"


def test_what_is_told_apart_by_colour_is_told_apart_in_grey():
    """Terms by panel, outlets by hatch, treatments by hatch or by steps of lightness."""
    assert len(set(look.HATCHES)) == len(look.OUTLETS)
    shown = row_charts.TREATMENTS.items()
    plain = [hue for name, hue in shown if not row_charts._LOOKS[name].get("hatch")]
    steps = sorted(look.relative_luminance(hue) for hue in plain)
    assert all(b - a > 0.05 for a, b in pairwise(steps))


def test_a_local_matplotlibrc_changes_nothing():
    """The house style starts from matplotlib's own defaults."""
    table = pd.DataFrame({"term": ["a"], "hits": [1]})
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "text.parse_math": True}):
        ax = charts.bars(table, value="hits", unit="hits")
    assert to_hex(ax.get_facecolor()) == look.PAPER
    assert ax.xaxis.label.get_size() == 8
    assert not ax.texts[0].get_parse_math()
