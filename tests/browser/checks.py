"""An open page → what is wrong with it: errors, outside requests, overflow, accessibility."""

import io
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page

SCREENSHOTS = Path(__file__).with_name("screenshots")  # ignored by git
MAX_PICTURE = 150_000  # bytes of a picture in the README, which shows two
GROUND = "getComputedStyle(document.body).backgroundColor"
PHONE = 390  # CSS pixels: a common phone held upright
# An address on any machine but this one. The browser's driver reads it too: only what both know.
OUTSIDE = re.compile(
    r"^(?!(https?|wss?)://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$))(https?|wss?)://"
)
# The widest element that sticks out explains best why a page scrolls sideways.
STICKS_OUT = """width => [...document.querySelectorAll("body *")]
    .map(element => ({element, right: element.getBoundingClientRect().right + scrollX}))
    .filter(({right}) => right > width + 0.5)
    .sort((a, b) => b.right - a.right)
    .slice(0, 1)
    .map(({element, right}) => {
        const name = element.tagName.toLowerCase();
        const id = element.id && "#" + element.id;
        const classes = [...element.classList].map(c => "." + c).join("");
        return `<${name}${id}${classes}> ends at ${Math.round(right)} px`;
    })"""

# axe-core takes <noscript> for hidden, and it is, except where scripts are off.
SHOW_NOSCRIPT = """() => document.querySelectorAll("body noscript").forEach(element => {
    const box = document.createElement("div");
    box.append(...element.childNodes);
    element.replaceWith(box);
})"""


@dataclass
class Visit:
    """A page, what it complained about, and what it asked of other machines."""

    page: Page
    scripts: CDPSession
    javascript: bool
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def open_page(
    browser: Browser, url: str, *, javascript: bool = True, width: int = 1280, height: int = 900
) -> Visit:
    """Open an address in a fresh profile that records errors and outside requests.

    Outside requests (http and WebSocket) are refused. A narrow page is shown as on a phone, where
    a page without a viewport declaration is laid out too wide. Without JavaScript the page's own
    scripts never run; close the visit with `visit.page.context.close()`.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        is_mobile=width < 600,
        service_workers="block",  # their requests could not be seen
    )
    page = context.new_page()
    scripts = context.new_cdp_session(page)
    visit = Visit(page, scripts, javascript)
    _listen(context, visit)
    scripts.send("Emulation.setScriptExecutionDisabled", {"value": not javascript})
    page.goto(url)
    return visit


def findings(visit: Visit, *, harmless: dict[str, str] | None = None) -> list[str]:
    """List everything wrong with a page; the visit's own errors and requests, then its layout.

    Parameters
    ----------
    visit
        An open page; with a phone's width its overflow is that of a phone.
    harmless
        Regular expression of a console error → why it does not matter.
    """
    settle(visit)
    return [
        *(f"console: {error}" for error in console_errors(visit, harmless=harmless)),
        *(f"outside: {url}" for url in visit.outside),
        *(f"overflow: {part}" for part in overflow(visit.page)),
        *(f"accessibility: {violation}" for violation in violations(visit)),
    ]


def settle(visit: Visit) -> Visit:
    """Wait until a page has asked for nothing for half a second: scripts ask late."""
    visit.page.wait_for_load_state("networkidle")
    return visit


def console_errors(visit: Visit, *, harmless: dict[str, str] | None = None) -> list[str]:
    """Return console errors and uncaught exceptions, without those known to be harmless."""
    known = [re.compile(pattern) for pattern in harmless or {}]
    return [error for error in visit.errors if not any(p.search(error) for p in known)]


def overflow(page: Page) -> list[str]:
    """Say what makes a page scroll sideways; nothing when it doesn't."""
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    laid_out, scrolled = page.evaluate(
        "[document.documentElement.clientWidth, document.documentElement.scrollWidth]"
    )
    if laid_out > width:
        return [f"laid out at {laid_out} px for a screen of {width} px: no viewport declared"]
    if scrolled <= width:
        return []
    return page.evaluate(STICKS_OUT, width) or [f"{scrolled} px on a screen of {width} px"]


def turn_dark(visit: Visit) -> list[str]:
    """Show a page in the dark theme, which changes colours alone; say what is wrong with them."""
    visit.page.emulate_media(color_scheme="dark")
    return overflow(visit.page) + violations(visit, rules=["color-contrast", "link-in-text-block"])


def violations(visit: Visit, within: str | None = None, rules: Sequence[str] = ()) -> list[str]:
    """Return all violations axe-core finds on a page or within a selector, minor ones too.

    Of rules only those named, or all that axe takes for violations.

    axe-core (https://github.com/dequelabs/axe-core) comes with its package and is read from disk.
    It needs scripts, so a page shown without them may run scripts while it is checked: those it
    was loaded with have been passed over and stay so.
    """
    visit.scripts.send("Emulation.setScriptExecutionDisabled", {"value": False})
    if not visit.javascript:
        visit.page.evaluate(SHOW_NOSCRIPT)
    # What a page does right is not listed: half the time
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    options |= {"runOnly": {"type": "rule", "values": [*rules]}} if rules else {}
    found = Axe().run(visit.page, context=within, options=options).response["violations"]
    visit.scripts.send("Emulation.setScriptExecutionDisabled", {"value": not visit.javascript})
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
    ]


def forget_folded(page: Page) -> None:
    """Take out of a page what closed folds hide: axe-core reads it all to pass it over."""
    page.evaluate(
        """document.querySelectorAll("details:not([open]) > :not(summary)")
        .forEach(element => element.remove())"""
    )


def take_picture(page: Page, name: str, *, part: str | None = None) -> Path:
    """Write the whole page, or the part a selector names, to the screenshots, to be looked at.

    Under continuous integration nobody looks, and nothing is written.
    """
    path = SCREENSHOTS / f"{name}.png"
    if os.environ.get("CI"):
        return path
    if part is None:
        page.screenshot(path=path, full_page=True)
    else:
        page.locator(part).screenshot(path=path)
    return path


def draw_for_readme(page: Page, name: str, *, part: Locator | None = None) -> Path:
    """Write what is in sight, or a part of it: to pictures/ with `make pictures`, else to the rest.

    Fonts differ from one machine to the next, so no run of the tests changes what is committed.
    """
    path = Path(os.environ.get("PICTURES") or SCREENSHOTS) / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    box = part.bounding_box() if part else None
    around = box and {key: box[key] + (16 if key in ("width", "height") else -8) for key in box}
    with Image.open(io.BytesIO(page.screenshot(clip=around))) as picture:
        # 256 colours that cover all there are: those of the outlets stay what they are
        few = picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=0)
        few.save(path, optimize=True)
    return path


def _listen(context: BrowserContext, visit: Visit) -> None:
    """Record errors as they come, record and refuse what goes to other machines."""

    def refuse(route):
        visit.outside.append(route.request.url)
        route.abort()

    def refuse_socket(socket):
        visit.outside.append(socket.url)
        socket.close()

    def read_console(message):
        if message.type == "error":
            visit.errors.append(f"{message.text} ({message.location['url']})")

    context.route(OUTSIDE, refuse)
    context.route_web_socket(OUTSIDE, refuse_socket)
    visit.page.on("console", read_console)
    visit.page.on("pageerror", lambda error: visit.errors.append(f"uncaught: {error}"))
