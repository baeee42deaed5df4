"""How much work a job is, the same on any machine and however busy it is."""

import sys
from collections.abc import Callable


def calls(job: Callable[[], object]) -> int:
    """Count the functions, of Python and of C, that are called while a job is done."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        job()
    finally:
        sys.setprofile(None)
    return count
