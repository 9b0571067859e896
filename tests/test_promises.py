"""Every sentence of the catalogue that promises something stands in promises.txt, beside the test that holds it.

A sentence counts as a promise where it holds one of the words of `PROMISING` or a number: `promises.txt` names the
test that would turn red if it were not true, or says why it promises nothing. An entry is the sentence on one line,
and below it, indented, either `held by` with a test a line, or `promises nothing:` with a few words why; entries are
parted by an empty line and sorted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_file

from tests.machines import PROJECT

LIST = PROJECT / "tests" / "promises.txt"
ROOMS = {"python": ("indicators", "consultation", "exports"), "jinja2": ("templates",)}
MARKS = {
    **dict.fromkeys(("_", "_l", "N_", "gettext", "lazy_gettext"), None),
    **dict.fromkeys(("ngettext", "lazy_ngettext", "NN_"), (1, 2)),
}
MARKED = re.compile(r"\b(?:_|_l|NN?_|\w*gettext)\(|\{%-?\s*trans\b")
PROMISING = re.compile(
    r"\d|\b(?:never|nobody|nothing|no one|no (?:log|other|tracking|page)|not (?:kept|store[ds]?)|cannot|at any time|"
    r"only|alone|until|deleted?|gone|always|at once|for good|at most|at least|once|twice|"
    r"two|three|four|five|six|seven|eight|nine|ten|seconds?|minutes?|hours?|days?|weeks?)\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
HELD, NOTHING = "    held by ", "    promises nothing: "


@dataclass(frozen=True)
class Entry:
    """A sentence with the tests that hold it, or with why it promises nothing."""

    sentence: str
    tests: tuple[str, ...] = ()
    why: str = ""


def one_line(message: str | tuple[str, ...]) -> str:
    """Return a message as it stands in the list: its forms for one and for many side by side, its spaces single."""
    forms = (message,) if isinstance(message, str) else message
    return " | ".join(" ".join(form.split()) for form in forms if form)


@cache
def catalogue() -> dict[str, str]:
    """Return every marked message, and where it stands."""
    found: dict[str, str] = {}
    for language, rooms in ROOMS.items():
        for path in (path for room in rooms for path in sorted((PROJECT / room).rglob("*")) if is_source(path)):
            for line, message, _comments, _context in extract_from_file(language, path, keywords=MARKS):
                found.setdefault(one_line(message), f"{path.relative_to(PROJECT).as_posix()}:{line}")
    return found


def is_source(path: Path) -> bool:
    return path.suffix in {".py", ".html", ".txt"} and bool(MARKED.search(path.read_text(encoding="utf-8")))


def promises(messages: Iterable[str]) -> Iterator[str]:
    """Yield the messages that promise something, by their words."""
    return (message for message in messages if PROMISING.search(PLACEHOLDER.sub("", message)))


def entries(text: str) -> list[Entry]:
    """Return what the list says; fail on a block that says neither."""
    return [entry_of(block) for block in re.split(r"\n\n+", text.strip()) if not block.startswith("#")]


def entry_of(block: str) -> Entry:
    sentence, *below = block.splitlines()
    tests = tuple(line.removeprefix(HELD) for line in below if line.startswith(HELD))
    why = " ".join(line.removeprefix(NOTHING).strip() for line in below if line.startswith(NOTHING))
    assert bool(tests) != bool(why), f"neither a test nor a reason, or both: {block}"
    assert len(tests) + bool(why) == len(below), f"a line that cannot be read: {block}"
    return Entry(sentence, tests, why)


def problems(messages: Mapping[str, str], listed: list[Entry]) -> Iterator[str]:
    """Yield what the list lacks, and what it names that is not there."""
    known = {entry.sentence for entry in listed}
    yield from (f"in neither list: {one} ({messages[one]})" for one in promises(messages) if one not in known)
    yield from (f"said nowhere any more: {entry.sentence}" for entry in listed if entry.sentence not in messages)
    for test in sorted({test for entry in listed for test in entry.tests}):
        path, _, name = test.partition("::")
        if name not in names_in(PROJECT / path):
            yield f"no such test: {test}"


@cache
def names_in(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_promise_stands_beside_the_test_that_holds_it() -> None:
    found = list(problems(catalogue(), entries(LIST.read_text(encoding="utf-8"))))
    assert not found, "tests/promises.txt:\n" + "\n".join(found)


def test_the_list_of_promises_is_sorted_and_names_each_once() -> None:
    sentences = [entry.sentence for entry in entries(LIST.read_text(encoding="utf-8"))]
    assert sentences == sorted(set(sentences))


def test_no_page_one_can_go_back_to_says_that_what_stands_on_it_is_not_sent_or_saved() -> None:
    claims = re.compile(
        r"not (?:been )?(?:sent|saved) yet|ha(?:s|ve) not been (?:sent|saved)|cannot save", re.IGNORECASE
    )
    assert not [sentence for sentence in catalogue() if claims.search(sentence)]


def test_what_is_denied_counts_as_a_promise_like_what_is_numbered() -> None:
    said = (
        "What it says now is not kept.",
        "Nothing you typed is lost.",
        "You can withdraw it at any time.",
        "This cannot be undone.",
        "No other site is asked.",
        "It is not stored.",
        "It ends at once.",
        "It ends in %(hours)s hours.",
    )
    assert tuple(promises(said)) == said
    assert not list(promises(["It waits to be looked at.", "%(num)d of %(most)d"]))


def test_a_promise_without_a_test_and_one_with_a_test_that_is_gone_are_told() -> None:
    messages = {"Nobody sees it.": "a.html:1", "Kept for %(days)s days.": "b.py:2", "Read it": "c.py:3"}
    kept = Entry("Kept for %(days)s days.", ("tests/test_promises.py::test_of_yesterday",))
    assert list(problems(messages, [kept, Entry("Read it once", why="advice")])) == [
        "in neither list: Nobody sees it. (a.html:1)",
        "said nowhere any more: Read it once",
        "no such test: tests/test_promises.py::test_of_yesterday",
    ]


def test_the_catalogue_holds_what_code_templates_and_mails_say_in_one_and_in_many() -> None:
    found = catalogue()
    assert found["You are signed in."].startswith("consultation/people/views.py")
    assert found["Keep your participation key"].startswith("templates/people/key.html")
    assert found["If it was not you, do nothing, and nothing happens."].startswith("templates/emails/")
    assert "There is %(num)d thing to correct | There are %(num)d things to correct" in found
