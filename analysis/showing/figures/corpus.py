"""Corpus → figures of what it holds: outlets in time, kept text, events, topics and voices."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from analysis.counting import chronology, groups, ledger, provenance, series, topics
from analysis.counting import formulas as reuse
from analysis.finding import lexicon, search
from analysis.finding.words import read, words
from analysis.reading.corpus import Corpus
from analysis.reading.dating.days import period_of
from analysis.showing.charts import legible, outlet_colours, plain
from analysis.showing.export import Figure
from analysis.showing.figures import facts
from analysis.showing.pages.readable import count, short_date
from analysis.tables import DAY, InputError

MAX_OUTLETS = 20  # rows of the composition
MAX_FILES, MAX_SPANS = 30, 600  # of the strips
MAX_EVENTS, MAX_TOLD = 40, 8  # items; outstanding days of a chronology of more
OPENING = 3  # sentences that say who meets whom, and where
NARROW = pd.Timedelta(days=3)  # a date that leaves no more days can be compared with a record
ALONE = ("briefing", "interview", "article")  # occasions of one person
# What stands around a place, "|", where something happens: "in #|", "📍 |", "| hosted talks".
_AT = re.compile(r"(?:\b(?:in|at|to|в|во|у)|📍|\()\W*\||\| hosted", re.IGNORECASE)
_BEFORE_WORDS = re.compile(r"^[^\w#“«]+")  # "🎙 Briefing by …" → "Briefing by …"
MAX_TEXTS, MAX_FORMULAS = 24, 24  # columns; of more texts, periods and outlets tell more
MAX_LINES, CONTEXT = 30, 90  # lines of a concordance, characters on each side


def composition(corpus: Corpus) -> Figure:
    """Draw how many items each outlet has in each period."""
    shown, look, which = _composed(corpus)
    if unread := int((corpus.items["kind"] == "placeholder").sum()):
        which += f" {count(unread, 'unreadable posts')} not counted."
    told = {"which": which, "filled": (shown["items"] > 0).sum}
    return facts.draw(corpus, "01-composition", shown, look, **told)


def _composed(corpus: Corpus) -> tuple[pd.DataFrame, dict[str, Any], str]:
    """Count items by outlet and period; return how they are drawn, and what is left out."""
    drawn = facts.when(corpus)
    shown, n = _largest(drawn.count(corpus, chronology.composition), "items")
    more = f" The {MAX_OUTLETS} outlets with the most items, of {n}." if n > MAX_OUTLETS else ""
    look = {**drawn.look, "colours": outlet_colours(corpus.items["outlet"])}
    return shown, look, drawn.far + more


def _largest(table: pd.DataFrame, size: str) -> tuple[pd.DataFrame, int]:
    """Return the rows of the largest outlets, and how many outlets there are."""
    sizes = table.groupby("outlet", sort=False)[size].sum()
    largest = sizes.sort_values(ascending=False, kind="stable").index[:MAX_OUTLETS]
    return table[table["outlet"].isin(set(largest))].reset_index(drop=True), len(sizes)


def kept_text(corpus: Corpus) -> Figure:
    """Draw what was kept of every file, or where strips cannot show as much, of every outlet."""
    shown = ledger.strips(corpus)
    files = shown["doc_id"].nunique()
    if files > MAX_FILES or len(shown) > MAX_SPANS:
        table = ledger.by_outlet(corpus)
        size = table.groupby("outlet")["characters"].transform("sum")
        table = table.assign(size=size, share=table["characters"] / size)
        shown, n = _largest(table.assign(percent=100 * table["share"]), "characters")
        sizes = table.groupby("treatment")["characters"].sum()
        key, look = "01-ledger.outlets", {}
        told: dict[str, Any] = {"outlets": n, "drawn": min(n, MAX_OUTLETS)}
        told["which"] = f"the {MAX_OUTLETS} largest of " * (n > MAX_OUTLETS)
    else:
        outlets = corpus.documents.set_index("doc_id")["outlet"]
        sized = shown.assign(size=shown["end"] - shown["start"])
        of_file = sized.pivot_table("size", "doc_id", "treatment", "sum", 0, sort=False)
        sizes, kept = of_file.sum(), 100 * of_file.get("kept", 0) / of_file.sum(axis=1)
        named = {doc: [legible(doc), f"{part:.0f} %", outlets[doc]] for doc, part in kept.items()}
        look = {"names": {doc: " · ".join(filter(None, name)) for doc, name in named.items()}}
        key, told = "01-ledger", {"drawn": files}
    kept = 100 * sizes.get("kept", 0) / max(1, sizes.sum())
    told |= {"files": files, "items": len(corpus.items), "kept": kept}
    return facts.draw(corpus, key, shown, look, **told)


def events(corpus: Corpus, *, most: int = MAX_EVENTS) -> Figure:
    """Draw every event in time: who, where, about what, and how its day is known."""
    known, is_dated = facts.when(corpus), (corpus.items["event_edtf"] != "").any()
    if known.certain > most or (known.days and not is_dated):  # many, or of publication alone
        return _calendar(corpus)
    if not is_dated:
        raise facts.CannotDraw("no item has a date")
    told = chronology.chronology(corpus)
    dated = told[told["edtf"] != ""]
    shown = _tell(corpus, told if len(told) <= most else dated.tail(most))
    drawn = facts.when(corpus, dates="event")
    first, last = drawn.days or (dated["first"].min().date(), dated["last"].max().date())
    which = f"n = {count(len(told), 'items')}"
    if len(shown) < len(told):
        which = f"The latest {len(shown)} of {len(dated)} dated items, of {len(told)} in all"
    own = shown.set_index("item_id")[["event", "who", "place", "topic", "on_record"]]
    table = chronology.marks(shown, horizon=corpus.horizon).join(own, on="item_id")
    # The records of any person whom the texts name, each with the item that tells it.
    records, people = _records(corpus), set(lexicon.name_hits(corpus)["name"])
    is_told = records["who"].map(lambda who: not people.isdisjoint(who.split(", "))).astype(bool)
    records = records[records["first"].between(*map(pd.Timestamp, (first, last))) & is_told]
    told_by = shown.drop_duplicates("on_record").set_index("on_record")[["item_id", "event"]]
    records = records.join(told_by, on="on_record").fillna({"item_id": "", "event": 0})
    look: dict[str, Any] = {"colours": outlet_colours(corpus.items["outlet"])}
    look |= {"between": (first, last), "by": facts.choose_unit(first, last, len(shown))}
    far = drawn.far.replace("not drawn", "beyond the scale")
    said = {"items": len(shown), "undated": (shown["edtf"] == "").sum, "far": far}
    named = len(records), (records["item_id"] != "").sum()
    said["grey"] = facts.captions()["phrases"]["grey"].format(*named) * bool(len(records))
    said["events"] = table.loc[table["edtf"] != "", "event"].nunique()
    both = pd.concat([table, records.reindex(columns=[*table], fill_value="")]).astype(table.dtypes)
    both.attrs |= shown.attrs
    said["which"] = f"{which}, {'–'.join(dict.fromkeys((str(first.year), str(last.year))))}"
    return facts.draw(corpus, "05-chronology", both, look, **said)


def _tell(corpus: Corpus, events: pd.DataFrame) -> pd.DataFrame:
    """Add to a chronology who is named first, where it happens, the main topic, and the event."""
    found, where = _opening(corpus, events)
    who = found[found["name"].isin(lexicon.persons(corpus))].drop_duplicates(["item_id", "name"])
    who = who[who.groupby("item_id").cumcount() < (~who["occasion"].isin(ALONE) * 2 + 1)]
    hits = lexicon.topic_hits(corpus).groupby(["item_id", "topic"], as_index=False)["sentence"]
    order = {"by": ["nunique", "size", "topic"], "ascending": [False, False, True]}
    topics = hits.agg(["nunique", "size"]).sort_values(**order).drop_duplicates("item_id")
    told = {"who": who.groupby("item_id")["name"].agg(", ".join), "place": where}
    told["topic"] = topics.set_index("item_id")["topic"]
    said = {name: events["item_id"].map(of).astype("str").fillna("") for name, of in told.items()}
    same = chronology.same_events(corpus).set_index("item_id")["event"].astype("str")
    event = events["item_id"].map(same).astype("str").fillna(events["item_id"])
    events, records = events.assign(**said, event=pd.factorize(event)[0] + 1), _records(corpus)
    return events.assign(on_record=[_on_record(event, records) for event in events.itertuples()])


def _opening(corpus: Corpus, events: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return the names in the sentences that say who meets whom, and where: item_id → place."""
    found = lexicon.name_hits(corpus).query(f"1 <= sentence <= {OPENING}")
    found = found.assign(occasion=found["item_id"].map(events.set_index("item_id")["occasion"]))
    raw = corpus.items.set_index("item_id")["raw"]
    places = found[(found["kind"] == "place") & (found["occasion"] != "call")]
    at = places[["item_id", "start", "end"]].itertuples(index=False, name=None)
    around = [f"{raw[item][max(0, a - 6) : a]}|{raw[item][b : b + 8]}" for item, a, b in at]
    is_at = pd.Series(around, places.index, dtype="str").str.contains(_AT)
    return found, places[is_at].drop_duplicates("item_id").set_index("item_id")["name"]


def _records(corpus: Corpus) -> pd.DataFrame:
    """Return the recorded meetings and calls as marks of a chronology."""
    rows = [row.cells for row in corpus.lexicons.rows("meetings.csv")]
    named = {"kind": "occasion", "where": "place", "source": "quote", "day": "first", "end": "last"}
    table = pd.DataFrame(rows, columns=["who", *named]).rename(columns=named)
    last = table["last"].mask(table["last"] == "", table["first"])
    told = table["first"] + ("/" + last).mask(last == table["first"], "")
    table["who"] = table["who"].str.replace("|", ", ")
    table = table.assign(last=last, mark="record", edtf=told, on_record=told)
    return table.astype({"first": DAY, "last": DAY})


def _on_record(event: Any, records: pd.DataFrame) -> str:
    """Return the recorded days of a call or meeting told, "no" without one, "" for others."""
    # Of the same kind and persons, on a day that the text's date allows, if it leaves but a few.
    if event.occasion not in ("call", "meeting") or not event.last - event.first <= NARROW:
        return ""
    near = records[(records["first"] <= event.last) & (records["last"] >= event.first)]
    near = near[(near["occasion"] == "call") == (event.occasion == "call")]
    known = {*event.who.split(", ")}
    return next((r.on_record for r in near.itertuples() if {*r.who.split(", ")} <= known), "no")


def _calendar(corpus: Corpus) -> Figure:
    """Draw the items of each period by outlet, and tell of the days with most of them."""
    table, look, far = _composed(corpus)
    days = groups.item_groups(corpus, "day", dates=facts.when(corpus).dates).dropna(subset="day")
    days = days.merge(corpus.items[["item_id", "heading", "text"]]).groupby("day")
    sizes = days.size().sort_values(ascending=False, kind="stable")
    periods = sizes.index.map(lambda day: period_of(date.fromisoformat(day), look["by"]))
    sizes = sizes[~periods.duplicated()].head(MAX_TOLD)  # one of each period
    firsts = days[["heading", "text"]].first().loc[sorted(sizes[sizes > 1].index)]
    named = ((day, _BEFORE_WORDS.sub("", head or text)) for day, head, text in firsts.itertuples())
    look["told"] = [f"{day} ({sizes[day]} items): {of[:200].rstrip(' *:')}" for day, of in named]
    busy = facts.captions()["phrases"]["busy"].format(count(len(firsts), "days"), look["by"])
    told = {"busy": busy * bool(len(firsts)), "far": far}
    return facts.draw(corpus, "05-chronology.calendar", table, look, **told)


def topics_by_text(corpus: Corpus) -> Figure:
    """Draw what each text is about: the share of its sentences that touch each topic."""
    texts = _few_texts(corpus)
    every = topics.topic_series(corpus, by="item_id", denominator="share_of_sentences")
    table = facts.most_first(every[every["hits"] > 0])
    touched = table.groupby("topic", sort=False)["item_id"].nunique()
    told = {"number": len(texts), "widest": touched.idxmax, "most": touched.max}
    sizes = every.drop_duplicates("item_id").set_index("item_id")["sentences_in_group"]
    look = {"texts": _headings(corpus, texts), "below": {"sentences (n)": [*sizes[texts.item_id]]}}
    return facts.draw(corpus, "04-topics-by-text", table, look, **told)


def formulas(corpus: Corpus) -> Figure:
    """Draw the longest sequences of words that texts share, and in which texts or outlets."""
    by, heads = _columns(corpus)
    table = reuse.formulas(corpus, by=by)
    placed, group = table[table[by].isin(heads)], "text" if by == "item_id" else by
    kept = placed["formula"].drop_duplicates()[:MAX_FORMULAS]
    shown = placed[placed["formula"].isin(kept)]
    told = {"group": group, "columns": count(len(heads), f"{group}s"), "top": len(kept)}
    told["all"], n = table["formula"].nunique(), groups.item_groups(corpus, by)[by].nunique()
    told["few"] = f"Drawn: {len(heads)} of {count(n, f'{group}s')}. " * (len(heads) < n)
    told["drawn"] = facts.some_of(len(words(corpus, "distinct")), reuse.MAX_WORDS, "words")
    return facts.draw(corpus, "03-formulas", shown, {"texts": heads, "column": by}, **told)


def dispersion_strips(corpus: Corpus, terms: Sequence[str]) -> Figure:
    """Draw where in each text some words stand."""
    texts, table = _few_texts(corpus), chronology.positions(words(corpus, lemmatize=True), terms)
    sizes = texts.set_index("item_id")["words"].to_dict()
    inside = table.groupby("term", sort=False)["item_id"].nunique()
    told = {"words": ", ".join(map(legible, terms)), "number": len(texts)}
    told["said"] = ", ".join(f"{legible(term)} in {n}" for term, n in inside.items())
    look = {"texts": _headings(corpus, texts), "sizes": sizes}
    return facts.draw(corpus, "03-strips", table, look, **told)


def concordance_lines(corpus: Corpus, term: str) -> Figure:
    """Write out the hits of a word in context, in the order of what follows."""
    lines = search.concordance(words(corpus, lemmatize=True), term, window=CONTEXT)
    table = provenance.trace(lines.assign(hits=1), corpus, ("item_id", "start"), lines)
    table = table.assign(follows=table["right"].str.casefold().str.strip(" |"))
    table = table.sort_values(["follows", "item_id", "start"]).drop(columns="follows")[:MAX_LINES]
    dates = corpus.items.set_index("item_id")["event_edtf"][table["item_id"]]
    which = f"The first {MAX_LINES} of {len(lines)} hits"
    which = which if len(lines) > MAX_LINES else f"All {count(len(lines), 'hits')}"
    sides = table[["left", "right"]].map(plain)
    less = " Symbols that the font lacks are left out." * (not sides.equals(table[[*sides]]))
    told = {"term": term, "which": which, "less": less, "shown": table.assign(**sides)}
    return facts.draw(corpus, "03-concordance", table, {"names": [*map(short_date, dates)]}, **told)


def _columns(corpus: Corpus) -> tuple[str, Mapping[Any, tuple[str, ...]]]:
    """Choose the columns and their headings: texts if they are few, else outlets or periods."""
    sizes, drawn = words(corpus).per_item, facts.when(corpus)
    if (sizes > 0).sum() <= MAX_TEXTS:
        return "item_id", _headings(corpus, chronology.texts_by_date(corpus))
    texts = corpus.items.loc[sizes > 0, "outlet"].value_counts(sort=False)
    outlets = texts.nlargest(MAX_TEXTS).index
    if len(outlets) > 1 or not drawn.days or drawn.dates != "event":
        return "outlet", {outlet: (outlet,) for outlet in outlets}
    periods = sorted(groups.certain_groups(corpus, drawn.by)[1][drawn.by].dropna())
    return drawn.by, {period: (str(period),) for period in periods[-MAX_TEXTS:]}


def _few_texts(corpus: Corpus) -> pd.DataFrame:
    n = int((words(corpus).per_item > 0).sum())
    if not 1 < n <= MAX_TEXTS:
        raise facts.CannotDraw(f"it shows 2 to {MAX_TEXTS} texts, not {count(n, 'texts')}")
    return chronology.texts_by_date(corpus)


def _headings(corpus: Corpus, texts: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Name a text by the day, kind and place of its event, then by its outlet."""
    rows = texts[["item_id", "edtf", "occasion", "outlet"]].itertuples(index=False)
    at = ", " + _opening(corpus, texts)[1]
    return {i: (f"{short_date(day)} {kind}{at.get(i, '')}", who) for i, day, kind, who in rows}


def topics_by_year(corpus: Corpus) -> Figure:
    """Draw the hits of every topic by year, or by the period that suits the corpus."""
    drawn = facts.when(corpus)
    table = facts.most_first(drawn.count(corpus, topics.topic_series, denominator="per_1000_words"))
    hits = table.groupby("topic", sort=False)["hits"].sum()
    table, never = table if hits.sum() else table[:0], list(hits.index[hits == 0])
    told = {"most": hits.idxmax, "hits": hits.max, "shown": table[~table["topic"].isin(never)]}
    told["never"] = f" No hit: {'; '.join(never)}." * bool(never)
    look = {**drawn.look, "least": series.MIN_ITEMS}
    return facts.draw(corpus, "04-topics-by-year", table, look, **told)


def discovered_topics(corpus: Corpus) -> Figure:
    """Draw topics found without a lexicon, where the corpus carries them and scikit-learn is."""
    try:
        table = topics.discover_topics(corpus)
    except InputError as refusal:
        raise facts.CannotDraw(str(refusal)) from None
    told = {"stable": ", ".join(f"{value:.2f}" for value in table["stability"])}
    n = read(corpus, "cleaned").sentences_per_item.sum()
    told["drawn"] = facts.some_of(n, topics.MAX_SENTENCES, "sentences")
    return facts.draw(corpus, "04-discovered-topics", table, **told)
