"""The checks of a page find what was planted there, and nothing on a page in order."""

import pytest

from browser import checks, conftest

pytestmark = pytest.mark.browser
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A page</title>
<link rel="icon" href="data:,">
</head>
<body><main><h1>A page</h1><p>In order.</p>{}</main></body>
</html>
"""
WIDE = '<p id="strip" class="w" style="width: 500px; margin: 0">Wide.</p>'


@pytest.fixture
def page_with(tmp_path):
    """Return a function that writes a page with something in it and returns its address."""

    def write(planted: str, page: str = PAGE) -> str:
        path = tmp_path / "page.html"
        path.write_text(page.format(planted), "utf-8")
        return path.as_uri()

    return write


@pytest.mark.parametrize("javascript", [True, False])
def test_a_page_in_order_has_no_findings(visit, page_with, javascript):
    """Local images and links to elsewhere that nobody follows are in order."""
    local = '<img src="data:," alt="x"><a href="https://example.org/">Elsewhere</a>'
    seen = visit(page_with(local), javascript=javascript, width=checks.PHONE)
    assert checks.findings(seen) == []


@pytest.mark.parametrize(
    ("planted", "finding"),
    [
        ('<script>console.error("planted")</script>', "console: planted"),
        ('<script>throw new Error("planted")</script>', "console: uncaught: planted"),
        ('<img src="missing.png" alt="x">', "console: Failed to load resource"),
        (WIDE, "overflow: <p#strip.w> ends at 508 px"),
        ('<img src="data:,">', "accessibility: image-alt (critical)"),
        ('<p style="color: #ccc">Pale.</p>', "accessibility: color-contrast (serious)"),
    ],
)
def test_what_is_planted_is_found(visit, page_with, planted, finding):
    """One thing wrong, one finding that names it. A body's margin is 8 px."""
    seen = visit(page_with(planted), width=checks.PHONE)
    (found,) = checks.findings(seen)
    assert found.startswith(finding)


@pytest.mark.parametrize(
    ("planted", "url"),
    [
        ('<img src="https://example.org/x.png" alt="x">', "https://example.org/x.png"),
        ('<script>fetch("http://127.0.0.1.nip.io/")</script>', "http://127.0.0.1.nip.io/"),
        ('<script>new WebSocket("wss://example.org/s")</script>', "wss://example.org/s"),
        (
            "<style>@import url(https://fonts.example/f.css);</style>",
            "https://fonts.example/f.css",
        ),
    ],
)
def test_requests_to_other_machines_are_found(visit, page_with, planted, url):
    """Each is refused and named, whatever the page asks with."""
    seen = checks.settle(visit(page_with(planted)))
    assert seen.outside == [url]
    assert f"outside: {url}" in checks.findings(seen)


def test_without_javascript_scripts_do_not_run(visit, page_with):
    """Not at first, and not when axe-core, which is a script, has looked at the page.

    What the page says instead of running them is checked too.
    """
    planted = '<script>document.title = "changed"</script><noscript><img src="data:,"></noscript>'
    assert checks.violations(visit(page_with(planted))) == []
    seen = visit(page_with(planted), javascript=False)
    assert [found.split(" ")[0] for found in checks.violations(seen)] == ["image-alt"]
    assert seen.page.title() == "A page"
    seen.page.reload()
    assert seen.page.title() == "A page"


def test_the_colours_of_the_dark_theme_are_checked(visit, page_with):
    """Text too pale on the same ground, in that theme alone."""
    pale = "<style>@media (prefers-color-scheme: dark) { #own { color: #ccc } }</style>"
    seen = visit(page_with(f'{pale}<p id="own">Pale at night.</p>'))
    assert checks.findings(seen) == []
    assert [found.split(" ")[0] for found in checks.turn_dark(seen)] == ["color-contrast"]


def test_a_page_without_a_viewport_is_found(visit, page_with):
    """A phone lays it out at 980 px and shrinks it: it does not scroll, it can't be read."""
    page = PAGE.replace('<meta name="viewport" content="width=device-width">', "")
    seen = visit(page_with("", page), width=checks.PHONE)
    assert checks.overflow(seen.page) == [
        "laid out at 980 px for a screen of 390 px: no viewport declared"
    ]


def test_a_wide_page_has_room_on_a_wide_screen(visit, page_with):
    """The same strip that is too wide for a phone."""
    assert checks.overflow(visit(page_with(WIDE)).page) == []


def test_what_scrolls_within_the_page_is_in_order(visit, page_with):
    """A wide table in a box that scrolls by itself."""
    boxed = f'<div style="overflow-x: auto">{WIDE}</div>'
    assert checks.overflow(visit(page_with(boxed), width=checks.PHONE).page) == []


def test_the_part_to_check_can_be_named(visit, page_with):
    """Violations elsewhere on the page are somebody else's."""
    seen = visit(page_with('<img src="data:,"><p id="own">Own.</p>'))
    assert checks.violations(seen, within="#own") == []
    assert len(checks.violations(seen)) == 1


def test_harmless_errors_are_left_out_by_name(visit, page_with):
    """Only those that match."""
    seen = checks.settle(
        visit(page_with('<script>console.error("one"); console.error("two")</script>'))
    )
    (left,) = checks.console_errors(seen, harmless={r"^one ": "for this test"})
    assert left.startswith("two ")


def test_a_picture_is_of_the_whole_page(visit, page_with, monkeypatch, tmp_path):
    """Also of what is below the first screen."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(checks, "SCREENSHOTS", tmp_path / "screenshots")
    tall = page_with('<p style="height: 2000px">Tall.</p>')
    picture = checks.take_picture(visit(tall).page, "tall")
    header = picture.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(header[20:24]) > 2000


def test_a_missing_browser_fails_under_continuous_integration(monkeypatch):
    """Elsewhere it is skipped; both say how to install it."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"apt-get install .*chromium"):
        conftest.find_chromium()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match=r"apt-get install .*chromium"):
        conftest.find_chromium()
