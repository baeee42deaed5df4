"""The ledger in numbers: which characters of every file were kept, and why others were not."""

import re

import pandas as pd

from analysis.counting.provenance import trace
from analysis.reading.corpus import Corpus
from analysis.tables import KEPT, LABELS, REMOVED, SET_ASIDE

# Posts of one outlet: a line at the edge of so many, and of this share, is worth a look.
MIN_POSTS, MIN_SHARE = 20, 0.5
_OTHER_PAGES = ("related_news", "partner_news")
# What a chart of the ledger tells apart: "furniture" is a page's own (title, stamp, view counter),
# "other pages" are teasers of other news.
TREATMENTS = {
    "kept": KEPT,
    "hashtags": SET_ASIDE,
    "repeated": ("repeat",),
    "furniture": tuple(
        label for label in REMOVED if label not in ("blank", "repeat", *_OTHER_PAGES)
    ),
    "other pages": _OTHER_PAGES,
    "blank": ("blank",),
}
_TREATMENT = {label: name for name, labels in TREATMENTS.items() for label in labels}


def strips(corpus: Corpus) -> pd.DataFrame:
    """Place every span in its file.

    One row per span: doc_id, item_id, span (1, 2, … in the item), start, end (characters from the
    beginning of the file), label, treatment (one of `TREATMENTS`), reason.
    """
    items = corpus.items[["item_id", "doc_id"]].copy()
    length = corpus.items["raw"].str.len()
    items["offset"] = length.groupby(items["doc_id"]).cumsum() - length
    placed = corpus.spans.merge(items, on="item_id")
    number = placed.groupby("item_id").cumcount() + 1
    spans = placed[["item_id", "start", "end"]]
    table = placed[["doc_id", "item_id"]].assign(span=number)
    for column in ("start", "end"):  # the second item begins where the raw text of the first ends
        table[column] = placed[column] + placed["offset"]
    table["label"], table["reason"] = placed["label"], placed["reason"]
    table.insert(6, "treatment", placed["label"].map(_TREATMENT))
    return trace(table, corpus, ("item_id", "span"), spans.assign(span=number))


def by_outlet(corpus: Corpus) -> pd.DataFrame:
    """Count the characters of each outlet by treatment: outlet, treatment, characters."""
    spans = corpus.spans.merge(corpus.items[["item_id", "outlet"]], on="item_id")
    spans["treatment"] = spans["label"].map(_TREATMENT)
    keys = ["outlet", "treatment"]
    sizes = (spans["end"] - spans["start"]).groupby([spans[key] for key in keys], sort=False).sum()
    hits = spans[["item_id", "start", "end", *keys]]
    return trace(sizes.rename("characters").reset_index(), corpus, tuple(keys), hits)


def by_label(corpus: Corpus) -> pd.DataFrame:
    """Count spans, characters and white-space separated words per label, labels in fixed order.

    One row per label that occurs: label, treatment, spans, characters, words. The characters
    add up to those of the files.
    """
    raws = dict(zip(corpus.items["item_id"], corpus.items["raw"], strict=True))
    columns = ("item_id", "start", "end")
    pieces = [raws[i][a:b] for i, a, b in zip(*(corpus.spans[c] for c in columns), strict=True)]
    spans = corpus.spans[["label"]].assign(
        characters=[len(piece) for piece in pieces], words=[len(piece.split()) for piece in pieces]
    )
    counts = spans.groupby("label").agg(
        spans=("label", "size"), characters=("characters", "sum"), words=("words", "sum")
    )
    present = [label for label in LABELS if label in counts.index]
    table = counts.loc[present].reset_index()
    table.insert(1, "treatment", table["label"].map(_TREATMENT))
    return table


def kept_words(corpus: Corpus) -> pd.DataFrame:
    """Compare raw and kept text per file.

    One row per file: doc_id, items, raw_words, kept_words (white-space separated), kept_share.
    """
    items = corpus.items.assign(raw_words=[len(raw.split()) for raw in corpus.items["raw"]])
    columns = {"items": ("item_id", "size"), "raw_words": ("raw_words", "sum")}
    table = items.groupby("doc_id").agg(**columns, kept_words=("n_words", "sum")).reset_index()
    table["kept_share"] = table["kept_words"] / table["raw_words"]
    return table


def repeated_edges(corpus: Corpus) -> pd.DataFrame:
    """List kept lines that begin or end many texts of one outlet: candidates for boilerplate.tsv.

    One row per outlet, edge and line, most frequent first: outlet, edge (begins, ends), line,
    items (that have it), of (items of the outlet with kept text), row (to add to boilerplate.tsv).
    Nothing is removed; a person decides.
    """
    kept = corpus.items[corpus.items["text"].str.strip() != ""]
    lines = kept["text"].str.strip().str.split("\n")
    rows = []
    for edge, place in (("begins", 0), ("ends", -1)):
        # A text of one line has no edge of its own: the line is all that it says.
        several = lines[lines.str.len() > 1]
        at_edge = several.str[place].str.strip()
        counts = at_edge.groupby([kept["outlet"].reindex(at_edge.index), at_edge]).size()
        rows += [(outlet, edge, line, n) for (outlet, line), n in counts.items() if line]
    table = pd.DataFrame(rows, columns=["outlet", "edge", "line", "items"])
    table["of"] = table["outlet"].map(kept.groupby("outlet").size()).astype("int64")
    many = (table["items"] >= MIN_POSTS) & (table["items"] >= MIN_SHARE * table["of"])
    table = table[many].sort_values(["items", "outlet", "line"], ascending=[False, True, True])
    cells = ("section_label", "line")
    table["row"] = [
        "\t".join([_pattern(line), *cells, line, f"{edge} posts", outlet or "-"])
        for outlet, edge, line in table[["outlet", "edge", "line"]].itertuples(index=False)
    ]
    return table.reset_index(drop=True)


def _pattern(line: str) -> str:
    r"""Return a pattern that matches one line, spaces as they are.

    >>> print(_pattern("Read more (here)"))
    Read more \(here\)
    """
    return re.escape(line).replace("\\ ", " ")
