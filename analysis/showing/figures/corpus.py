"""Corpus → figures of what it holds: outlets in time, what was kept, and the events told."""

import re
from datetime import date
from typing import Any

import pandas as pd

from analysis.counting import chronology, ledger
from analysis.counting.groups import item_groups
from analysis.finding.lexicon import name_hits, topic_hits
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import period_name, period_number, period_of
from analysis.showing.export import Figure
from analysis.showing.figures import facts
from analysis.showing.figures.words import persons
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
    shown, look, which = _composed(corpus)
    if unread := int((corpus.items["kind"] == "placeholder").sum()):
        which += f" {count(unread, 'unreadable posts')} not counted."
    filled = int((shown["items"] > 0).sum())
    return facts.draw(corpus, "01-composition", shown, look, which=which, filled=filled)


def _composed(corpus: Corpus) -> tuple[pd.DataFrame, dict[str, Any], str]:
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
    """Draw what was kept of every file, or where strips cannot show as many, of every outlet."""
    placed, key, look = ledger.strips(corpus), "01-ledger", {}
    if not len(placed):
        raise facts.CannotDraw("the files are empty")
    files = placed["doc_id"].nunique()
    if files > MAX_FILES:
        key, placed = "01-ledger.outlets", ledger.by_outlet(corpus)
        shown, n = _largest(placed, "characters")
        sizes, drawn = placed.groupby("treatment")["characters"].sum(), min(n, MAX_OUTLETS)
        which = f"the {MAX_OUTLETS} largest of " if n > MAX_OUTLETS else ""
        which = f"{count(files, 'files')}, n = {count(len(corpus.items), 'items')}, of {which}"
        which += count(n, "outlets")
    else:
        shown = placed.head(MAX_SPANS).reset_index(drop=True)
        outlets = corpus.documents.set_index("doc_id")["outlet"]
        names = {d: [facts.short(d), outlets[d]] for d in dict.fromkeys(shown["doc_id"])}
        look["names"] = {doc: " · ".join(filter(None, name)) for doc, name in names.items()}
        drawn, which = len(names), f"{len(names)} of {count(files, 'files')}"
        if len(shown) < len(placed):
            which += f", of the last one only the first {shown['end'].iloc[-1]:,} characters"
        sizes = (shown["end"] - shown["start"]).groupby(shown["treatment"]).sum()
    told: dict[str, Any] = {
        "items": len(corpus.items),
        "kept": 100 * sizes.get("kept", 0) / sizes.sum(),
    }
    return facts.draw(corpus, key, shown, look, which=which, drawn=drawn, **told)


def events(corpus: Corpus, *, most: int = MAX_EVENTS) -> Figure:
    """Draw every event in time: who, where, about what, and how its day is known.

    Of more than ``most`` dated items how many each outlet has, and what outstanding days tell.
    """
    items, _, without_year = facts.items_of(corpus)
    if items - without_year > most:
        return _calendar(corpus)
    told = chronology.chronology(corpus)
    dated = told[told["edtf"] != ""]
    if not len(dated):
        raise facts.CannotDraw("no item has a date")
    shown = _tell(corpus, told if len(told) <= most else dated.tail(most))
    drawn = facts.when(corpus, dates="event")
    first, last = drawn.days or (dated["first"].min().date(), dated["last"].max().date())
    which = f"n = {count(len(told), 'items')}"
    if len(shown) < len(told):
        which = f"The latest {len(shown)} of {len(dated)} dated items, of {len(told)} in all"
    table, records = chronology.marks(shown), _recorded(corpus, first, last)
    for column in TOLD:  # marks has none of these, and a merge would forget the passages
        table[column] = table["item_id"].map(shown.set_index("item_id")[column])
    look: dict[str, Any] = {
        "between": (first, last),
        "by": facts.choose_unit(first, last, len(shown)),
    }
    look |= {"colours": facts.outlet_colours(corpus), "records": records}
    far = drawn.far.replace("not drawn", "beyond the scale")
    grey = f" Grey: {count(len(records), 'records')} of meetings and calls (meetings.csv)."
    sizes: dict[str, Any] = {"items": len(shown), "undated": int((shown["edtf"] == "").sum())}
    which, far = f"{which}, {facts.between(first.year, last.year)}", f"{grey * bool(records)}{far}"
    return facts.draw(corpus, "05-chronology", table, look, which=which, far=far, **sizes)


def _tell(corpus: Corpus, events: pd.DataFrame) -> pd.DataFrame:
    """Add to a chronology `TOLD`: who meets or speaks, where, about what, and which event it is.

    Who: the persons named in the first sentences; where: the first place there that something
    happens in; topic: the one that touches most sentences.
    """
    raw, kinds = corpus.items.set_index("item_id")["raw"], events.set_index("item_id")["occasion"]
    found = name_hits(corpus)
    found = found[found["sentence"].between(1, OPENING)]
    who = found[found["name"].isin(persons(corpus))].drop_duplicates(["item_id", "name"])
    most = who["item_id"].map(kinds).isin(ALONE).map({True: 1, False: 3})
    who = who[who.groupby("item_id").cumcount() < most]
    around = [
        f"{raw[hit.item_id][max(0, hit.start - 6) : hit.start]}|{raw[hit.item_id][hit.end :][:8]}"
        for hit in found.itertuples()
    ]
    at = pd.Series(around, found.index, dtype="str").str.contains(_AT)
    places = found[(found["kind"] == "place") & at].drop_duplicates("item_id")
    places = places[places["item_id"].map(kinds) != "call"]
    sizes = topic_hits(corpus).groupby(["item_id", "topic"])["sentence"].agg(["nunique", "size"])
    sizes = sizes.reset_index().sort_values(
        ["nunique", "size", "topic"], ascending=[False, False, True]
    )
    same = chronology.same_events(corpus).set_index("item_id")["event"].astype("str")
    told: dict[str, Any] = {
        "who": who.groupby("item_id")["name"].agg(", ".join),
        "place": places.set_index("item_id")["name"],
        "topic": sizes.drop_duplicates("item_id").set_index("item_id")["topic"],
    }
    said = {name: events["item_id"].map(of).astype("str").fillna("") for name, of in told.items()}
    event = events["item_id"].map(same).astype("str").fillna(events["item_id"])
    return events.assign(**said, event=pd.factorize(event)[0] + 1)


def _recorded(corpus: Corpus, first: date, last: date) -> list[tuple[date, str]]:
    """Return day and kind of the recorded meetings and calls of persons whom the texts name."""
    named = set(name_hits(corpus)["name"])
    rows = corpus.lexicons.rows("meetings.csv")
    own = [(row.day("day"), row["kind"]) for row in rows if named.issuperset(row["who"].split("|"))]
    return [(day, kind) for day, kind in own if first <= day <= last]


def _calendar(corpus: Corpus) -> Figure:
    """Draw the items of each period by outlet, and what the days with most of them tell."""
    table, look, far = _composed(corpus)
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
    look["told"] = [told[number] for number in sorted(told)]
    return facts.draw(corpus, "05-chronology.calendar", table, look, days=len(told), far=far)
