"""Hypothesis strategies: lines and texts like those of scraped pages, and hostile ones."""

from hypothesis import strategies as st

FURNITURE = [
    "Forwarded from Russian MFA 🇷🇺",
    "☑️ #Lavrov #NATO",
    "https://is.gd/fg56SL",
    "Key points:",
    "Read in full",
    "19.11.2020 139 просмотров",
    " • 23713 переглядiв",
    "Новости партнёров",
    "News by theme",
    "Байден говорив телефон із Сі КНР02.04.24, 19:59",
    "(Credits- China Media Group, Beijing)",
    "Please open Telegram to view this post",
    "Talks in Moscow | News",
    "Talks in Moscow",
    "Talks in Moscow – Dainik Savera Times | News",
]
PROSE = [
    "On April 9, 2024, the ministers met in Beijing and discussed the agenda of the coming year.",
    "Russia needs a prosperous China.",
    "Министры обсудили вопросы двусторонней повестки.",
    "A short title",
    "It rained.",
    "Why did Lavrov go to Beijing?",
    "Why did Lavrov go to Beijing? | News",
    "March 22, 2021",
]
# Characters that programs trip over, each with its neighbours: half a surrogate pair, bidi and
# zero-width marks, combining marks, look-alikes, NUL, line separators, brackets, quotes, escapes.
HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            "\0\x01\x1b\x7f\x85\x9b\ud800\udfff\u061c\u200b\u200d\u200e\u202e\u2066\u2069\u2028\u2029\ufeff"
            "\u0301\u0489aа\u0131İß=+-@\t\r\n'\"\\u001b<>&$_^{}[]()#.,;:!?0123456789 北🇷🇺"
        ),
        st.characters(),
    ),
    max_size=40,
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
LINES = st.one_of(
    st.sampled_from(FURNITURE),
    st.sampled_from(PROSE),
    st.text(max_size=30),
    HOSTILE.map(lambda text: text.encode("utf-8", "replace").decode()),
    st.sampled_from(["", " ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH NO-BREAK SPACE}"]),
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a text of up to a dozen lines, at times with a part of it repeated."""
    lines = draw(st.lists(st.tuples(LINES, ENDS), max_size=12))
    if draw(st.booleans()) and lines:
        lines += lines[draw(st.integers(0, len(lines) - 1)) :]
    text = "".join(line + end for line, end in lines)
    return text.rstrip("\r\n") if draw(st.booleans()) else text
