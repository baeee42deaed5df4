"""The ledger in numbers: which characters of every file were kept, and why others were not."""

import re

import pandas as pd

from analysis.counting.provenance import trace
from analysis.finding.store import span_texts
from analysis.reading.corpus import Corpus
from analysis.tables import LABELS, printable, read_tsv

# Posts of one outlet: a line at the edge of so many, and of this share, is worth a look.
_MIN_POSTS, _MIN_SHARE = 20, 0.5
# Label → what a chart tells apart: furniture (title, stamp, view counter), other pages (teasers).
_TREATMENT = dict(read_tsv("counting/treatments.tsv"))


def strips(corpus: Corpus) -> pd.DataFrame:
    """Place every span in its file; start and end count from the beginning of the file."""
    items, length = corpus.items[["item_id", "doc_id"]], corpus.items["raw"].str.len()
    # The second item begins where the raw text of the first ends.
    items = items.assign(offset=length.groupby(items["doc_id"]).cumsum() - length)
    table = corpus.spans.merge(items, on="item_id")
    table["span"] = table.groupby("item_id").cumcount() + 1
    table["treatment"] = table["label"].map(_TREATMENT)
    hits = table[["item_id", "start", "end", "span"]]
    placed = table[["start", "end"]].add(table["offset"], axis=0)
    columns = ["doc_id", "item_id", "span", "start", "end", "label", "treatment", "reason"]
    return trace(table.assign(**placed)[columns], corpus, ("item_id", "span"), hits)


def by_outlet(corpus: Corpus) -> pd.DataFrame:
    """Count the characters of each outlet by treatment: outlet, treatment, characters."""
    spans, keys = corpus.spans.merge(corpus.items[["item_id", "outlet"]]), ["outlet", "treatment"]
    spans["treatment"] = spans["label"].map(_TREATMENT)
    spans["characters"] = spans["end"] - spans["start"]
    sizes = spans.groupby(keys, sort=False)["characters"].sum().reset_index()
    return trace(sizes, corpus, tuple(keys), spans[["item_id", "start", "end", *keys]])


def by_label(corpus: Corpus) -> pd.DataFrame:
    """Count per label, in fixed order: label, treatment, spans, characters, words (by spaces)."""
    pieces = span_texts(corpus)
    sizes = {"characters": [len(p) for p in pieces], "words": [len(p.split()) for p in pieces]}
    counts = pd.DataFrame({"spans": 1, **sizes})
    table = counts.groupby(corpus.spans["label"]).sum().reindex(LABELS).dropna().astype("int64")
    table.insert(0, "treatment", table.index.map(_TREATMENT))
    return table.reset_index()


def kept_words(corpus: Corpus) -> pd.DataFrame:
    """Compare words per file: doc_id, items, raw_words, kept_words, kept_share."""
    items = corpus.items.rename(columns={"n_raw_words": "raw_words", "n_words": "kept_words"})
    table = items.assign(items=1).groupby("doc_id")[["items", "raw_words", "kept_words"]].sum()
    return table.assign(kept_share=table["kept_words"] / table["raw_words"]).reset_index()


def repeated_edges(corpus: Corpus) -> pd.DataFrame:
    """List kept lines at the edges of many texts of an outlet, to be typed as they are shown."""
    kept, texts = corpus.items[["outlet"]][corpus.items["n_words"] > 0], corpus.items["text"]
    lines = texts[texts.str.contains("\n", regex=False)].str.strip().str.split("\n")
    lines = lines[lines.str.len() > 1]  # a text of one line has no edge: the line is all it says
    edges = {"begins": lines.str[0].str.strip(), "ends": lines.str[-1].str.strip()}
    table = kept.assign(**edges).melt("outlet", var_name="edge", value_name="line")
    table = table.groupby(["outlet", "edge", "line"]).size().reset_index(name="items")
    table = table.loc[[line.replace("\xa0", " ").isprintable() for line in table["line"]]]
    sizes = table["outlet"].map(kept.groupby("outlet").size()).astype("int64")
    many = (table["items"] >= _MIN_POSTS) & (table["items"] >= _MIN_SHARE * sizes)
    table = table.assign(of=sizes)[many]
    table = table.sort_values(["items", "outlet", "line"], ascending=[False, True, True])
    # "Read more (here)" → the pattern "Read more \\(here\\)", spaces as they are
    patterns = [re.escape(line).replace("\\ ", " ") for line in table["line"]]
    ends = [f"{of.edge} posts\t{printable(of.outlet) or '-'}" for of in table.itertuples()]
    rows = zip(patterns, table["line"], ends, strict=True)
    table["row"] = [f"{pattern}\tsection_label\tline\t{line}\t{end}" for pattern, line, end in rows]
    return table.reset_index(drop=True)
