"""Corpus → figures of what it holds: outlets in time, what was kept, and the events told."""

import re
from datetime import date
from typing import Any

import pandas as pd

from analysis.counting import chronology, ledger
from analysis.counting.groups import item_groups
from analysis.finding.lexicon import name_hits, topic_hits
from analysis.lexicons import names
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import period_name, period_number, period_of
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures import facts
from analysis.showing.figures.words import PERSONS
from analysis.showing.pages.readable import count

MAX_OUTLETS = 20  # rows of the composition
MAX_FILES, MAX_SPANS = 30, 600  # of the strips
MAX_EVENTS = 40  # items
OPENING = 3  # sentences that say who meets whom, and where
ALONE = ("briefing", "interview", "article")  # occasions of one person
TOLD = ("event", "who", "place", "topic")
# What stands around a place, "|", where something happens: "in #|", "📍 |", "| hosted talks".
_AT = re.compile(r"(?:\b(?:in|at|to|в|во|у)|📍|\()\W*\||\| hosted", re.IGNORECASE)
_BEFORE_WORDS = re.compile(r"^[^\w#“«]+")  # "🎙 Briefing by …" → "Briefing by …"
MAX_TOLD = 8  # outstanding days of a chronology of more


def composition(corpus: Corpus) -> Figure:
    """Draw how many items each outlet has in each period."""
    shown, look, which = composed(corpus)
    if not len(shown):
        raise facts.CannotDraw("no item has any words")
    unread = int((corpus.items["kind"] == "placeholder").sum())
    if unread:
        which += f" {count(unread, 'unreadable posts')} not counted."
    ax = charts.composition(shown, **look)
    filled, outlets = int((shown["items"] > 0).sum()), shown["outlet"].nunique()
    look |= {"which": which, "filled": filled, "outlets": outlets, "most": shown["items"].max()}
    return facts.make(corpus, "01-composition", ax, shown, **look)


def composed(corpus: Corpus) -> tuple[pd.DataFrame, dict[str, Any], str]:
    """Count items by outlet and period; return how they are drawn, and what is left out."""
    drawn = facts.when(corpus)
    shown, n = _largest(drawn.count(corpus, chronology.composition), "items")
    more = f" The {MAX_OUTLETS} outlets with the most items, of {n}." if n > MAX_OUTLETS else ""
    return shown, {**drawn.look, "colours": facts.outlet_colours(corpus)}, drawn.far + more


def _largest(table: pd.DataFrame, size: str) -> tuple[pd.DataFrame, int]:
    """Return the rows of the largest outlets, and how many outlets there are."""
    sizes = table.groupby("outlet", sort=False)[size].sum()
    largest = sizes.sort_values(ascending=False, kind="stable").index[:MAX_OUTLETS]
    return table[table["outlet"].isin(set(largest))].reset_index(drop=True), len(sizes)


def kept_text(corpus: Corpus) -> Figure:
    """Draw every file as a strip: what was kept of it, and what was removed."""
    placed = ledger.strips(corpus)
    if not len(placed):
        raise facts.CannotDraw("the files are empty")
    files = placed["doc_id"].nunique()
    if files > MAX_FILES:
        return _kept_shares(corpus, files)
    shown = placed.head(MAX_SPANS).reset_index(drop=True)
    outlets = dict(zip(corpus.documents["doc_id"], corpus.documents["outlet"], strict=True))
    drawn = list(dict.fromkeys(shown["doc_id"]))
    names = {
        doc: f"{facts.short(doc)} · {outlets[doc]}" if outlets[doc] else facts.short(doc)
        for doc in drawn
    }
    which = f"{len(drawn)} of {count(files, 'files')}"
    if len(shown) < len(placed):
        which += f", of the last one only the first {shown['end'].iloc[-1]:,} characters"
    sizes = (shown["end"] - shown["start"]).groupby(shown["treatment"]).sum()
    told = {"which": which, "items": len(corpus.items), "drawn": len(drawn)}
    told["kept"] = 100 * sizes.get("kept", 0) / sizes.sum()
    return facts.make(corpus, "01-ledger", charts.ledger_strips(shown, names), shown, **told)


def _kept_shares(corpus: Corpus, files: int) -> Figure:
    """Draw what was kept of each outlet, where there are more files than strips can show."""
    table = ledger.by_outlet(corpus)
    shown, n = _largest(table, "characters")
    kept = table.groupby("treatment")["characters"].sum()
    told = {"files": files, "items": len(corpus.items), "outlets": n, "drawn": min(n, MAX_OUTLETS)}
    told["kept"] = 100 * kept.get("kept", 0) / kept.sum()
    which = f"the {MAX_OUTLETS} largest of " if n > MAX_OUTLETS else ""
    ax = charts.ledger_shares(shown)
    return facts.make(corpus, "01-ledger.outlets", ax, shown, which=which, **told)


def events(corpus: Corpus, *, most: int = MAX_EVENTS) -> Figure:
    """Draw every event in time: who, where, about what, and how its day is known.

    Of more than ``most`` dated items how many each outlet has, and what outstanding days tell.
    """
    items, _, without_year = facts.items_of(corpus)
    if items - without_year > most:
        return _calendar(corpus, *composed(corpus))
    told = chronology.chronology(corpus)
    dated = told[told["edtf"] != ""]
    if not len(dated):
        raise facts.CannotDraw("no item has a date")
    shown = _tell(corpus, told if len(told) <= most else dated.tail(most))
    drawn = facts.when(corpus, dates="event")
    first, last = drawn.days or (dated["first"].min().date(), dated["last"].max().date())
    by = facts.choose_unit(first, last, len(shown))
    which = f"n = {count(len(told), 'items')}"
    if len(shown) < len(told):
        which = f"The latest {len(shown)} of {len(dated)} dated items, of {len(told)} in all"
    table, records = chronology.marks(shown), _recorded(corpus, first, last)
    for column in TOLD:  # marks has none of these, and a merge would forget the passages
        table[column] = table["item_id"].map(shown.set_index("item_id")[column])
    colours = facts.outlet_colours(corpus)
    ax = charts.timeline(table, between=(first, last), by=by, colours=colours, records=records)
    far = drawn.far.replace("not drawn", "beyond the scale")
    grey = f" Grey: {count(len(records), 'records')} of meetings and calls (meetings.csv)."
    far = f"{grey}{far}" if records else far
    sizes = {"items": len(shown), "undated": int((shown["edtf"] == "").sum())}
    sizes["events"] = shown["event"].nunique()
    which = f"{which}, {facts.between(first.year, last.year)}"
    return facts.make(corpus, "05-chronology", ax, table, which=which, far=far, **sizes)


def _tell(corpus: Corpus, events: pd.DataFrame) -> pd.DataFrame:
    """Add to a chronology `TOLD`: who meets or speaks, where, about what, and which event it is.

    Who: the persons named in the first sentences; where: the first place there that something
    happens in; topic: the one that touches most sentences. Items of the same days, kind and
    persons tell the same event.
    """
    found, topics = name_hits(corpus), topic_hits(corpus)
    found = found[found["sentence"].between(1, OPENING)]
    people = {name.name for name in names(corpus.lexicons) if name.stands_for in PERSONS}
    persons_named = found[found["name"].isin(people)].drop_duplicates(["item_id", "name"])
    who = persons_named.groupby("item_id")["name"].agg(list)
    raw = corpus.items.set_index("item_id")["raw"]
    places: dict[str, str] = {}
    for place in found[found["kind"] == "place"].itertuples():
        text, start, end = raw[place.item_id], place.start, place.end
        if _AT.search(f"{text[max(0, start - 6) : start]}|{text[end : end + 8]}"):
            places.setdefault(place.item_id, place.name)
    sizes = topics.groupby(["item_id", "topic"])["sentence"].agg(["nunique", "size"]).reset_index()
    sizes = sizes.sort_values(["nunique", "size", "topic"], ascending=[False, False, True])
    topic = sizes.drop_duplicates("item_id").set_index("item_id")["topic"]
    rows = []
    for event in events.itertuples():
        persons = who.get(event.item_id, [])[: 1 if event.occasion in ALONE else 3]
        place = "" if event.occasion == "call" else places.get(event.item_id, "")
        alone = not event.edtf or not persons
        key = event.item_id if alone else (event.edtf, event.occasion, frozenset(persons))
        rows.append((key, ", ".join(persons), place, topic.get(event.item_id, "")))
    told = pd.DataFrame(rows, columns=list(TOLD), index=events.index)
    return events.assign(**told.assign(event=pd.factorize(told["event"])[0] + 1))


def _recorded(corpus: Corpus, first: date, last: date) -> list[tuple[date, str]]:
    """Return day and kind of the recorded meetings and calls of persons whom the texts name."""
    named = set(name_hits(corpus)["name"])
    rows = corpus.lexicons.rows("meetings.csv")
    own = [(row.day("day"), row["kind"]) for row in rows if named.issuperset(row["who"].split("|"))]
    return [(day, kind) for day, kind in own if first <= day <= last]


def _calendar(corpus: Corpus, table: pd.DataFrame, look: dict[str, Any], left_out: str) -> Figure:
    """Draw the items of each period by outlet, and what the days with most of them tell."""
    by, days = look["by"], item_groups(corpus, "day", dates=facts.when(corpus).dates)
    days = days[days["day"].notna()].merge(corpus.items[["item_id", "heading", "text"]])
    apart = 1 + table[by].nunique() // 20  # of 40 periods every third has room for a number
    told: dict[int, tuple[int | str, str]] = {}
    known = {period_number(period, by) for period in table[by].dropna().unique()}
    sizes = days["day"].value_counts()
    for day, n in sorted(sizes.items(), key=lambda size: (-size[1], size[0])):
        number = period_of(date.fromisoformat(day), by)
        if n < 2 or len(told) == MAX_TOLD:
            break
        if number in known and all(abs(number - other) >= apart for other in told):
            first = days[days["day"] == day].iloc[0]
            words = _BEFORE_WORDS.sub("", first["heading"] or first["text"])
            told[number] = period_name(number, by), f"{day} ({n} items): {words[:200]}"
    ax = charts.composition(table, told=[told[number] for number in sorted(told)], **look)
    look |= {"outlets": table["outlet"].nunique(), "most": table["items"].max()}
    return facts.make(
        corpus, "05-chronology.calendar", ax, table, days=len(told), far=left_out, **look
    )
