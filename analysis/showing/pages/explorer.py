"""What do the texts say? A page of widgets that answers while you type, without a network."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import anywidget
import ipywidgets
import pandas as pd
import traitlets

from analysis.counting.collocations import collocates
from analysis.counting.provenance import hits_behind
from analysis.finding.readings import READINGS
from analysis.reading.corpus import Corpus
from analysis.showing.charts.theme import TERMS
from analysis.showing.files import to_csv
from analysis.showing.pages.frequency import UNITS, chart_file, frequency_html
from analysis.showing.pages.item_view import ItemLookup
from analysis.showing.pages.queries import (
    NO_HITS,
    Answer,
    Question,
    Searchable,
    Sort,
    against_rest,
    answer,
    choose_events,
    dating_words,
    lines_of,
    make_searchable,
    sort_hits,
    strips,
    yearly_counts,
)
from analysis.showing.pages.reader import item_html
from analysis.showing.pages.templates import FOLDER, macros, read_text

PAGE = 25  # lines of a table shown at once
PAUSE = 0.2  # seconds without a key before the chart is drawn, which takes longer than a key
PREVIEW = 12  # lines shown where widgets cannot be
NEAR = (2, 5, 10)  # words on each side of a hit, for collocates
ORDERS: dict[str, Sort] = {
    "as in the texts": "text",
    "left context": "left",
    "right context": "right",
    "date": "date",
}
STRENGTHS = {"log-Dice": "log_dice", "log-likelihood": "log_likelihood"}
TOOLTIPS = {
    "raw": "everything as scraped, page furniture and repeats included",
    "cleaned": "kept text only",
    "distinct": "kept text, one item of those that say the same",
}
WHOLE: dict[str, str] = {"description_width": "initial"}  # a description is never cut


class Pane(anywidget.AnyWidget):
    """HTML whose lines are chosen by a click or the arrow keys, and whose tables can be saved."""

    _esm = FOLDER / "explore.js"
    html = traitlets.Unicode().tag(sync=True)
    picked = traitlets.Int(0).tag(sync=True)  # number of a line, from 1; a year in Frequency


@dataclass(frozen=True)
class _View:
    """What a tab shows, what is read below it, and what can be saved of it."""

    html: str
    reading: str = ""
    table: Callable[[], pd.DataFrame] = pd.DataFrame
    picture: Callable[[], str] | None = None


@dataclass(frozen=True)
class _Asked:
    """What was asked last, and what was found."""

    question: Question
    found: Answer
    hits: pd.DataFrame  # of all queries, sorted


@dataclass(frozen=True, eq=False)
class Explorer:
    """The widgets of the page, to be set and read from code; a cell that ends in it shows it.

    ``panes`` are the tabs by name; a tab answers while it is open (``open_tab("Frequency")``), and
    ``panes["Hits"].picked = 3`` reads the third line in ``reader``.
    """

    searchable: Searchable
    lookup: ItemLookup
    query: ipywidgets.Text
    text: ipywidgets.ToggleButtons
    lemmatize: ipywidgets.ToggleButtons
    year_from: ipywidgets.Dropdown
    year_to: ipywidgets.Dropdown
    undated: ipywidgets.Checkbox
    outlets: dict[str, ipywidgets.Checkbox]
    sort: ipywidgets.ToggleButtons
    measure: ipywidgets.ToggleButtons
    window: ipywidgets.ToggleButtons
    strength: ipywidgets.ToggleButtons
    summary: ipywidgets.HTML
    panes: dict[str, Pane]
    reader: ipywidgets.HTML
    tabs: ipywidgets.Tab
    page: ipywidgets.VBox

    @property
    def tab(self) -> str:
        """The name of the open tab."""
        return list(self.panes)[self.tabs.selected_index or 0]

    def open_tab(self, name: str) -> None:
        """Open a tab by its name."""
        self.tabs.selected_index = list(self.panes).index(name)

    def question(self) -> Question:
        """Return what the widgets ask."""
        chosen = tuple(name for name, box in self.outlets.items() if box.value)
        outlets = None if len(chosen) == len(self.outlets) else chosen
        ends, all_years = (self.year_from.value, self.year_to.value), self.year_from.options
        years = None if None in ends or {*ends} == {*all_years[:1], *all_years[-1:]} else ends
        if years:
            years = min(years), max(years)
        options = self.text.value, self.lemmatize.value, years, self.undated.value, outlets
        return Question(self.query.value, *options)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Show the page; where widgets cannot be shown, the first hits of the query."""
        shown: dict[str, Any] = self.page._repr_mimebundle_(**options)
        found = answer(self.searchable, question := self.question())
        hits = sort_hits(self.searchable, found, question, self.sort.value)[:PREVIEW]
        preview = self.summary.value + _lines(self, question, hits)
        return {**shown, "text/plain": "run this cell to search", "text/html": preview}


def explorer(corpus: Corpus, *, query: str = "") -> Explorer:
    """Make the page: search, frequency, collocates, dispersion, chronology, the texts behind each.

    Every answer is made in Python when a widget changes. Nothing is loaded from anywhere and
    nothing in a text is run.

    Parameters
    ----------
    query
        What the search box holds at first.
    """
    searchable = make_searchable(corpus)
    explore = _widgets(searchable, ItemLookup(corpus), query)
    asked, view = _Asked(Question(""), Answer({}, [], {}), NO_HITS), _View("")
    waiting: asyncio.TimerHandle | None = None

    def search(change: Any = None) -> None:
        nonlocal asked, waiting
        question = explore.question()
        found = answer(searchable, question)
        hits = sort_hits(searchable, found, question, explore.sort.value)
        asked = _Asked(question, found, hits)
        explore.summary.value = macros("explore.html").summary(found, question.lemmatize)
        if waiting:
            waiting.cancel()
        if change and change["owner"] is explore.query and explore.tab == "Frequency":
            with suppress(RuntimeError):  # outside a kernel nobody types
                waiting = asyncio.get_running_loop().call_later(PAUSE, start)
                return
        start()

    def start(_: object = None) -> None:
        explore.panes[explore.tab].picked = 0
        explore.panes[explore.tab].picked = 1  # which is seen even if it was 1 before

    def show(change: Any) -> None:
        nonlocal view
        pane, name = change["owner"], explore.tab
        if not change["new"] or pane is not explore.panes[name]:
            return
        if name == "Frequency" and change["new"] > 1:
            explore.year_from.value = explore.year_to.value = change["new"]
            explore.undated.value = False
            explore.open_tab("Hits")
            return
        view = VIEWS[name](explore, asked, change["new"])
        pane.html, explore.reader.value = view.html, view.reading

    def save(pane: Pane, asks: dict[str, str], _: object) -> None:
        if asks.get("save") == "svg" and view.picture:
            pane.send({"name": "chart.svg", "type": "image/svg+xml", "text": view.picture()})
        else:
            name = f"{explore.tab.lower().replace(' ', '-')}.csv"
            file = {"name": name, "type": "text/csv"} if asks.get("save") == "csv" else {}
            pane.send({**file, "text": to_csv(view.table())})

    for pane in explore.panes.values():
        pane.observe(show, "picked")
        pane.on_msg(save)
    explore.tabs.observe(start, "selected_index")
    filters = [explore.year_from, explore.year_to, explore.undated, *explore.outlets.values()]
    options = [explore.sort, explore.measure, explore.window, explore.strength]
    for widget in (explore.query, explore.text, explore.lemmatize, *filters, *options):
        widget.observe(search, "value")
    search()
    return explore


def _lines(explore: Explorer, question: Question, hits: pd.DataFrame) -> str:
    """Return hits as a table that is only read."""
    rows = lines_of(explore.searchable, hits, question).to_dict("records")
    html: str = macros("explore.html").lines(rows)
    return html


def _read_hit(explore: Explorer, asked: _Asked, hit: Any) -> str:
    """Return the item of a hit with all hits in it marked."""
    inside = asked.hits[asked.hits["item_id"] == hit.item_id]
    others = list(inside[["start", "end"]].itertuples(index=False, name=None))
    return item_html(explore.lookup, hit.item_id, others, chosen=(hit.start, hit.end))


def _page_of(table: Any, picked: int) -> tuple[int, Any]:
    """Return which page of a table a line stands on: number of lines before it, and its lines."""
    first = (picked - 1) // PAGE * PAGE
    return first, table[first : first + PAGE]


def _hits(explore: Explorer, asked: _Asked, picked: int) -> _View:
    first, page = _page_of(asked.hits, picked)
    lines = lines_of(explore.searchable, page, asked.question)
    code = [asked.question.code(query) for query in asked.found.hits]
    rows = lines.to_dict("records")
    html = macros("explore.html").hits(rows, picked, first, len(asked.hits), PAGE, code)
    reading = _read_hit(explore, asked, asked.hits.iloc[picked - 1]) if len(asked.hits) else ""
    return _View(html, reading, lambda: lines_of(explore.searchable, asked.hits, asked.question))


def _frequency(explore: Explorer, asked: _Asked, picked: int) -> _View:
    question, measure = (explore.searchable, asked.found, asked.question), explore.measure.value
    counts, outlets = yearly_counts(*question)
    html = frequency_html(counts, outlets, against_rest(*question), measure=measure)
    if counts["year"].isna().all():
        return _View(html)
    picture = partial(chart_file, counts, outlets, measure=measure)
    return _View(html, "", lambda: counts, picture)


def _collocates(explore: Explorer, asked: _Asked, picked: int) -> _View:
    part, near = explore.searchable.part(asked.question), explore.window.value
    tables = [
        collocates(part, hits, window=near, measure=explore.strength.value).head(PAGE)
        for hits in list(asked.found.hits.values())[:2]
    ]
    lists = [
        (query, table.to_dict("records"))
        for query, table in zip(asked.found.hits, tables, strict=False)
    ]
    html = macros("explore.html").collocates(lists, picked, near)
    reading, line = "", picked - 1
    for table in tables:
        if 0 <= line < len(table):
            places = hits_behind(table, table.iloc[line]).head(PAGE)
            reading = _lines(explore, asked.question, places)
        line -= len(table)
    named = (
        table.assign(near=query) for query, table in zip(asked.found.hits, tables, strict=False)
    )
    return _View(html, reading, lambda: pd.concat(list(named) or [pd.DataFrame()]))


def _spread(explore: Explorer, asked: _Asked, picked: int) -> _View:
    table = strips(explore.searchable, asked.found, asked.question)
    items = table["item_id"].drop_duplicates()
    first, page = _page_of(items, picked)
    rows = [own for _, own in table[table["item_id"].isin(page)].groupby("item_id", sort=False)]
    key = list(zip(asked.found.hits, TERMS, strict=False))
    html = macros("explore.html").spread(rows, picked, first, len(items), PAGE, key)
    if items.empty:
        return _View(html)
    hits = asked.hits[asked.hits["item_id"] == items.iloc[picked - 1]]
    return _View(html, _read_hit(explore, asked, hits.iloc[0]), lambda: table)


def _chronology(explore: Explorer, asked: _Asked, picked: int) -> _View:
    events = choose_events(explore.searchable, asked.question)
    first, page = _page_of(events, picked)
    rows, parts = page.to_dict("records"), macros("explore.html")
    html = parts.chronology(rows, picked, first, len(events), PAGE)
    if events.empty:
        return _View(html)
    item = events["item_id"].iloc[picked - 1]
    pieces = list(dating_words(explore.searchable, item).itertuples())
    marks = [(int(piece.start), int(piece.end)) for piece in pieces]
    whole = item_html(explore.lookup, item, marks, chosen=next(iter(marks), None))
    return _View(html, parts.dating(pieces) + whole, lambda: events)


VIEWS: dict[str, Callable[[Explorer, _Asked, int], _View]] = {
    "Hits": _hits,
    "Frequency": _frequency,
    "Collocates": _collocates,
    "In the texts": _spread,
    "Chronology": _chronology,
}


def _widgets(searchable: Searchable, lookup: ItemLookup, query: str) -> Explorer:
    """Make all widgets and put them on the page; nothing answers yet."""
    years = searchable.years
    hint, wide = "trade, strateg* partner*", {"width": "auto", "max_width": "60em"}
    names = {outlet: outlet or "no outlet named" for outlet in searchable.outlets}
    tips = [TOOLTIPS[reading] for reading in READINGS]
    explore = Explorer(
        searchable,
        lookup,
        query=ipywidgets.Text(query, description="Search", placeholder=hint, layout=wide),
        text=_buttons("Text", READINGS, value="cleaned", tooltips=tips),
        lemmatize=_buttons("Count", [("forms", False), ("dictionary forms", True)]),
        year_from=_year("From", years, years[:1]),
        year_to=_year("to", years, years[-1:]),
        undated=_box("items without a certain year", margin="0 0 0 1.5em"),
        outlets={outlet: _box(name, margin="0 1.5em 0 0") for outlet, name in names.items()},
        sort=_buttons("Order", list(ORDERS.items())),
        measure=_buttons("Draw", [(unit, name) for name, unit in UNITS.items()]),
        window=_buttons("Words on each side", NEAR, value=5),
        strength=_buttons("Order", list(STRENGTHS.items())),
        summary=ipywidgets.HTML(),
        panes={name: Pane() for name in VIEWS},
        reader=ipywidgets.HTML(),
        tabs=ipywidgets.Tab(),
        page=ipywidgets.VBox(),
    )
    wrapped = {"flex_flow": "row wrap", "align_items": "center"}
    beside = [explore.window, explore.strength]
    above = {"Hits": [explore.sort], "Frequency": [explore.measure], "Collocates": beside}
    explore.tabs.children = [
        ipywidgets.VBox([ipywidgets.Box(above.get(name, []), layout=wrapped), pane])
        for name, pane in explore.panes.items()
    ]
    explore.tabs.titles = tuple(VIEWS)  # after the children: there are never more titles than these
    asked = [explore.text, explore.lemmatize, explore.year_from, explore.year_to, explore.undated]
    outlets = ipywidgets.Label("Outlets", layout={"margin": "0 1em 0 0"})
    explore.page.children = [
        ipywidgets.HTML(f"<style>{read_text('page.css', 'explore.css')}</style>"),
        explore.query,
        ipywidgets.Box(asked, layout=wrapped),
        ipywidgets.Box([outlets, *explore.outlets.values()], layout=wrapped),
        explore.summary,
        explore.tabs,
        explore.reader,
    ]
    explore.page.add_class("explore")
    return explore


def _buttons(description: str, options: Any, **more: Any) -> ipywidgets.ToggleButtons:
    look = {"style": {"button_width": "auto", **WHOLE}, "layout": {"width": "max-content"}}
    return ipywidgets.ToggleButtons(description=description, options=options, **more, **look)


def _year(description: str, years: list[int], chosen: list[int]) -> ipywidgets.Dropdown:
    """Return a box to choose a year from; empty when no item has a certain one."""
    look = {"style": WHOLE, "layout": {"width": "8em"}, "disabled": not years}
    value = chosen[0] if chosen else None
    return ipywidgets.Dropdown(options=years, value=value, description=description, **look)


def _box(description: str, *, margin: str) -> ipywidgets.Checkbox:
    look = {"style": WHOLE, "layout": {"width": "auto", "margin": margin}, "indent": False}
    return ipywidgets.Checkbox(True, description=description, **look)
