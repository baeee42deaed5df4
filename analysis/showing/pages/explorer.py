"""What do the texts say? A page of widgets that answers while you type, without a network."""

from dataclasses import dataclass
from typing import Any

import ipywidgets

from analysis.counting.chronology import chronology
from analysis.counting.groups import complete_periods, item_groups
from analysis.finding.readings import READINGS as NAMES
from analysis.finding.words import words
from analysis.reading.corpus import Corpus
from analysis.showing.pages.answers import (
    Question,
    answer,
    choose_events,
    decisive,
    first_lines,
    frequency_html,
    summary_html,
)
from analysis.showing.pages.curves import MEASURES
from analysis.showing.pages.item_view import evidence_html, item_html
from analysis.showing.pages.markup import STYLE, escaped, event_labels, line_labels

PREVIEW_ROWS = 12  # shown where widgets cannot be
LIST_ROWS = 12
READINGS = {
    "cleaned": "kept text only",
    "raw": "everything as scraped, page furniture and repeats included",
    "distinct": "kept text, one item of those that say the same",
}


@dataclass(frozen=True, eq=False)
class Explorer:
    """The widgets of the page, to be set and read from code; a cell that ends in it shows it.

    ``hits`` and ``events`` are the lists to choose from, by a click or by the number of the line
    (a notebook takes the arrow keys away from lists, not from numbers); ``summary``, ``chart``,
    ``reader`` and ``passage`` are the HTML that answers.
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
    page: ipywidgets.VBox

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Show the page; where widgets cannot be shown, the first hits of the query."""
        shown: dict[str, Any] = self.page._repr_mimebundle_(**options)
        lines = "\n".join(label for label, _ in self.hits.options[:PREVIEW_ROWS])
        preview = f"{self.summary.value}<pre>{escaped(lines)}</pre>"
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
    read = {reading: words(corpus, reading) for reading in NAMES}
    events = chronology(corpus)
    used = corpus.evidence[corpus.evidence["used"] & (corpus.evidence["target"] == "event")]
    dates = dict(zip(corpus.items["item_id"], corpus.items["event_edtf"], strict=True))
    explore = _widgets(corpus, query)

    def ask() -> Question:
        chosen = tuple(name for name, box in explore.outlets.items() if box.value)
        ends = explore.year_from.value, explore.year_to.value
        years = None if None in ends else (min(ends), max(ends))
        return Question(explore.query.value, years, explore.undated.value, chosen)

    def search(_: object = None) -> None:
        index, question = read[explore.text.value], ask()
        found, problems = answer(index, question)
        lines = first_lines(index, found)
        explore.summary.value = summary_html(found, problems, len(lines))
        places = lines[["item_id", "start", "end"]].itertuples(index=False, name=None)
        labels = line_labels(lines, dates)
        _offer(explore.hits, explore.hit_number, list(zip(labels, places, strict=True)))
        explore.chart.value = frequency_html(index, found, question, explore.measure.value)

    def list_events(_: object = None) -> None:
        listed = choose_events(events, ask())
        labels = event_labels(listed)
        _offer(
            explore.events, explore.event_number, list(zip(labels, listed["item_id"], strict=True))
        )

    def read_hit(_: object = None) -> None:
        if explore.hits.value is None:
            explore.reader.value = ""
            return
        item, start, end = explore.hits.value
        others = [(a, b) for _, (other, a, b) in explore.hits.options if other == item]
        explore.reader.value = item_html(corpus, item, others, chosen=(start, end))

    def read_event(_: object = None) -> None:
        item = explore.events.value
        pieces = used[used["item_id"] == item]
        marks = [(int(a), int(b)) for a, b in zip(pieces["start"], pieces["end"], strict=True)]
        explore.passage.value = ""
        if item is not None:
            whole = item_html(corpus, item, marks, chosen=decisive(pieces))
            explore.passage.value = evidence_html(pieces) + whole

    _link(explore.hits, explore.hit_number)
    _link(explore.events, explore.event_number)
    explore.hits.observe(read_hit, "value")
    explore.events.observe(read_event, "value")
    filters = [explore.year_from, explore.year_to, explore.undated, *explore.outlets.values()]
    for widget in (explore.query, explore.text, explore.measure, *filters):
        widget.observe(search, "value")
    for widget in filters:
        widget.observe(list_events, "value")
    search()
    list_events()
    return explore


def _widgets(corpus: Corpus, query: str) -> Explorer:
    """Make all widgets and put them on the page; nothing answers yet."""
    wide = ipywidgets.Layout(width="auto", max_width="60em")
    wrapped = ipywidgets.Layout(flex_flow="row wrap", align_items="center")
    inline = {"description_width": "initial"}
    groups = item_groups(corpus)
    years = [int(year) for year in complete_periods(groups, "year")]
    explore = Explorer(
        query=ipywidgets.Text(
            query, description="Search", placeholder="trade, strateg* partner*", layout=wide
        ),
        text=ipywidgets.ToggleButtons(
            options=NAMES,
            value="cleaned",
            description="Text",
            tooltips=[READINGS.get(text, "") for text in NAMES],
            style={"button_width": "auto"},
            layout=ipywidgets.Layout(width="max-content"),
        ),
        year_from=_year("From", years, 0),
        year_to=_year("to", years, -1),
        undated=ipywidgets.Checkbox(
            True,
            description="items without a certain year",
            indent=False,
            style=inline,
            layout=ipywidgets.Layout(width="auto", margin="0 0 0 1.5em"),
        ),
        outlets={
            outlet: ipywidgets.Checkbox(
                True,
                description=outlet or "no outlet named",
                indent=False,
                layout=ipywidgets.Layout(width="auto", margin="0 1.5em 0 0"),
            )
            for outlet in dict.fromkeys(groups["outlet"])
        },
        measure=ipywidgets.ToggleButtons(
            options=[(unit, column) for column, unit in MEASURES.items()],
            description="Count",
            style={"button_width": "auto"},
            layout=ipywidgets.Layout(width="max-content"),
        ),
        summary=ipywidgets.HTML(),
        hits=_choices("Hits in their context, date and outlet behind them; click one to read it"),
        hit_number=_number(),
        reader=ipywidgets.HTML(),
        chart=ipywidgets.HTML(),
        events=_choices("Events: date, how it is known, occasion, heading; click one to read it"),
        event_number=_number(),
        passage=ipywidgets.HTML(),
        page=ipywidgets.VBox(),
    )
    tabs = ipywidgets.Tab(
        [
            ipywidgets.VBox([explore.hits, explore.hit_number, explore.reader]),
            ipywidgets.VBox([explore.measure, explore.chart]),
            ipywidgets.VBox([explore.events, explore.event_number, explore.passage]),
        ],
        titles=["Search", "Frequency", "Chronology"],
    )
    years_asked = [explore.year_from, explore.year_to]
    named = ipywidgets.Label("Outlets", layout=ipywidgets.Layout(margin="0 1em 0 0"))
    explore.page.children = [
        ipywidgets.HTML(STYLE),
        explore.query,
        ipywidgets.Box([explore.text, *years_asked, explore.undated], layout=wrapped),
        ipywidgets.Box([named, *explore.outlets.values()], layout=wrapped),
        explore.summary,
        tabs,
    ]
    explore.page.add_class("explore")
    return explore


def _year(description: str, years: list[int], chosen: int) -> ipywidgets.Dropdown:
    """Return a box to choose a year from; empty when no item has a certain one."""
    layout, style = ipywidgets.Layout(width="8em"), {"description_width": "initial"}
    return ipywidgets.Dropdown(
        options=years,
        value=years[chosen] if years else None,
        description=description,
        disabled=not years,
        layout=layout,
        style=style,
    )


def _choices(description: str) -> ipywidgets.Select:
    """Return a list to choose from, its description above it."""
    layout = ipywidgets.Layout(width="auto")
    style = {"description_width": "initial"}
    chosen = ipywidgets.Select(rows=LIST_ROWS, description=description, layout=layout, style=style)
    chosen.add_class("explore-list")
    return chosen


def _number() -> ipywidgets.BoundedIntText:
    layout, style = ipywidgets.Layout(width="11em"), {"description_width": "initial"}
    return ipywidgets.BoundedIntText(
        0, min=0, max=0, description="Read line", continuous_update=True, layout=layout, style=style
    )


def _offer(
    choices: ipywidgets.Select, number: ipywidgets.BoundedIntText, options: list[tuple[str, Any]]
) -> None:
    """Put new lines into a list and choose the first, which is read even if it is the same."""
    choices.index = None
    choices.options = options
    number.max = len(options)
    choices.index = 0 if options else None


def _link(choices: ipywidgets.Select, number: ipywidgets.BoundedIntText) -> None:
    """Let the chosen line and its number follow each other; 0 is none."""

    def follow(_: object) -> None:
        number.value = 0 if choices.index is None else choices.index + 1

    def choose(_: object) -> None:
        choices.index = number.value - 1 if number.value else None

    choices.observe(follow, "index")
    number.observe(choose, "value")
