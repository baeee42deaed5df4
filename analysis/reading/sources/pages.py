"""HTML → raw items: a web page, of which what is not the article is labelled, or an export."""

import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.reading.lines import content, split_lines
from analysis.reading.sources import telegram_html
from analysis.reading.sources.files import Text, need
from analysis.reading.sources.items import Parsed, RawItem, read_stamp
from analysis.reading.sources.telegram_html import attribute
from analysis.tables import InputError

_IS_EXPORT = re.compile(r'class="(?:page_body chat_page|history)"')
MAX_DEPTH = 2_000  # of open elements; deeper is no page, and work would not stay linear
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])")
# Elements without content, or that close themselves: "<p>a<p>b" nests nothing; then what is not
# seen, and what stands on lines of its own: all others are part of a line.
_FLAT, _UNSEEN, _BLOCKS = (
    frozenset(names.split())
    for names in (
        "br img meta link input hr p li td th tr dd dt option source wbr area",
        "script style noscript template head svg iframe object -comment",
        "address article aside blockquote body br caption dd details div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre "
        "section select summary table td th title tr ul",
    )
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
# Where a page states its day; what stands in its text is for the dating to find.
_DAY = (
    *('[property="article:published_time"]', '[itemprop="datePublished"]', '[name="date"]'),
    *('[name="pubdate"]', '[name="DC.date.issued"]'),
)


def read_html(source: Text) -> Parsed:
    """Return the messages of an export of Telegram Desktop, or the text of a page as one article.

    Its visible text has one line per block; what trafilatura does not find is labelled so.
    """
    page = _parse(source.text, source.path)
    if _IS_EXPORT.search(source.text):
        return telegram_html.read_export(page)
    trafilatura = need("trafilatura", source.path)
    spaced = "".join(_pieces(page.body)).split("\n") if page.body else []
    raw = "\n".join(filter(None, (_SPACES.sub(" ", line).strip(" ") for line in spaced)))
    if not raw:
        raise InputError(f"{source.path}: no visible text; save the page as it is displayed")
    found = trafilatura.extract(source.text, include_comments=False, include_tables=True)
    wanted = " ".join(map(content, split_lines(found or "")))
    heading = page.css_first("h1")
    title = _meta(page, '[property="og:title"]') or (heading.text() if heading else "")
    title = content(_SPACES.sub(" ", title))
    lines = list(map(content, split_lines(raw)))
    left_out = {n for n, line in enumerate(lines) if line and line not in wanted}
    if title in lines:
        left_out.discard(lines.index(title))
    note = ""
    if not found:  # a page of few words: nothing tells text from menu
        left_out, note = set(), "trafilatura finds no text; the whole page is kept"
    stamp = read_stamp(next(filter(None, (_meta(page, where) for where in _DAY)), ""))
    site, left = _meta(page, '[property="og:site_name"]'), frozenset(left_out)
    item = RawItem("1", "article", raw, "page", channel=site, stamp=stamp, left_out=left)
    return "page", [item], note


def _parse(text: str, path: Path) -> LexborHTMLParser:
    """Parse a page of any size; `InputError` if it is nested deeper than any page is."""
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _FLAT:
            depth += -1 if match[1] else 1
            if depth > MAX_DEPTH:
                raise InputError(f"{path}: elements nested deeper than {MAX_DEPTH:,}; mend it")
    return LexborHTMLParser(text)


def _pieces(top: LexborNode) -> Iterator[str]:
    """Yield visible texts, whose own line ends are spaces, and a line end around every block."""
    stack: list[LexborNode | None] = [top]
    while stack:
        node = stack.pop()
        if node is None:
            yield "\n"
        elif node.tag == "-text":
            yield _SPACES.sub(" ", node.text_content or "")
        elif node.tag not in _UNSEEN:
            children: list[LexborNode | None] = list(node.iter(include_text=True))
            if node.tag in _BLOCKS:
                yield "\n"
                stack.append(None)
            stack += reversed(children)


def _meta(page: LexborHTMLParser, where: str) -> str:
    return attribute(page.css_first("meta" + where), "content").strip()
