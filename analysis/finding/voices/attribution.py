"""The sentences of one item → whose each is: the order of the rules, and the second passes.

The first rule that decides wins; what none decides is unattributed. One pass over the sentences
keeps who spoke last (`antecedents.Memory`); lines of attribution and closing quotations then hand
back what stands before them.
"""

from collections.abc import Callable

from analysis.finding.voices import lines, wording
from analysis.finding.voices.antecedents import NOBODY, SPEECH, Decision, Memory, remember
from analysis.finding.voices.sentence import Sentence

# Open a line of attribution: "- наголосив Лавров".
DASHES = "-–—"
# Of such a line: "- the Chinese Foreign Ministry said in a statement"; a longer one is a text.
MAX_ATTRIBUTION_TOKENS = 25
# Rules whose decision a later line of attribution or the end of a quotation overrides.
WEAK = ("", "continuation", "unknown", "heading")
# The first that decides wins: "Wang Yi: …" before the verbs in what he says.
RULES: tuple[Callable[[Sentence, Memory], Decision | None], ...] = (
    *(lines.piece, lines.colon, wording.own_list, wording.credit, wording.attribution),
    *(lines.signature, wording.source, wording.main_verb, wording.impersonal),
    *(lines.heading, lines.dateline, lines.continuation),
)


def decide(sentences: list[Sentence], post: bool) -> list[Decision]:
    """Return the decision on every sentence of one item."""
    memory = Memory(post)
    decisions: list[Decision] = []
    for n, sentence in enumerate(sentences):
        decision = next((made for rule in RULES if (made := rule(sentence, memory))), NOBODY)
        if decision.voice in SPEECH and _is_attribution_line(sentences, n):
            decision = decision._replace(rule="block")
            _give_back(sentences, decisions, decision)
        remember(sentence, memory, decision)
        decisions.append(decision)
    _close_quotations(sentences, decisions)
    return decisions


def _is_attribution_line(sentences: list[Sentence], n: int) -> bool:
    """Whether a line only says whose the line before it is, and is not one of a list."""
    # "Talks\n\nTrade should grow\n\n- the Chinese Foreign Ministry said."
    # → outlet by heading | chinese by block | chinese by block
    short = len(sentences[n].terms) <= MAX_ATTRIBUTION_TOKENS
    if n == 0 or not short or not _has_dash(sentences[n]):
        return False
    return not any(map(_has_dash, (sentences[n - 1], *sentences[n + 1 : n + 2])))


def _has_dash(sentence: Sentence) -> bool:
    return sentence.opens_line and sentence.raw[sentence.start] in DASHES


def _give_back(sentences: list[Sentence], decisions: list[Decision], decision: Decision) -> None:
    """Give the line before a line of attribution to the speaker it names."""
    line = sentences[len(decisions) - 1].line
    for k in range(len(decisions) - 1, -1, -1):
        if sentences[k].line != line or decisions[k].rule not in WEAK:
            break
        decisions[k] = decision


def _close_quotations(sentences: list[Sentence], decisions: list[Decision]) -> None:
    """Give the sentences of a quotation to the speaker named where it closes, in its paragraph."""
    # 'Talks\n\n"Trade is growing. We are glad," Wang Yi said.'
    # → outlet by heading | chinese by quotation | chinese by attribution
    waiting: list[int] = []
    for n, sentence in enumerate(sentences):
        if sentence.opens_line:
            waiting = []
        opens = sentence.raw.startswith(('"', "“", "«", "„"), sentence.start)
        if decisions[n].rule in WEAK and (opens or waiting):
            waiting.append(n)
            continue
        if decisions[n].rule == "attribution":
            for k in waiting:
                decisions[k] = decisions[n]._replace(rule="quotation")
        waiting = []
