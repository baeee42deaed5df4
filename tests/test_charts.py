"""Charts draw what the tables say: marks, labels, colours and honest gaps."""

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.text import Text

from analysis.counting.chronology import chronology, composition, marks
from analysis.counting.ledger import strips
from analysis.counting.topics import topic_series
from analysis.showing import charts


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
    assert {to_hex(bar.get_facecolor()) for bar in ax.patches} == {charts.ACCENT}
    assert ax.get_xlabel() == "hits"


def test_before_and_after_show_both_numbers():
    """A term that cleaning does not change has one number."""
    table = pd.DataFrame({"term": ["a", "b"], "raw": [6, 4], "cleaned": [3, 4]})
    ax = charts.before_after(table, unit="hits")
    assert texts(ax) == ["6", "3", "4"]
    assert [c.get_offsets()[:, 0].tolist() for c in ax.collections[1:]] == [[6, 4], [3, 4]]


def test_ledger_strips_cover_every_character(corpus):
    """Per file the coloured stretches add up to its characters, each in its colour."""
    names = dict(zip(corpus.documents["doc_id"], corpus.documents["outlet"], strict=True))
    ax = charts.ledger_strips(strips(corpus), names)
    drawn = sum(patch.get_width() for patch in ax.patches)
    assert drawn == corpus.documents["n_chars"].sum()
    assert ticks(ax.get_yticklabels()) == list(names.values())


def test_composition_shows_every_count(corpus):
    """A cell per outlet and year, zeros too, and n under each year."""
    table = composition(corpus)
    ax = charts.composition(table)
    assert sum(int(text) for text in texts(ax)) == 9
    assert len(ax.patches) == len(table)
    assert ticks(ax.get_xticklabels())[-1] == "not known\nn = 0"


def test_heat_leaves_no_colour_where_there_is_no_rate(corpus):
    """2021, with 27 words, has numbers without colour; a year without items has no cell."""
    series = topic_series(corpus)
    ax = charts.heat(series, label="topic")
    mesh = ax.collections[0].get_array()
    assert mesh.mask.sum() == series["topic"].nunique()
    assert len(ax.patches) == 2 * series["topic"].nunique()  # 2021: ground and frame
    assert sum(int(text) for text in texts(ax)) == series["hits"].sum()
    assert ticks(ax.get_xticklabels()) == [
        f"{year}\nn = {n}" for year, n in zip(range(2020, 2025), [1, 2, 1, 2, 3], strict=True)
    ]


def test_heat_shows_certain_and_possible_items(corpus):
    """An item that may lie in the year widens n."""
    series = topic_series(corpus)
    series["items_possible"] += 1
    ax = charts.heat(series, label="topic")
    assert ticks(ax.get_xticklabels())[0] == "2020\nn = 1–2"


def mark_table(*rows):
    columns = ["item", "mark", "first", "last", "edtf", "status"]
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
    ax = charts.timeline(table, years=(2020, 2024))
    solid = [line for line in ax.lines if line.get_linewidth() == 5]
    assert [list(line.get_ydata()) for line in solid] == [[0, 0]]
    assert [patch.get_facecolor()[3] for patch in ax.patches] == [0, 0]  # hollow bars of b and c
    linked = [line for line in ax.lines if line.get_linewidth() == 0.8]
    assert [list(line.get_ydata()) for line in linked] == [[3, 3]]
    points = [c for c in ax.collections if isinstance(c, PathCollection)]
    assert [c.get_offsets()[0][1] for c in points] == [2, 3, 3]  # an arrow, two hollow dots


def test_shares_draw_their_intervals(corpus):
    """Lines run from low to high; a year without items says so."""
    series = topic_series(corpus).assign(group=lambda t: t["year"].astype(str))
    empty = series["year"] == 2022
    series.loc[empty, "items_in_group"] = 0
    first = charts.shares(series, unit="share")
    axes = first.figure.axes
    assert [ax.get_title() for ax in axes][2] == "2022\nn = 0"
    assert texts(axes[2]) == ["no dated items"]
    lines = axes[0].collections[0].get_segments()
    mine = series[series["year"] == 2020]
    assert [line[0][0] for line in lines] == pytest.approx(mine["low"].tolist())
    assert [line[1][0] for line in lines] == pytest.approx(mine["high"].tolist())


def test_no_text_leaves_the_chronology(corpus):
    """Labels, legend and evidence lie inside the figure."""
    figure = charts.timeline(marks(chronology(corpus)), years=(2020, 2024)).figure
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
    ax = charts.timeline(marks(events), years=(2020, 2024))
    rail, words = ax.figure.axes[1:]
    drawn = [
        (len(c.get_offsets()), to_hex(c.get_facecolor()[0]) == charts.PAPER)
        for c in ax.collections
        if isinstance(c, PathCollection)
    ]
    hollow = [paper for _, paper in drawn]
    assert hollow.count(False) == 9  # nine dates
    assert hollow.count(True) == 3  # two white cores and one way out
    assert sum(isinstance(c, PathCollection) for c in rail.collections) == 1
    shown = texts(words)
    assert "no date" in shown
    assert "derived: “November 18”" in shown
    assert "[2021-03-22..2021-03-23]" in shown
    assert len(ticks(ax.get_yticklabels())) == 10


def test_outlets_keep_their_colours(corpus):
    """The same outlet has the same colour in every chart of a corpus."""
    colours = charts.outlet_colours(corpus.items["outlet"])
    assert len(set(colours.values())) == 5
    ax = charts.composition(composition(corpus))
    drawn = {to_hex(patch.get_facecolor()) for patch in ax.patches} - {charts.PAPER}
    assert drawn == set(colours.values())
    assert charts.outlet_colours(str(n) for n in range(20))["19"] == charts.MUTED


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("🇷🇺🇨🇳 Talks", "Talks"),
        ("北京 talks", "▯▯ talks"),
        ("переговоры", "переговоры"),
        ("a\nb\tc", "a b c"),
        (r"$\foo$ _x", r"$\foo$ _x"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_labels_are_legible_and_literal(text, shown):
    """No boxes, no mathematics, no runaway labels."""
    assert charts.legible(text) == shown


def test_a_local_matplotlibrc_changes_nothing():
    """The house style starts from matplotlib's own defaults."""
    table = pd.DataFrame({"term": ["a"], "hits": [1]})
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "text.parse_math": True}):
        ax = charts.bars(table, value="hits", unit="hits")
    assert to_hex(ax.get_facecolor()) == charts.PAPER
    assert ax.xaxis.label.get_size() == 8
    assert not ax.texts[0].get_parse_math()
