"""Who speaks? Every sentence → the side to which the text attributes it, and the words that say so.

`sentence` finds who could speak, `subjects` whose a verb is, `antecedents` whom "he" means; the
rules stand in `wording` and `lines`, their order in `attribution`.
"""

from collections import deque
from collections.abc import Iterator
from itertools import groupby

import numpy as np
import pandas as pd

from analysis import lexicons
from analysis.finding.encoding import vocabulary
from analysis.finding.lexicon import find_entries
from analysis.finding.readings import Reading, read
from analysis.finding.voices.attribution import decide
from analysis.finding.voices.sentence import Mention, Sentence, read_sentence
from analysis.lexicons import Cue, Name
from analysis.reading.corpus import Corpus
from analysis.reading.lines import LINE_END

VOICES = ("chinese", "russian", "both", "other", "outlet", "unattributed")
COLUMNS = {
    "item_id": "str",
    "sentence": "int64",
    "start": "int64",
    "end": "int64",
    "voice": "str",
    "speaker": "str",
    "decided_by": "str",
    "by_start": "int64",
    "by_end": "int64",
    "rule": "str",
}


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
    speaker (the person or institution meant; empty for outlet and unattributed), decided_by
    (verbatim words of this or another sentence of the item that decided it), by_start, by_end
    (where they stand in the item's raw text; -1 when there are none), rule (its name).

    Notes
    -----
    The sentence is the unit: a clause of another speaker inside it is not seen. Persons and verbs
    that are not in names.tsv and reporting.tsv are not known. A name that is not in the lexicon
    and stands right before "said" is other.

    Examples
    --------
    >>> from analysis import load_corpus
    >>> voices(load_corpus("seeds"))["voice"].head(3).tolist()
    ['chinese', 'outlet', 'outlet']
    """
    kinds = dict(zip(corpus.items["item_id"], corpus.items["kind"], strict=True))
    rows = []
    for item, group in groupby(_read(corpus, reading), key=lambda sentence: sentence.item):
        listed = list(group)
        for sentence, decision in zip(listed, decide(listed, kinds[item] == "post"), strict=True):
            words = sentence.raw[decision.start : decision.end] if decision.start >= 0 else ""
            place = (item, sentence.number, sentence.start, sentence.end)
            by = (words, decision.start, decision.end)
            rows.append((*place, decision.voice, decision.speaker, *by, decision.rule))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _read(corpus: Corpus, reading: Reading) -> Iterator[Sentence]:
    """Yield every sentence with its tokens and mentions, items together and in order."""
    tokens = read(corpus, reading)
    known, encoded = vocabulary(corpus), tokens.encoded
    entries: tuple[Name | Cue, ...] = (
        *lexicons.names(corpus.lexicons),
        *lexicons.reporting(corpus.lexicons),
    )
    matches = deque(find_entries(tokens, entries))
    folded = known.folded[encoded.surface[tokens.rows]].tolist()
    starts, ends = encoded.start[tokens.rows].tolist(), encoded.end[tokens.rows].tolist()
    rows = np.flatnonzero(tokens.number)
    firsts = np.searchsorted(encoded.sentence[tokens.rows], [*rows, len(tokens.number)]).tolist()
    headings = (corpus.spans["label"] == "heading").to_numpy()[encoded.sentence_span[rows]]
    raws = corpus.items["raw"].tolist()
    last_item, last_end, line, quoted = "", 0, 0, False
    for n, (item, number, start, end) in enumerate(tokens.sentences.itertuples(index=False)):
        raw = raws[encoded.sentence_item[rows[n]]]
        opens = item != last_item or LINE_END.search(raw, last_end, start) is not None
        line = 0 if item != last_item else line + opens
        last_item, last_end = item, end
        odd = raw.count('"', start, end) % 2 == 1
        closes = odd and quoted and not opens  # the mark that the line left open
        quoted = odd != (quoted and not opens)
        first, last = firsts[n], firsts[n + 1]
        mentions = []
        while matches and matches[0][0] < last:
            begin, finish, entry = matches.popleft()
            mentions.append(Mention(begin - first, finish - first, entry))
        sentence = Sentence(
            *(item, number, start, end, raw),
            is_heading=bool(headings[n]) and last > first,
            terms=[known.names[code] for code in folded[first:last]],
            starts=starts[first:last],
            ends=ends[first:last],
            mentions=mentions,
            line=line,
            opens_line=opens,
        )
        read_sentence(sentence, closes_quote=closes)
        yield sentence
