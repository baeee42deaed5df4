"""Spans tile every item, cleaning is idempotent, and the gold lines are all matched."""

import csv
import sys

import pandas as pd
import pytest
from conftest import ROOT
from effort import seconds
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import texts

from analysis.lexicons import PACKAGE, Lexicons, boilerplate
from analysis.reading.cleaning import (
    SPACE,
    _find_repeats,
    content,
    kept_text,
    label_spans,
    split_lines,
)
from analysis.reading.rows import Job, item_rows
from analysis.reading.sources.items import RawItem
from analysis.tables import LABELS

KINDS = st.sampled_from(["article", "post"])


def labels(raw, kind="post"):
    """Label each line by the span that covers its first character."""
    spans = label_spans(raw, kind)
    found, start = [], 0
    for line in split_lines(raw):
        found.append(next(s.label for s in spans if s.start <= start < s.end))
        start += len(line)
    return found


def gold():
    with (ROOT / "tests/gold/lines.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_every_line_of_the_seeds_matches_the_gold(corpus):
    """Item, label and repeat_of of all 224 lines of the five files."""
    found = []
    for document in corpus.documents.itertuples():
        line = 1
        for item in corpus.items[corpus.items["doc_id"] == document.doc_id].itertuples():
            spans = corpus.spans[corpus.spans["item_id"] == item.item_id]
            starts = {}
            start = 0
            for text in split_lines(item.raw):
                starts[start] = line
                span = spans[(spans["start"] <= start) & (start < spans["end"])].iloc[0]
                of = "" if pd.isna(span["repeat_of"]) else str(starts[span["repeat_of"]])
                found.append((document.path, str(line), item.item_id, span["label"], of))
                start += len(text)
                line += 1
    columns = ("file", "line", "item", "label", "repeat_of")
    expected = [tuple(row[column] for column in columns) for row in gold()]
    assert found == expected
    assert len(expected) == 224


def test_the_stated_totals(corpus):
    """10 items, 41 repeated lines, file 002 from 2,075 to 1,033 words."""
    assert corpus.items["kind"].value_counts().to_dict() == {
        "article": 4,
        "post": 5,
        "placeholder": 1,
    }
    assert sum(row["label"] == "repeat" for row in gold()) == 41
    dump = corpus.items[corpus.items["doc_id"] == "002"]
    assert dump["raw"].str.split().str.len().sum() == 2075
    assert dump["text"].str.split().str.len().sum() == dump["n_words"].sum() == 1033


@pytest.mark.parametrize(
    ("item", "suffix"), [("001-1", " – Dainik Savera Times"), ("004-1", " | News")]
)
def test_part_line_suffixes_are_their_own_spans(corpus, item, suffix):
    """The headline ends where the site's name begins; the line end stays with the headline."""
    spans = corpus.spans[(corpus.spans["item_id"] == item)].head(3)
    raw = corpus.items.set_index("item_id").loc[item, "raw"]
    pieces = [raw[a:b] for a, b in zip(spans["start"], spans["end"], strict=True)]
    assert spans["label"].tolist() == ["heading", "title_suffix", "heading"]
    assert pieces[1:] == [suffix, "\n"]


@given(texts(), KINDS)
def test_spans_tile_the_text(raw, kind):
    """No gap, no overlap, registered labels, from the first to the last character."""
    spans = label_spans(raw, kind)
    edges = [0, *(span.end for span in spans)]
    assert [span.start for span in spans] == edges[:-1]
    assert edges[-1] == len(raw)
    assert all(span.end > span.start and span.label in LABELS for span in spans)
    assert all(span.reason for span in spans if span.label not in ("heading", "body", "hashtags"))


@given(texts(), KINDS)
def test_repeats_point_to_the_same_text_before(raw, kind):
    """`repeat_of` is the start of an earlier span that says the same, line ends aside."""
    spans = label_spans(raw, kind)
    starts = {span.start: span for span in spans}
    for span in spans:
        assert (span.repeat_of is not None) == (span.label == "repeat")
        if span.repeat_of is not None:
            original = starts[span.repeat_of]
            assert original.end <= span.start
            first, second = (raw[s.start : s.end].rstrip("\r\n") for s in (original, span))
            assert first == second


@settings(max_examples=400)
@given(texts(), KINDS)
def test_cleaning_cleaned_text_changes_nothing(raw, kind):
    """What was kept is kept again, whole."""
    text = kept_text(raw, label_spans(raw, kind))
    assert kept_text(text, label_spans(text, kind)) == text


def test_the_post_ends_in_a_block_equal_to_the_block_before():
    """The rule is about the end of the post, not about every line seen before."""
    assert labels("H\nA\nB\nA\nB\n") == ["heading", "body", "body", "repeat", "repeat"]
    assert labels("H\nA\nB\nA\nC\n") == ["heading", "body", "body", "body", "body"]
    assert labels("H\n#A\n#A") == ["heading", "hashtags", "repeat"]


def test_blank_lines_between_copies_do_not_hide_them():
    """Blocks are compared by their visible lines."""
    assert labels("H\nA\n\nB\n\nA\nB") == [
        "heading",
        "body",
        "blank",
        "body",
        "blank",
        "repeat",
        "repeat",
    ]


def test_a_block_said_three_times_is_kept_once():
    """Otherwise cleaning the cleaned text would find the third copy."""
    assert labels("H\nA\nA\nA\n") == ["heading", "body", "repeat", "repeat"]


def test_a_headline_with_the_site_name_and_again_without_is_kept_once():
    """Page title and heading of many sites."""
    raw = "Talks begin in Beijing | Site\n\nTalks begin in Beijing\n\nThe ministers met.\n"
    assert labels(raw, "article") == ["heading", "blank", "repeat", "blank", "body"]


def test_a_suffix_may_not_outweigh_the_title():
    """In "Live | Lavrov meets Wang Yi" the bar separates no site name."""
    raw = "Live | Lavrov meets Wang"
    assert kept_text(raw, label_spans(raw, "post")) == raw


def test_a_list_of_teasers_ends_where_prose_goes_on():
    """Titles after "Latest news" belong to other pages, a full sentence to this one."""
    prose = "The two ministers then spoke at length about the agenda of the year ahead."
    raw = f"Headline\n\nLatest news\nOther title\n{prose}\n"
    expected = ["heading", "blank", "related_news", "related_news", "body"]
    assert labels(raw, "article") == expected


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Forwarded from TASS English", "forward_header"),
        ("Переслано из МИД России", "forward_header"),
        ("Переслано від МЗС України", "forward_header"),
        ("1️⃣ #Lavrov | #WangYi", "hashtags"),
        ("👉 https://mid.ru/en/foreign_policy/news/1/", "short_link"),
        ("Ключевые тезисы:", "section_label"),
        ("Основні тези:", "section_label"),
        ("🔗 Читать полностью", "read_more"),
        ("Читати далі...", "read_more"),
        ("Published: 19 November 2020, 10:15", "date_stamp"),
        ("9 апреля 2024 г., 12:30", "date_stamp"),
        ("2024-04-09T12:30:00Z", "date_stamp"),
        ("9 квітня 2024, 12:30 • 1 204 перегляди", "date_stamp"),
        ("1.2K views", "view_counter"),
        ("Новини партнерів", "partner_news"),
        ("Читайте также: Лавров прибыл в Пекин", "related_news"),
        ("Photo: Xinhua", "credit"),
        ("© TASS 2024", "credit"),
        ("Original source", "source_link"),
        ("VIEW IN TELEGRAM", "placeholder"),
        ("Channel photo updated", "service"),
        ("Сообщение: МИД закрепил «Брифинг»", "service"),
        ("[Forwarded from MFA]", "forward_header"),
        ("MFA Russia, [18.03.2021 14:35]", "forward_header"),
        ("18:05 03.04.2024 (обновлено: 18:40 03.04.2024)", "date_stamp"),
        ("Updated at: 22 MAR 2021, 15:02", "date_stamp"),
        ("By Global Times Published: Sep 19, 2023 09:12 AM", "date_stamp"),
        ("Поделиться", "read_more"),
        ("Editor: huaxia", "credit"),
        ("Enditem", "credit"),
    ],
)
def test_furniture_of_other_pages(line, label):
    """The rules know English, Russian and Ukrainian pages of the same kinds."""
    assert labels(f"Heading of the post\n{line}\n")[1] == label


@pytest.mark.parametrize(
    "line",
    [
        "The source said that the talks would go on.",
        "News from Beijing reached Moscow on 19.11.2020.",
        "Subscribers read the news more often than others do in this country, he said.",
        "On April 9, 2024 the ministers met.",
        "Key points were discussed at the meeting in Beijing.",
        "#Lavrov met #WangYi",
        "Договор 2001 года закрепил принципы добрососедства между Россией и Китаем.",
        'Beijing pinned "great hopes" on the talks in Moscow.',
        "Video-conference of the BRICS ministers took place on 1 June 2021.",
        "Copyright protection was discussed by the ministers.",
        "Source - the ministry - confirmed that talks were held.",
        "The briefing will take place in Moscow on 18.03.2021, 11:00",
        "Подписаться под декларацией отказались США и Япония.",
        "Forwarded from the embassy to the ministry, the note proposed talks in May.",
    ],
)
def test_prose_is_not_furniture(line):
    """A rule matches whole lines only, and no sentence of a text."""
    assert labels(f"Heading of the post\n{line}\nClosing words of the post.\n")[1] == "body"


@pytest.mark.parametrize("line", ["Politics", "March 22, 2021"])
def test_furniture_out_of_its_place_is_text(line):
    """A site's name below the headline, a stamp between paragraphs: subheadings."""
    raw = f"Headline\n\nFirst the ministers met.\n\n{line}\n\nThen they left the city.\n"
    assert labels(raw, "article")[4] == "heading"


@pytest.mark.parametrize("lines", ["Talks in Moscow\n\n", "\nTalks in Moscow\n"])
def test_a_line_that_does_not_stand_alone_is_no_subheading(lines):
    """Text right above or right below it: the paragraph goes on."""
    raw = f"Headline\n\nFirst the ministers met.\n{lines}Then they left the city.\n"
    assert sorted(labels(raw, "article")) == ["blank"] * 2 + ["body"] * 3 + ["heading"]


@pytest.mark.parametrize(
    "headline",
    [
        "Why did Lavrov go to Beijing?",
        "Lavrov goes to Beijing.",
        "Lavrov goes to Beijing again!",
        "Why did Lavrov go to Beijing? | News",
    ],
)
@pytest.mark.parametrize("between", ["", "\n", "Why did Lavrov go to Beijing?\n"])
def test_a_stamp_under_a_headline_is_the_pages_own(read, headline, between):
    """However the headline ends; it is neither heading text nor the day of the event."""
    if between.strip() and not headline.startswith("Why"):
        between = f"{headline}\n"
    raw = f"{headline}\n{between}19.11.2020\n\nOn November 18, 2020 they met in Beijing.\n"
    assert [s.label for s in label_spans(raw, "article")].count("date_stamp") == 1
    item = read(a=raw).items.iloc[0]
    assert (item["event_edtf"], item["published_edtf"]) == ("2020-11-18", "2020-11-19")


def test_a_paragraph_is_no_headline_for_a_stamp():
    """More words than a headline has: the day under it is a subheading of the text."""
    raw = "The ministers met " + "and met again " * 12 + ".\n\nMarch 22, 2021\n\nThey left town.\n"
    assert "date_stamp" not in labels(raw, "article")


def test_every_rule_has_its_example():
    """The example of each row of boilerplate.tsv gets the label of this row, among all rules."""
    rules = boilerplate()
    for row in PACKAGE.rows("boilerplate.tsv"):
        match = (rules.end.search if row["scope"] == "end" else rules.line.fullmatch)(
            row["example"]
        )
        assert match and match.lastgroup == f"r{row.line}", row["example"]


def test_a_headline_is_no_credit():
    """A line like "Video: …" above all text names the page, not the maker of a picture."""
    raw = "Photo: Lavrov and Wang Yi in Moscow\n\nThey met in Moscow today.\n"
    assert labels(raw, "article")[0] == "heading"


def test_an_advertisement_swallows_nothing():
    """Short sentences after it are text."""
    raw = "Headline\n\nFirst the ministers met.\n\nРеклама\n\nWang Yi thanked him.\n"
    assert labels(raw, "article")[-2:] == ["blank", "body"]


def test_a_list_above_the_headline_swallows_nothing():
    """What follows "Most read" on top of a page is its headline."""
    raw = "Most read\n\nTalks in Beijing begin\n\nFirst the ministers met.\n"
    assert labels(raw, "article") == ["related_news", "blank", "heading", "blank", "body"]


def test_a_stamp_in_a_list_of_teasers_is_a_teaser():
    """It is not the page's own date."""
    raw = (
        "Headline\n\nFirst the ministers met.\n\nRelated news\nBiden calls Xi\n02.04.2024, 19:59\n"
    )
    assert labels(raw, "article")[-1] == "related_news"


def test_a_post_of_nothing_but_a_placeholder_is_one():
    """VIEW IN TELEGRAM below a header is an unreadable post."""
    raw = "Forwarded from A\nPlease open Telegram to view this post\nVIEW IN TELEGRAM\n"
    for more, kind in (("", "placeholder"), ("14:35\n", "placeholder"), ("Text\n", "post")):
        post = RawItem("1", "post", raw + more, "line 1")
        assert item_rows(Job(post, 1, "a")).item["kind"] == kind


def test_work_is_linear_in_hostile_lines():
    """Long lines are prose, and repeats are found in linear time."""
    label_spans("." * 100_000 + "\n" + "1" * 100_000, "article")
    lines = "a\n" * 20_000
    assert sum(span.label == "repeat" for span in label_spans(lines, "post")) == 19_999


def test_content_is_linear_in_inner_space():
    """Spaces between two letters are looked at once, not once from each of them on."""
    long, short = ("x" + " " * spaces + "x" for spaces in (2_000_000, 250_000))
    assert content(long) == long
    assert seconds(lambda: content(long)) <= 2.3**3 * seconds(lambda: content(short)) + 0.05


def test_space_is_what_python_calls_space():
    """The characters are written out, so that they can be stripped with others."""
    assert set(SPACE) == {c for c in map(chr, range(sys.maxunicode + 1)) if c.isspace()}


@given(st.text())
def test_lines_join_to_the_text(text):
    """Splitting loses nothing, and only CR, LF and CRLF end a line."""
    lines = split_lines(text)
    assert "".join(lines) == text
    assert all(line.rstrip("\r\n").count("\n") == 0 for line in lines)
    assert content(" \N{ZERO WIDTH NO-BREAK SPACE}x \u2028") == "x"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "Politics\nTalks in Moscow\nThey met in Moscow.\nPolitics\nThen they left it.",
            ["site_title", "heading", "body", "body", "body"],
        ),
        (
            "Why did they meet in Moscow?\n19.11.2020\nThey met to talk.",
            ["heading", "date_stamp", "body"],
        ),
        (
            "Talks in Moscow\nThey met to talk.\nMarch 22, 2021\nThey met again.",
            ["heading", "body", "body", "body"],
        ),
        (
            "Talks\n\nLatest news\nBiden calls Xi\nWang Yi thanked him for it.\n",
            ["heading", "blank", "related_news", "related_news", "body"],
        ),
        (
            'Talks\n\nLatest news\nIt rained.\nTalks on trade held\nHe said: "We agree."',
            ["heading", "blank", *["related_news"] * 3, "body"],
        ),
        (
            "They met.\n\nOn trade\n\nThey left.\n\n– Trade\n\nThey rested.",
            ["body", "blank", "heading", "blank", *["body", "blank"] * 2, "body"],
        ),
        (
            "Talks\n19.11.2020 139 просмотров\nThey met on 19.11.2020.",
            ["heading", "date_stamp", "body"],
        ),
    ],
)
def test_the_examples_beside_the_rules(text, labels):
    """What the comments in the cleaning say of their examples."""
    assert [span.label for span in label_spans(text, "article")] == labels


@pytest.mark.parametrize(
    ("raw", "kind", "expected"),
    [
        # a line of 2,000 characters is tried with the rules, a longer one is prose
        ("Heading\n#" + "a" * 1_999, "post", ["heading", "hashtags"]),
        ("Heading\n#" + "a" * 2_000, "post", ["heading", "body"]),
        # and so is a headline with the name of a site behind it
        ("T" * 1_993 + " | News", "post", ["heading", "title_suffix"]),
        ("T" * 1_994 + " | News", "post", ["heading"]),
        # the name may be as long as the title, not longer
        ("Talks A | News", "post", ["heading", "title_suffix"]),
        ("Talks! | News", "post", ["heading"]),
        # 30 words are the headline of an article, 12 a subheading
        ("word " * 30 + "\nThey met.", "article", ["heading", "body"]),
        ("word " * 31 + "\nThey met.", "article", ["body", "body"]),
        *(
            (f"They met.\n\n{'Word ' * n}\n\nThey left.", "article", ["body", "blank", label])
            for n, label in [(12, "heading"), (13, "body")]
        ),
        # four words are prose and end a list of teasers
        (
            "T\n\nThey met.\nLatest news\nOn and on they go.",
            "article",
            ["heading", "blank", "body"],
        ),
        # nothing but a credit: that is a headline
        ("Photo: TASS", "article", ["heading"]),
        ("Photo: TASS\nPhoto: TASS", "article", ["heading", "repeat"]),
    ],
)
def test_the_longest_and_the_shortest_line_that_a_rule_holds_for(raw, kind, expected):
    """One character or word more, and it is something else."""
    assert [span.label for span in label_spans(raw, kind)][: len(expected)] == expected


def test_content_leaves_the_space_inside():
    """Only what stands around a line is cut."""
    assert content("  two words \n") == "two words"


@pytest.mark.parametrize(
    ("lines", "repeats"),
    [
        (["Talks", "A", "B", "A", "B"], {3: 1, 4: 2}),
        (["Talks", "A", "B", "A"], {}),  # not right before
        (["A", "B", "A", "B"], {2: 0, 3: 1}),
        (["Talks | Site", "Talks", "They met."], {1: 0}),
        # the copy is left out before blocks are compared
        (["Talks | Site", "Talks | Web", "A", "Talks", "A"], {1: 0, 3: 0, 4: 2}),
    ],
)
def test_only_a_block_right_before_the_end_or_a_headline_repeats(lines, repeats):
    """The site's name behind a headline does not make it another."""
    every = range(len(lines))
    assert _find_repeats(lines, every, every, 0, lambda line: line.partition(" | ")[0]) == repeats


@pytest.mark.parametrize(
    ("line", "ends"),
    [("Talks in Moscow | World | News", [15, 23, 30]), ("Live | Wang in Rome", [19])],
)
def test_a_headline_ends_before_the_names_of_site_and_section(line, ends):
    """Unless nothing but furniture would be left of it."""
    assert [span.end for span in label_spans(line, "article")] == ends


def test_a_rule_for_the_end_of_a_headline_may_have_alternatives(tmp_path):
    """Each of them is the rule, also where the others begin alike; no rule takes another's name."""
    header = "pattern\tlabel\tscope\texample\tnote\tsource"
    bars, label = r"\s~\sRadio|\s=\sPost", "title_suffix\tend"
    rules = [f"{bars}\t{label}\tTalks ~ Radio\tone\tme"]
    rules.append(f"\\s~\\sNews|!\\sWeb\t{label}\tTalks ~ News\ttwo\tme")
    (tmp_path / "boilerplate.tsv").write_text("\n".join([header, *rules, ""]), "utf-8")
    own = Lexicons.of(tmp_path)
    for end, note in [("~ Radio", "one"), ("= Post", "one"), ("~ News", "two")]:
        spans = label_spans(f"Talks in Rome {end}", "post", (), own)
        assert [span.end for span in spans] == [13, 14 + len(end)]
        assert spans[1].reason.endswith(f" {note}")
    assert len(label_spans("Talks in Rome Post", "post", (), own)) == 1


def test_a_headline_behind_which_another_name_stands_is_a_repeat():
    """Its words repeat those of the first; the other name is furniture, the line's end blank."""
    spans = label_spans("Ministers meet in Rome | News\nMinisters meet in Rome – Sky News", "page")
    assert [(span.label, span.start) for span in spans] == [
        *(("heading", 0), ("title_suffix", 22), ("heading", 29)),
        *(("repeat", 30), ("title_suffix", 52)),
    ]
    assert spans[3].reason == "same text as line 1 of the item"


def test_a_headline_written_twice_is_repeated_piece_by_piece():
    """Title, the name of the site and the line end, each with where the first one stands."""
    spans = label_spans("Talks A | News\nTalks A | News\n", "post")
    assert [(span.label, span.start, span.end, span.repeat_of) for span in spans] == [
        *(("heading", 0, 7, None), ("title_suffix", 7, 14, None), ("heading", 14, 15, None)),
        *(("repeat", 15, 22, 0), ("repeat", 22, 29, 7), ("repeat", 29, 30, 14)),
    ]
    assert [span[:3] for span in label_spans("A joined", "service")] == [(0, 8, "service")]


def test_blank_lines_in_a_row_are_one_span():
    """Unless it is the end of a line behind another name of the site, which says why."""
    spans = label_spans("Talks A\n\n \n\nThey met.\n", "post")
    assert [span[:3] for span in spans] == [(0, 8, "heading"), (8, 12, "blank"), (12, 22, "body")]
    raw = "Ministers meet in Rome | News\nMinisters meet in Rome – Sky News\n\n\n"
    spans = label_spans(raw, "post")
    assert [span[:3] for span in spans[-2:]] == [(63, 64, "blank"), (64, 66, "blank")]


def test_the_examples_of_cleaning():
    """A name behind the headline, hashtags and a repeat; lines keep their ends."""
    spans = label_spans("Talks held | News\n\n#NATO\nThey met.\nThey met.", "post")
    assert [span.label for span in spans] == [
        *("heading", "title_suffix", "heading", "blank"),
        *("hashtags", "body", "repeat"),
    ]
    assert split_lines("a\r\nb\n\nc") == ["a\r\n", "b\n", "\n", "c"]
    assert _find_repeats(["Talks", "A", "B", "A", "B"], range(5), range(5), 0, str) == {3: 1, 4: 2}
    post = RawItem("1", "post", "Forwarded from A\nVIEW IN TELEGRAM\n14:35", "line 1")
    assert item_rows(Job(post, 1, "a")).item["kind"] == "placeholder"
    article = RawItem("1", "article", "On May 2, 2024 they met.", "line 1", 1)
    assert item_rows(Job(article, 1, "a")).item["event_edtf"] == "2024-05-02"


def test_a_digest_is_the_text_of_a_post():
    """Behind a greeting a header of news opens the text; behind prose it opens other pages."""
    digest = "Good morning!\nLatest news:\n— Lavrov arrived in Beijing\n— Gas is cheaper\n"
    assert labels(digest, "post") == ["heading", "related_news", "body", "body"]
    page = "The ministers met in Beijing today.\nLatest news:\n— Gas is cheaper\n"
    assert labels(page, "post") == ["heading", "related_news", "related_news"]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Источник: переговоры продлятся до утра", "body"),
        ("Source: the sides agreed on the text", "body"),
        ("Author: the war will end soon", "body"),
        ("Источник: пресс-служба МИД", "credit"),
        ("Source: Reuters", "credit"),
        ("Автор: Иван Петров", "credit"),
        ("Editor: huaxia", "credit"),
    ],
)
def test_what_a_source_says_is_no_credit(line, label):
    """A name is one, a clause is news."""
    assert labels(f"Talks\n{line}\n", "post")[1] == label
