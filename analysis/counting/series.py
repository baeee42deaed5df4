"""Hits → complete series: every group shown, every rate with its denominator and interval."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal
from zlib import crc32

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from analysis.counting.groups import By, membership
from analysis.counting.provenance import Found, Hits, counted, every_nth, rows_of, trace
from analysis.counting.statistics import SEED, bootstrap_interval, wilson
from analysis.finding.search import find_places
from analysis.finding.store import item_rows
from analysis.finding.words import Given, Words, as_words, read
from analysis.reading.dating.days import Dates
from analysis.tables import dates_of, refuse

Denominator = Literal["hits", "per_1000_words", "per_item", "share_of_items", "share_of_sentences"]
MIN_WORDS = 100  # a rate per thousand of fewer running words says nothing and is left out
MIN_ITEMS = 5  # an interval from fewer texts is a guess and is refused
COUNTS = ("hits", "items", "sentences", "hits_certain", "hits_possible")
SIZES = ["items_in_group", "items_possible", "item_weight", "texts_in_group"]
SIZES += ["sentences_in_group", "words_in_group"]
_RATES = ("per_1000", "item_share", "value", "low", "high")
# What is divided by what: two items with a hit of four in 2023 → share_of_items 0.5.
_FRACTIONS = {"hits": ("hits", ""), "per_1000_words": ("hits", "words_in_group")}
_FRACTIONS |= {"per_item": ("hits", "item_weight"), "share_of_items": ("items", "item_weight")}
_FRACTIONS |= {"share_of_sentences": ("sentences", "sentences_in_group")}


@counted
def series(
    of: Given,
    what: str | Sequence[str] | pd.DataFrame,
    *,
    denominator: Denominator = "per_1000_words",
    by: By = "year",
    dates: Dates = "event",
    label: str = "term",
    names: Sequence[str] | None = None,
    seed: int = SEED,
) -> pd.DataFrame:
    """Count what occurs in every period or group, with a rate and how sure it is.

    ``of`` are `words` or a corpus (a part of the words stands for its items alone), ``what`` a
    query of `search`, or several, or a table of hits (item_id, sentence, start, end, and the column
    ``label``, of which ``names`` are all values in order). The denominator is none (``hits``) or
    that of a rate; a share is that of items or sentences with a hit. ``by`` is as in `count_terms`,
    of the ``event``, the ``publication`` or the ``best`` date: the event's where it is known, else
    the publication's. Periods run without gap between those that items are certain to lie in; an
    item that can lie in several counts by its aoristic weight.

    One row per group and name, of no period last: hits, items and sentences (with a hit),
    hits_certain and hits_possible (of items certain to lie in the period, of all that can),
    items_by_publication (of best dates), items_in_group (certain), items_possible, item_weight
    (aoristic), texts_in_group (independent ones: the weights, copies once, or (Σ m)² / Σ m² over
    clusters of copies if that is less: Kish 1965, Survey Sampling), sentences_in_group,
    words_in_group, per_1000, item_share, value (by the denominator; missing below `MIN_WORDS` words
    and where hits stand in lines of hashtags), low and high, refused (why there is none).

    Intervals (95 %, from `MIN_ITEMS` texts on) of share_of_items are Wilson's; of other rates an
    expanded percentile bootstrap (from ``seed``) over texts, copies drawn together; where no text
    has a hit, up to Wilson's upper bound for 0 of the texts times the rate in texts that have any.
    """
    refuse(denominator not in _FRACTIONS, "denominator", denominator, ", ".join(_FRACTIONS))
    words, corpus = as_words(of), as_words(of).corpus
    if isinstance(what, pd.DataFrame):
        names = list(dict.fromkeys(what[label])) if names is None else names
        name = pd.Index(names, dtype="str").get_indexer(what[label])
        refuse((name < 0).any(), "names", label, what.loc[name < 0, label].min())
        item, sentence = item_rows(corpus, what["item_id"]), what["sentence"].to_numpy()
        order = np.lexsort((sentence, item, name))
        name, item, sentence = name[order], item[order], sentence[order]
    else:
        names, label = list(dict.fromkeys([what] if isinstance(what, str) else what)), "term"
        refuse(not names, "no term")
        places = [find_places(words, query, offsets=False)[:2] for query in names]
        name = np.repeat(np.arange(len(names), dtype=np.int32), [len(item) for item, _ in places])
        item, sentence = map(np.concatenate, zip(*places, strict=True))
    groups, members = membership(corpus, by, words.reading, dates)
    refuse(label in groups, "label", label)
    rows = members["item_row"].to_numpy()
    sentences = read(corpus, words.reading).sentences_per_item[rows]
    members = members.assign(sentences_in_group=sentences, words_in_group=words.per_item[rows])
    if not words.whole:  # it stands for the items it has words of
        members = members[members["words_in_group"] > 0]
    each = _count(name, item, sentence)
    wanted = pd.DataFrame({label: pd.array(names, dtype="str"), "name_row": range(len(names))})
    table = _with_values(_join_counts(groups, wanted, members, each), denominator)
    # A seed for each group that has a name, so that no group depends on the others.
    named = groups.dropna().itertuples(name=None)
    seeds = {n: seed + crc32(" ".join(map(str, cells or ["all"])).encode()) for n, *cells in named}
    table["seed"] = table["group"].map(seeds).astype("Int64")
    table = _with_intervals(table, each, members, denominator)
    for column in (*COUNTS, *SIZES, *_RATES):
        table[column] = as_whole(table[column], never=column in _RATES)
    best = ["items_by_publication"] * (dates == "best")
    if best:
        told = dates_of(corpus.items, dates)["dated_by"].array.take(members["item_row"])
        other = (members["certain"] & (told == "publication")).groupby(members["group"]).sum()
        table["items_by_publication"] = table["group"].map(other).fillna(0).astype("int64")
    shown = [label, *COUNTS, *best, *SIZES, *_RATES, "refused"]
    table = table.join(groups, on="group")[[*groups, *shown]]
    return trace(table, corpus, (*groups, label), _behind(words, what, label, groups, members))


def _behind(words: Words, what: Any, label: str, groups: pd.DataFrame, members: Any) -> Hits:
    """Find the hits behind a row, which an item that may lie in several groups has in each."""
    numbers, ids = rows_of(groups, tuple(groups)), words.corpus.items["item_id"].array

    @cache
    def find(name: str) -> tuple[pd.DataFrame, Any]:  # of all groups
        if isinstance(what, pd.DataFrame):
            hits = what[what[label] == name]
            hits = hits.assign(item_row=item_rows(words.corpus, hits["item_id"]))
            hits = hits.drop(columns=["item_id", *groups, "weight"], errors="ignore")
        else:
            names = "item_row", "sentence", "start", "end"
            hits = pd.DataFrame(dict(zip(names, find_places(words, name), strict=True)))
        # A hit of an item dated [2020-12-31..2021-01-02] → 2020 with 1/3 and 2021 with 2/3.
        hits = hits.merge(members[["item_row", "group", "weight"]])
        return hits, rows_of(hits, ("group",))

    def behind(cells: Mapping[str, Any], most: int) -> Found:
        (hits, rows), (group,) = find(cells[label]), numbers[tuple(cells[key] for key in groups)]
        own = rows.get((group,), np.array([], int))
        hits = hits.iloc[own[every_nth(len(own), most)]].drop(columns="group")
        return hits.assign(item_id=ids.take(hits.pop("item_row"))), len(own)

    return behind


def as_whole(values: pd.Series, *, never: bool = False) -> pd.Series:
    """Give numbers a type that can miss some: of whole numbers if all are (unless ``never``)."""
    values = values.astype("Float64")
    return values if never or values.dropna().mod(1).any() else values.astype("Int64")


def _count(name: Any, item: Any, sentence: Any) -> dict[str, Any]:
    """Count hits and touched sentences of every name and item, given in order."""
    # "China … China." and "#China" in a line of tags → 3 hits, 1 sentence, 1 set aside
    opens = np.ones(len(name), bool)
    opens[1:] = (name[1:] != name[:-1]) | (item[1:] != item[:-1])
    is_new, is_tag, first = opens.copy(), sentence == 0, np.flatnonzero(opens)
    is_new[1:] |= sentence[1:] != sentence[:-1]
    parts = {"hits": np.ones_like(opens), "sentences": is_new & ~is_tag, "set_aside": is_tag}
    each = {part: np.add.reduceat(own, first, dtype=np.int32) for part, own in parts.items()}
    return each | {"name_row": name[first], "item_row": item[first], "items": np.ones_like(first)}


def _join_counts(groups: Any, names: Any, members: Any, each: dict[str, Any]) -> pd.DataFrame:
    """Return what each group holds, empty ones included, and what of each name, weighed."""
    sizes = members.assign(item_weight=1, items_possible=1, items_in_group=members["certain"])
    weighed = ["sentences_in_group", "words_in_group", "item_weight"]
    sizes[weighed] = sizes[weighed].mul(sizes["weight"], axis=0)
    totals = sizes.groupby("group", dropna=False)[[size for size in SIZES if size in sizes]].sum()
    # Two copies and another text, all certain: clusters of m = 2 and 1 → (2 + 1)² / (4 + 1) = 1.8.
    clusters = members.groupby(["group", "cluster"], dropna=False)["weight"].agg(["max", "sum"])
    clusters["square"] = clusters["sum"] ** 2
    summed = clusters.groupby(level=0, dropna=False).sum()
    totals["texts_in_group"] = summed["max"].clip(upper=summed["sum"] ** 2 / summed["square"])
    table = totals.reindex(groups.index).fillna(0).rename_axis("group").reset_index()
    spread = pd.DataFrame(each).merge(members[["item_row", "group", "weight", "certain"]])
    # An item of 3 hits, likely 2/3 in 2020 and 1/3 in 2021 → 2 hits and 1 hit, possible 3 and 3.
    spread["hits_possible"] = spread["hits"]
    spread["hits_certain"] = spread["hits"].where(spread["certain"], 0)
    weighed = ["hits", "items", "sentences", "set_aside"]
    spread[weighed] = spread[weighed].mul(spread["weight"], axis=0)
    table = table.merge(names, how="cross")
    row = spread["group"] * len(names) + spread["name_row"]  # grouped faster than the two
    return table.join(spread[[*COUNTS, "set_aside"]].groupby(row).sum().reindex(table.index))


def _with_values(table: pd.DataFrame, denominator: Denominator) -> pd.DataFrame:
    """Add the rates and the value, and why it or its interval is refused."""
    empty, few_words = table["item_weight"] == 0, table["words_in_group"] < MIN_WORDS
    table[[*COUNTS, "set_aside"]] = table[[*COUNTS, "set_aside"]].fillna(0).mask(empty)
    table["per_1000"] = 1000 * table["hits"] / table["words_in_group"].mask(few_words)
    table["item_share"] = table["items"] / table["item_weight"].mask(empty)
    top, bottom = _FRACTIONS[denominator]
    few_words &= bottom == "words_in_group"
    few_texts = (table["texts_in_group"] < MIN_ITEMS) & bool(bottom)
    tags = (table["set_aside"].fillna(0) > 0) & bottom.endswith("_in_group")
    reasons = {"no items": empty, "no rate: hashtag lines are not among the words": tags}
    reasons[f"no rate: fewer than {MIN_WORDS} words"] = few_words
    reasons[f"no interval: fewer than {MIN_ITEMS} texts"] = few_texts
    value = table[top] / table[bottom].where(table[bottom] > 0) if bottom else table[top]
    value = (1000 * value if bottom == "words_in_group" else value).mask(few_words | tags)
    refused = pd.Series(np.select(list(reasons.values()), list(reasons), ""), dtype="str")
    return table.assign(value=value, refused=refused, low=np.nan, high=np.nan)


def _with_intervals(table: Any, each: Any, members: Any, denominator: Denominator) -> pd.DataFrame:
    """Add low and high where nothing refuses them."""
    top, bottom = _FRACTIONS[denominator]
    sure = table[(table["refused"] == "") & bool(bottom)]
    if denominator == "share_of_items" or not bottom:
        shares = sure[["item_share", "texts_in_group"]].to_numpy(float).tolist()
        bounds = [wilson(min(share, 1.0) * texts, texts) for share, texts in shares]
        table.loc[sure.index, ["low", "high"]] = np.array(bounds).reshape(-1, 2)
        return table
    members = members.assign(item_weight=1.0)
    columns = ("item_row", "cluster", "weight", bottom)
    item, cluster, weight, size = (members[name].to_numpy() for name in columns)
    n_names = table["name_row"].nunique()
    shape = int(max(item.max(initial=-1), each["item_row"].max(initial=-1))) + 1, n_names
    tops = csr_array((each[top].astype(float), (each["item_row"], each["name_row"])), shape)
    sizes = np.zeros(shape[0])
    sizes[item] = size
    met = np.bincount(each["name_row"], weights=sizes[each["item_row"]], minlength=n_names)
    inside = np.isin(each["item_row"], item)
    found = np.bincount(each["name_row"], each[top] * inside, minlength=n_names)
    where_met = np.divide(found, met, out=np.zeros(n_names), where=met > 0)
    scale = 1000 if denominator == "per_1000_words" else 1
    of_group, (lows, highs) = members.groupby("group").indices, np.full((2, len(table)), np.nan)
    for group, rows in sure.dropna(subset="seed").groupby("group", sort=False):
        n, items, all_of_it = rows[["texts_in_group", "item_weight", bottom]].iloc[0].astype(float)
        own, names = of_group[group], rows["name_row"].to_numpy()
        above = tops[item[own]].toarray()[:, names]
        texts = np.column_stack([above, size[own]]) * weight[own][:, None]
        if len(np.unique(cluster[own])) < len(own):  # copies are drawn together
            texts = pd.DataFrame(texts).groupby(cluster[own], sort=False).sum().to_numpy()
        low, high = bootstrap_interval(texts[:, :-1], texts[:, -1], n, seed=rows["seed"].iat[0])
        # No hit in 10 texts: at most 28 % have it (Wilson), then as often as texts that have it or,
        # if more, once (burstiness: Church & Gale 1995, Natural Language Engineering 1: 163-190).
        unseen = wilson(0, n)[1] * np.maximum(where_met[names], items / all_of_it)
        lows[rows.index] = scale * low
        highs[rows.index] = scale * np.where(rows[top] == 0, unseen, high)
    table["low"], table["high"] = lows, highs
    # Each of 6 texts has 2 hits per 100 words: every draw gives 20 per thousand, which is no proof.
    flat = table["low"].notna() & (table["low"] == table["high"])
    table.loc[flat, "refused"] = "no interval: every text has the same rate"
    table.loc[flat, ["low", "high"]] = np.nan
    return table
