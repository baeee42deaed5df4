"""Fixtures of the browser tests: Chromium, pages that are watched, and a JupyterLab."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.checks import Visit, open_page
from browser.lab import Lab, run_lab

MISSING = (
    "chromium is not installed, so nothing was opened in a browser: "
    "apt-get install --no-install-recommends chromium"
)
FLAGS = [
    "--no-sandbox",  # containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever slips past the page's own rules finds no address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def find_chromium() -> str:
    """Return Debian's Chromium. Without it, fail under continuous integration, else skip."""
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI"):
        pytest.fail(MISSING, pytrace=False)
    if path is None:
        pytest.skip(MISSING)
    return path


# Playwright keeps an event loop running in this thread; it must be gone when other tests start
# theirs. Hence "package", the scope that ends with this folder.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    path = find_chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser) -> Iterator[Callable[..., Visit]]:
    """Return `visit(url, javascript=True, width=1280, height=900)`; pages are closed at the end."""
    visits = []

    def open_one(url: str, **options) -> Visit:
        visits.append(open_page(browser, url, **options))
        return visits[-1]

    yield open_one
    for opened in visits:
        opened.page.context.close()


@pytest.fixture(scope="package")
def lab(browser, tmp_path_factory) -> Iterator[Lab]:
    """Start JupyterLab once; `browser` comes first, as without one there is nothing to start."""
    with run_lab(tmp_path_factory.mktemp("lab")) as started:
        yield started


def pytest_terminal_summary(terminalreporter) -> None:
    """Say loudly, after everything else, that the browser tests were passed over."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if MISSING in str(r.longrepr)]
    if skipped:
        terminalreporter.write_sep("!", f"{len(skipped)} browser tests skipped", red=True)
        terminalreporter.write_line(MISSING, red=True)
