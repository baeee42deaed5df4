"""What do the texts say? A page of widgets that answers while you type, without a network."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets
import pandas as pd
import traitlets
from markupsafe import escape

from analysis.finding.readings import READINGS
from analysis.reading.corpus import Corpus
from analysis.showing.pages.frequency import UNITS, frequency_html
from analysis.showing.pages.item_view import ItemLookup
from analysis.showing.pages.queries import (
    Answer,
    Question,
    Searchable,
    answer,
    choose_events,
    dating_words,
    first_lines,
    make_searchable,
)
from analysis.showing.pages.readable import cells, short_date
from analysis.showing.pages.reader import item_html
from analysis.showing.pages.templates import macros, read_text

PREVIEW_ROWS = 12  # shown where widgets cannot be
LIST_ROWS = 12
DATE_CELLS, OUTLET_CELLS, STATUS_CELLS, LEFT_CELLS, RIGHT_CELLS = 11, 16, 10, 28, 46
TABS = ("Search", "Frequency", "Chronology")
FREQUENCY = TABS.index("Frequency")  # the tab whose chart takes a while, so is not drawn unseen
TOOLTIPS = {
    "raw": "everything as scraped, page furniture and repeats included",
    "cleaned": "kept text only",
    "distinct": "kept text, one item of those that say the same",
}
WHOLE: dict[str, str] = {"description_width": "initial"}  # a description is never cut


@dataclass(frozen=True, eq=False)
class Explorer:
    """The widgets of the page, to be set and read from code; a cell that ends in it shows it.

    ``hits`` and ``events`` are the lists to choose from, by a click or by the number of the line
    (a notebook takes the arrow keys away from lists, not from numbers); ``summary``, ``chart``,
    ``reader`` and ``passage`` are the HTML that answers. The chart is drawn while its tab is open:
    ``tabs.selected_index = 1``.
    """

    query: ipywidgets.Text
    text: ipywidgets.ToggleButtons
    year_from: ipywidgets.Dropdown
    year_to: ipywidgets.Dropdown
    undated: ipywidgets.Checkbox
    outlets: dict[str, ipywidgets.Checkbox]
    measure: ipywidgets.ToggleButtons
    summary: ipywidgets.HTML
    hits: ipywidgets.Select
    hit_number: ipywidgets.BoundedIntText
    reader: ipywidgets.HTML
    chart: ipywidgets.HTML
    events: ipywidgets.Select
    event_number: ipywidgets.BoundedIntText
    passage: ipywidgets.HTML
    tabs: ipywidgets.Tab
    page: ipywidgets.VBox

    def question(self) -> Question:
        """Return what the widgets ask."""
        chosen = tuple(name for name, box in self.outlets.items() if box.value)
        ends = self.year_from.value, self.year_to.value
        years = None if None in ends else (min(ends), max(ends))
        return Question(self.query.value, self.text.value, years, self.undated.value, chosen)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Show the page; where widgets cannot be shown, the first hits of the query."""
        shown: dict[str, Any] = self.page._repr_mimebundle_(**options)
        lines = "\n".join(label for label, _ in self.hits.options[:PREVIEW_ROWS])
        preview = f"{self.summary.value}<pre>{escape(lines)}</pre>"
        return {**shown, "text/plain": "run this cell to search", "text/html": preview}


def explorer(corpus: Corpus, *, query: str = "") -> Explorer:
    """Make the page: search, frequency over time and chronology, each with the items behind it.

    Every answer is made in Python when a widget changes. Nothing is loaded from anywhere, nothing
    in a text is run, and there is no state but what the widgets show.

    Parameters
    ----------
    query
        What the search box holds at first.
    """
    searchable, lookup, parts = make_searchable(corpus), ItemLookup(corpus), macros("explore.html")
    explore = _widgets(searchable, query)

    def search(_: object = None) -> None:
        question = explore.question()
        found = answer(searchable, question)
        lines = first_lines(searchable, found, question)
        explore.summary.value = parts.summary(found, len(lines))
        places = list(lines[["item_id", "start", "end"]].itertuples(index=False, name=None))
        _offer(explore.hits, explore.hit_number, _line_labels(lines, lookup), places)
        draw(found)

    def draw(found: Answer) -> None:
        if explore.tabs.selected_index == FREQUENCY:
            measure, question = explore.measure.value, explore.question()
            explore.chart.value = frequency_html(searchable, found, question, measure=measure)

    def draw_again(_: object) -> None:
        draw(answer(searchable, explore.question()))

    def list_events(_: object = None) -> None:
        events = choose_events(searchable, explore.question())
        _offer(explore.events, explore.event_number, _event_labels(events), list(events["item_id"]))

    def read_hit(_: object) -> None:
        explore.reader.value = ""
        if explore.hits.value is not None:
            item, start, end = explore.hits.value
            others = [(a, b) for _, (other, a, b) in explore.hits.options if other == item]
            explore.reader.value = item_html(lookup, item, others, chosen=(start, end))

    def read_event(_: object) -> None:
        explore.passage.value = ""
        if explore.events.value is not None:
            pieces = list(dating_words(searchable, explore.events.value).itertuples())
            marks = [(int(piece.start), int(piece.end)) for piece in pieces]
            whole = item_html(lookup, explore.events.value, marks, chosen=next(iter(marks), None))
            explore.passage.value = parts.dating(pieces) + whole

    _observe([explore.hits], read_hit)
    _observe([explore.events], read_event)
    explore.tabs.observe(draw_again, "selected_index")
    _observe([explore.measure], draw_again)
    filters = [explore.year_from, explore.year_to, explore.undated, *explore.outlets.values()]
    _observe([explore.query, explore.text, *filters], search)
    _observe(filters, list_events)
    search()
    list_events()
    return explore


def _line_labels(lines: pd.DataFrame, lookup: ItemLookup) -> list[str]:
    """Return one numbered line of text per hit, keywords under each other, to choose from."""
    columns = ["item_id", "outlet", "left", "keyword", "right"]
    labels = []
    for n, hit in enumerate(lines[columns].itertuples(index=False), start=1):
        item, outlet, left, keyword, right = hit
        before, behind = cells(left, LEFT_CELLS, end=True), cells(keyword + right, RIGHT_CELLS)
        when = cells(short_date(lookup.items[item]["event_edtf"]), DATE_CELLS)
        labels.append(f"{n:>3} {before} │ {behind} {when} {cells(outlet, OUTLET_CELLS)}")
    return labels


def _event_labels(events: pd.DataFrame) -> list[str]:
    """Return one numbered line of text per event of a chronology, to choose from."""
    columns = ["edtf", "status", "outlet", "occasion", "heading"]
    labels = []
    for n, event in enumerate(events[columns].itertuples(index=False), start=1):
        when, how = cells(short_date(event.edtf), DATE_CELLS), cells(event.status, STATUS_CELLS)
        what, who = cells(event.occasion, STATUS_CELLS), cells(event.outlet, OUTLET_CELLS)
        labels.append(f"{n:>3} {when} {how} {what} {cells(event.heading, RIGHT_CELLS)} {who}")
    return labels


def _widgets(searchable: Searchable, query: str) -> Explorer:
    """Make all widgets and put them on the page; nothing answers yet."""
    years = searchable.years
    tips = [TOOLTIPS[reading] for reading in READINGS]
    hint, wide = "trade, strateg* partner*", {"width": "auto", "max_width": "60em"}
    hits, hit_number = _choices("Hits in their context, date and outlet behind them")
    events, event_number = _choices("Events: date, how it is known, occasion, heading")
    names = {outlet: outlet or "no outlet named" for outlet in searchable.outlets}
    explore = Explorer(
        query=ipywidgets.Text(query, description="Search", placeholder=hint, layout=wide),
        text=_buttons("Text", options=READINGS, value="cleaned", tooltips=tips),
        year_from=_year("From", years, years[:1]),
        year_to=_year("to", years, years[-1:]),
        undated=_box("items without a certain year", margin="0 0 0 1.5em"),
        outlets={outlet: _box(name, margin="0 1.5em 0 0") for outlet, name in names.items()},
        measure=_buttons("Count", options=[(unit, name) for name, unit in UNITS.items()]),
        summary=ipywidgets.HTML(),
        hits=hits,
        hit_number=hit_number,
        reader=ipywidgets.HTML(),
        chart=ipywidgets.HTML(),
        events=events,
        event_number=event_number,
        passage=ipywidgets.HTML(),
        tabs=ipywidgets.Tab(),
        page=ipywidgets.VBox(),
    )
    explore.tabs.children = [
        ipywidgets.VBox([explore.hits, explore.hit_number, explore.reader]),
        ipywidgets.VBox([explore.measure, explore.chart]),
        ipywidgets.VBox([explore.events, explore.event_number, explore.passage]),
    ]
    explore.tabs.titles = TABS  # after the children: there are never more titles than these
    wrapped = {"flex_flow": "row wrap", "align_items": "center"}
    asked = [explore.text, explore.year_from, explore.year_to, explore.undated]
    outlets = ipywidgets.Label("Outlets", layout={"margin": "0 1em 0 0"})
    explore.page.children = [
        ipywidgets.HTML(f"<style>{read_text('page.css', 'explore.css')}</style>"),
        explore.query,
        ipywidgets.Box(asked, layout=wrapped),
        ipywidgets.Box([outlets, *explore.outlets.values()], layout=wrapped),
        explore.summary,
        explore.tabs,
    ]
    explore.page.add_class("explore")
    return explore


def _buttons(description: str, **options: Any) -> ipywidgets.ToggleButtons:
    look = {"style": {"button_width": "auto"}, "layout": {"width": "max-content"}}
    return ipywidgets.ToggleButtons(description=description, **options, **look)


def _year(description: str, years: list[int], chosen: list[int]) -> ipywidgets.Dropdown:
    """Return a box to choose a year from; empty when no item has a certain one."""
    look = {"style": WHOLE, "layout": {"width": "8em"}, "disabled": not years}
    value = chosen[0] if chosen else None
    return ipywidgets.Dropdown(options=years, value=value, description=description, **look)


def _box(description: str, *, margin: str) -> ipywidgets.Checkbox:
    look = {"style": WHOLE, "layout": {"width": "auto", "margin": margin}, "indent": False}
    return ipywidgets.Checkbox(True, description=description, **look)


def _choices(description: str) -> tuple[ipywidgets.Select, ipywidgets.BoundedIntText]:
    """Return a list to choose from, and the number of the chosen line; 0 is none."""
    asked = f"{description}; click one to read it"
    look = {"style": WHOLE, "layout": {"width": "auto"}, "rows": LIST_ROWS}
    choices = ipywidgets.Select(description=asked, **look)
    choices.add_class("explore-list")
    look = {"style": WHOLE, "layout": {"width": "11em"}, "continuous_update": True}
    number = ipywidgets.BoundedIntText(0, min=0, max=0, description="Read line", **look)
    to_number, to_index = (lambda n: 0 if n is None else n + 1), (lambda n: n - 1 if n else None)
    traitlets.link((choices, "index"), (number, "value"), transform=(to_number, to_index))
    return choices, number


def _offer(
    choices: ipywidgets.Select,
    number: ipywidgets.BoundedIntText,
    labels: list[str],
    values: list[Any],
) -> None:
    """Put new lines into a list and choose the first, which is read even if it is the same."""
    choices.index = None
    choices.options = list(zip(labels, values, strict=True))
    number.max = len(values)
    choices.index = 0 if values else None


def _observe(widgets: list[Any], answer_to: Callable[[Any], None]) -> None:
    for widget in widgets:
        widget.observe(answer_to, "value")
