"""What do the texts say? A page of widgets that answers while you type, without a network."""

import tomllib
from collections import namedtuple
from functools import partial
from typing import Any

import anywidget
import ipywidgets as ipw
import pandas as pd
import traitlets

from analysis.counting import chronology, provenance, series, words
from analysis.reading.corpus import Corpus
from analysis.showing.charts.theme import TERMS, outlet_colours
from analysis.showing.files import to_csv
from analysis.showing.pages import item_view, queries
from analysis.showing.pages.readable import FOLDER, macros, read_text
from analysis.showing.rendering import font_face

PAGE = 15  # lines of a table shown at once, so that the text below it stays in sight
_UNITS = {"per_1000": "hits per 1,000 words", "hits": "hits"}  # measure → label of the axis
TABS = ("Hits", "Frequency", "Collocates", "In the texts", "Chronology")
PARTS = partial(macros, "explore.html")
# What a tab shows, what is read below it, and makers of a table and a picture to be saved.
_View = namedtuple("_View", "html reading table picture", defaults=["", pd.DataFrame, None])


class _Pane(anywidget.AnyWidget):
    """HTML whose lines are chosen by a click or the arrow keys, and whose tables can be saved."""

    _esm = FOLDER / "explore.js"
    html = traitlets.Unicode().tag(sync=True)
    picked = traitlets.Int(0).tag(sync=True)  # number of a line, from 1; a year in Frequency


class explorer:  # called as the verbs are, and so written
    """A page to ask: hits, frequency, collocates, dispersion, chronology, the texts behind each.

    ``query`` is what the search box holds at first. The widgets can be set and read from code:
    ``panes["Hits"].picked = 3`` reads a line. Nothing is loaded, and nothing in a text is run.
    """

    def __init__(self, corpus: Corpus, *, query: str = "") -> None:
        self._searchable, self._lookup = queries.Searchable(corpus), item_view.ItemLookup(corpus)
        answers = self._hits, self._frequency, self._collocates, self._spread, self._chronology
        self._views = dict(zip(TABS, answers, strict=True))
        for widget in self._make_widgets(query):
            widget.observe(self._search, "value")
        self.tabs.observe(self._start, "selected_index")
        for pane in self.panes.values():
            pane.observe(self._show, "picked")
            pane.on_msg(self._save)
        self._search()

    @property
    def tab(self) -> str:
        """The name of the open tab."""
        return list(self.panes)[self.tabs.selected_index or 0]

    def open_tab(self, name: str) -> None:
        """Open a tab by its name."""
        self.tabs.selected_index = list(self.panes).index(name)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        shown: dict[str, Any] = self.page._repr_mimebundle_(**options)
        preview = self.summary.value + PARTS().lines(self._lines(self.hits[:PAGE]))
        return {**shown, "text/plain": "run this cell to search", "text/html": preview}

    def _search(self, _: object = None) -> None:
        outlets = tuple(name for name, box in self.outlets.items() if box.value)
        ends = sorted(year for year in (self.year_from.value, self.year_to.value) if year)
        every = [*self.year_from.options[:1], *self.year_from.options[-1:]]
        years = None if ends == every else (ends[0], ends[-1])
        some = None if len(outlets) == len(self.outlets) else outlets
        asked = self.query.value, self.text.value, self.lemmatize.value, years
        self.asked = queries.Question(*asked, self.undated.value, some)
        self.found = queries.Answer(self._searchable, self.asked)
        self.hits = self.found.in_order(self.sort.value)
        self.summary.value = PARTS().summary(self.found, self.asked.lemmatize)
        self._start()

    def _start(self, _: object = None) -> None:
        """Read the first line of the open tab, which is seen even if it was the first before."""
        self.panes[self.tab].picked = 0
        self.panes[self.tab].picked = 1

    def _show(self, change: Any) -> None:
        pane, picked = change["owner"], change["new"]
        if not picked or pane is not self.panes[self.tab]:
            return
        if self.tab == "Frequency" and picked > 1:  # a year: its hits are listed
            self.year_from.value = self.year_to.value = picked
            self.undated.value = False
            self.open_tab("Hits")
        else:
            self._view = self._views[self.tab](picked)
            pane.html, self.reader.value = self._view.html, self._view.reading

    def _save(self, pane: _Pane, asks: dict[str, str], _: object) -> None:
        if asks.get("save") == "svg" and self._view.picture:
            file = {"name": "chart.svg", "type": "image/svg+xml", "text": self._view.picture()}
        else:
            name = {"name": f"{self.tab.lower().replace(' ', '-')}.csv", "type": "text/csv"}
            file = {"text": to_csv(self._view.table()), **(name if asks["save"] == "csv" else {})}
        pane.send(file)

    def _lines(self, hits: pd.DataFrame) -> Any:
        return self.found.lines(hits).to_dict("records")

    def _read(self, item: str, chosen: tuple[int, int] | None = None) -> str:
        inside = self.hits[self.hits["item_id"] == item][["start", "end"]]
        places = sorted(inside.itertuples(index=False, name=None))
        return item_view.read_item(self._lookup, item, places, chosen=chosen or places[0])

    def _hits(self, picked: int) -> _View:
        code = [self.asked.code(query) for query in self.found.hits]
        html = _listed("hits", self.hits, picked, self._lines, code)
        if self.hits.empty:
            return _View(html)
        item, start, end = self.hits.iloc[picked - 1][["item_id", "start", "end"]]
        return _View(html, self._read(item, (start, end)), partial(self.found.lines, self.hits))

    def _frequency(self, _: int) -> _View:
        few = len(self._searchable.corpus.items) <= queries.MANY
        counts, outlets = self.found.by_year(intervals=few)
        if counts["year"].isna().all():
            missing = "No item has a certain year." if self.found.hits else "Nothing to draw yet."
            return _View(f"<p>{missing}</p>")
        draw = partial(_draw_years, measure=self.measure.value)
        whole = partial(self.found.by_year, intervals=True)
        known = counts.astype(object).where(counts.notna(), None)
        terms = [(term, of.to_dict("records")) for term, of in known.groupby("term", sort=False)]
        against = self.found.against_rest().to_dict("records")
        picture = draw(counts, outlets, inline=True)
        html = PARTS().frequency(picture, terms, series.MIN_ITEMS, against, few)
        return _View(html, "", lambda: whole()[0], lambda: draw(*whole()))

    def _collocates(self, picked: int) -> _View:
        ways, reading = {"window": self.window.value, "measure": self.strength.value}, ""
        near: Any = partial(words.collocates, self.found.part, **ways)
        tables = {query: near(of).head(PAGE) for query, of in [*self.found.hits.items()][:2]}
        if rows := [(table, row) for table in tables.values() for _, row in table.iterrows()]:
            table, row = rows[picked - 1]
            hits, _ = provenance.source_of(table).behind(row)
            reading = PARTS().lines(self._lines(hits.head(PAGE)))
        named = [table.assign(near=query) for query, table in tables.items()] or [pd.DataFrame()]
        html = PARTS().collocates(tables, picked, self.window.value)
        return _View(html, reading, partial(pd.concat, named))

    def _spread(self, picked: int) -> _View:
        table = self.found.strips()
        texts = {item: of.to_dict("records") for item, of in table.groupby("item_id", sort=False)}
        key = list(zip(self.found.hits, TERMS, strict=False))
        html = _listed("spread", list(texts.values()), picked, list, key)
        return _View(html, self._read([*texts][picked - 1]) if texts else "", lambda: table)

    def _chronology(self, picked: int) -> _View:
        events, evidence = self.found.events(), self._searchable.corpus.evidence
        html = _listed("chronology", events, picked, lambda some: some.to_dict("records"))
        if events.empty:
            return _View(html, "", lambda: events)
        item = events["item_id"].iloc[picked - 1]
        pieces = list(chronology.dating_words(evidence[evidence["item_id"] == item]).itertuples())
        marks = [(int(piece.start), int(piece.end)) for piece in pieces]
        whole = item_view.read_item(self._lookup, item, marks, chosen=next(iter(marks), None))
        return _View(html, PARTS().dating(pieces) + whole, lambda: events)

    def _make_widgets(self, query: str) -> list[Any]:
        declared, asks = tomllib.loads(str(read_text("explore.toml"))), list[Any]()
        beside = declared.pop("outlet")
        for how in declared.values():
            style = {"description_width": "initial", **how.pop("style", {})}  # is never cut
            asks.append(getattr(ipw, how.pop("widget"))(style=style, **how))
        self.query, *filters, self.sort, self.measure, self.window, self.strength = asks
        self.text, self.lemmatize, self.year_from, self.year_to, self.undated = filters
        self.query.value, years, names = query, self._searchable.years, self._searchable.outlets
        for chosen, at in ((self.year_from, 0), (self.year_to, -1)):
            chosen.options, chosen.disabled = years, not years
            chosen.value = years[at] if years else None
        boxes: Any = partial(ipw.Checkbox, True, style={"description_width": "initial"}, **beside)
        self.outlets = {name: boxes(description=name or "no outlet named") for name in names}
        self.summary, self.reader = ipw.HTML(), ipw.HTML()
        self.panes = {name: _Pane() for name in TABS}
        above: list[list[Any]] = [[self.sort], [self.measure], [self.window, self.strength], [], []]
        row: Any = partial(ipw.Box, layout={"flex_flow": "row wrap", "align_items": "center"})
        tabs = zip(map(row, above), self.panes.values(), strict=True)
        self.tabs = ipw.Tab([*map(ipw.VBox, tabs)], titles=TABS)
        label = ipw.Label("Outlets", layout={"margin": "0 1em 0 0"})
        style = ipw.HTML(f"<style>{read_text('page.css', 'explore.css')}</style>")
        rows = row(filters), row([label, *self.outlets.values()])
        self.page = ipw.VBox([style, self.query, *rows, self.summary, self.tabs, self.reader])
        self.page.add_class("explore")
        return [*asks, *self.outlets.values()]


def _listed(part: str, rows: Any, picked: int, make: Any, *more: Any) -> Any:
    first = (picked - 1) // PAGE * PAGE
    some = make(rows[first : first + PAGE])
    return getattr(PARTS(), part)(some, picked, first, len(rows), PAGE, *more)


def _draw_years(counts: Any, outlets: Any, *, measure: str, inline: bool = False) -> str:
    """Draw hits by year over the items of each outlet as SVG; in a page marks lead to years."""
    plain = counts[counts["year"].notna()].astype(object)
    terms = plain.where(plain.notna(), None).groupby("term", sort=False)
    shown: dict[str, Any] = {"terms": [(term, of.to_dict("records")) for term, of in terms]}
    some = outlets[outlets["year"].notna() & (outlets["items"] > 0)].to_dict("records")
    shown |= {"mix": some, "colours": outlet_colours(outlets["outlet"]), "hues": TERMS}
    shown |= {"measure": measure, "unit": _UNITS[measure], "min_items": series.MIN_ITEMS}
    picture: str = macros("chart.html").chart(**shown, inline=inline)
    if inline:
        return picture
    return str(picture).replace("<title>", f"<style>{font_face(picture)}</style><title>", 1)
