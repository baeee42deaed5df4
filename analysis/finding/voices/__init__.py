"""Who speaks? Every sentence → the side to which the text attributes it, and the words that say so.

`sentence` finds who could speak, `rules` who does, `statements` whose a line or a post is.
"""

from collections import deque
from collections.abc import Iterator
from itertools import groupby

import numpy as np
import pandas as pd

from analysis import lexicons
from analysis.finding.lexicon import find_entries
from analysis.finding.readings import Reading, read, vocabulary
from analysis.finding.voices.sentence import Mention, Sentence
from analysis.finding.voices.statements import decide
from analysis.lexicons import Cue, Name
from analysis.reading.cleaning import LINE_END
from analysis.reading.corpus import Corpus

VOICES = ("chinese", "russian", "both", "other", "unattributed")
TEXTS = ("item_id", "voice", "speaker", "decided_by", "rule")
DECIDED = ("voice", "speaker", "decided_by", "by_start", "by_end", "rule", "said_start", "said_end")
COLUMNS = ("item_id", "sentence", "start", "end", *DECIDED)


def voices(corpus: Corpus, reading: Reading = "cleaned") -> pd.DataFrame:
    """Say to whom the text attributes each sentence.

    Parameters
    ----------
    corpus
        From `load_corpus`.
    reading
        ``cleaned``, ``raw`` or ``distinct``, as for `words`.

    Returns
    -------
    One row per sentence of the reading, in order: item_id, sentence, start, end, voice (`VOICES`),
    speaker (the person or institution named; empty for unattributed), decided_by (verbatim words
    of the item that decided it), by_start, by_end (where they stand in the item's raw text; -1 when
    there are none), rule (its name), said_start, said_end (what is said, without the clause that
    attributes it; words between by_start and by_end are not of it; for unattributed the sentence).

    Notes
    -----
    A side is said only where the sentence, or the quotation it belongs to, names the speaker with a
    reporting verb or "according to", or where its line or post is that side's own ("Sergey
    Lavrov: …", "Statement by …"). Pronouns, and sentences that continue a report, stay
    unattributed. Who speak together are ``both`` when China or Russia is among them. The sentence
    is the unit: a clause of another speaker in it is not seen.

    Examples
    --------
    >>> from analysis import load_corpus
    >>> voices(load_corpus("seeds"))["voice"].head(2).tolist()
    ['chinese', 'unattributed']
    """
    kinds = dict(zip(corpus.items["item_id"], corpus.items["kind"], strict=True))
    rows = []
    for item, group in groupby(_read(corpus, reading), key=lambda sentence: sentence.item):
        listed = list(group)
        for sentence, made in zip(listed, decide(listed, post=kinds[item] == "post"), strict=True):
            words = sentence.raw[made.start : made.end]  # none from -1 to -1
            said = made.said if made.rule else (sentence.start, sentence.end)
            by = made.voice, made.speaker, words, made.start, made.end, made.rule
            rows.append((item, sentence.number, sentence.start, sentence.end, *by, *said))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({name: "str" if name in TEXTS else "int64" for name in COLUMNS})


def _read(corpus: Corpus, reading: Reading) -> Iterator[Sentence]:
    """Yield every sentence with its tokens and mentions, items together and in order."""
    tokens = read(corpus, reading)
    known, every = vocabulary(corpus), tokens.all_sentences
    entries: tuple[Name | Cue, ...] = (
        *lexicons.names(corpus.lexicons),
        *lexicons.reporting(corpus.lexicons),
    )
    matches = deque(find_entries(tokens, entries))
    at = tokens.rows
    folded = known.folded[tokens.store.surface[at]].tolist()
    starts, ends = tokens.store.start[at].tolist(), tokens.store.end(at).tolist()
    rows = np.flatnonzero(tokens.number)
    firsts = np.searchsorted(every.of_token[at], [*rows, len(tokens.number)]).tolist()
    raws = corpus.items["raw"].tolist()
    last_item, last_end, line = "", 0, 0
    for n, (item, number, start, end) in enumerate(tokens.sentences.itertuples(index=False)):
        raw = raws[every.item[rows[n]]]
        opens = LINE_END.search(raw, last_end, start) is not None
        line = line + opens if item == last_item else 0
        last_item, last_end = item, end
        first, last = firsts[n], firsts[n + 1]
        mentions = []
        while matches and matches[0][0] < last:
            begin, finish, entry = matches.popleft()
            mentions.append(Mention(begin - first, finish - first, entry))
        place = (item, number, start, end, raw, line)
        terms = [known.names[code] for code in folded[first:last]]
        yield Sentence(*place, terms, starts[first:last], ends[first:last], mentions)
