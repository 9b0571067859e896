"""Who may do what: every address by every method, for everybody, in every state. The answers stand in access.txt."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from consultation.people.sign_in.credentials import SIGNED_IN_FOR
from tests.clock import START, Clock
from tests.safety.routes import Case, address_of, body_of, cases, methods_of
from tests.safety.site import AFTER_THE_END, ROLES, TYPED, Site

TABLE = Path(__file__).with_name("access.txt")
OF_A_CONSULTATION = ("contributions.", "discussion.", "exports.", "proposals.", "secretariat.", "uploads.")
Answers = dict[str, str]


@cache
def table() -> dict[str, dict[Case, Answers]]:
    """Return the answers to each role by case: while the consultation is open, and what differs once it is closed."""
    found: dict[str, dict[Case, Answers]] = {"open": {}, "closed": {}}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        when, method, endpoint, states, *answers = line.partition("#")[0].split() or [""] * 4
        for state in states.split(",") if when else ():
            assert (method, endpoint, state) not in found[when], line
            found[when][method, endpoint, state] = dict(zip(ROLES, answers, strict=True))
    return found


ENDPOINTS = sorted({endpoint for _method, endpoint, _state in table()["open"]})


def answers_to(site: Site, case: Case) -> Answers:
    """Return what everybody is answered, with a star where the data changed."""
    method, endpoint, state = case
    found = {}
    for role in ROLES:
        body = body_of(site, endpoint, state) if method == "POST" else None
        answer = site.ask(role, method, address_of(site, endpoint, state), body)
        kept_to_send_again = {TYPED} if answer.status_code == 401 else set()
        assert site.addresses_in(answer) <= kept_to_send_again, (case, role)
        found[role] = f"{answer.status_code}{'*' * bool(site.changed())}"
        answer.close()
    return found


def test_the_table_names_every_address_method_and_state(site: Site) -> None:
    assert set(table()["open"]) == set(cases(site.app))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_everybody_is_answered_as_the_table_says(site: Site, site_clock: Clock, endpoint: str) -> None:
    site_clock.time = START
    meant = {case: answers for case, answers in table()["open"].items() if case[1] == endpoint}
    assert {case: answers_to(site, case) for case in meant} == meant


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in ENDPOINTS if endpoint.startswith(OF_A_CONSULTATION)])
def test_once_it_is_closed_nothing_is_possible_that_the_table_does_not_name(
    site: Site, site_clock: Clock, endpoint: str
) -> None:
    site_clock.time = AFTER_THE_END
    meant = {case: answers for case, answers in (table()["open"] | table()["closed"]).items() if case[1] == endpoint}
    assert {case: answers_to(site, case) for case in meant} == meant


def test_whatever_changes_data_leads_on_or_hands_out_a_file() -> None:
    """A page that answers what was written would be sent anew when it is loaded anew."""
    answers = [(case, answer) for cases in table().values() for case, said in cases.items() for answer in said.values()]
    changes = {(endpoint, answer) for (_method, endpoint, _state), answer in answers if answer.endswith("*")}
    assert len(changes) > 20
    assert {endpoint for endpoint, answer in changes if answer[0] != "3"} == {"exports.workbook"}


@pytest.mark.parametrize("role", ["visitor", "officer"])
def test_no_other_method_is_taken_or_changes_anything(site: Site, site_clock: Clock, role: str) -> None:
    site_clock.time = START
    for endpoint in ENDPOINTS:
        [state, *_others] = [state for method, known, state in table()["open"] if known == endpoint]
        methods = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - methods_of(site.app, endpoint)
        for method in sorted(methods):
            answer = site.ask(role, method, address_of(site, endpoint, state), {"_method": "POST", "act": "close"})
            assert answer.status_code == 405, (method, endpoint)
        assert site.changed() == [], endpoint


@pytest.mark.parametrize("role", ["visitor", "author"])
def test_looking_changes_nothing_and_asking_for_the_head_is_looking(site: Site, site_clock: Clock, role: str) -> None:
    site_clock.time = START
    for (method, endpoint, state), answers in table()["open"].items():
        if method == "GET":
            answer = site.ask(role, "HEAD", address_of(site, endpoint, state))
            assert (str(answer.status_code), answer.data) == (answers[role], b""), (endpoint, state)
            answer.close()
            assert site.changed() == [], (endpoint, state)


def test_a_session_that_has_ended_opens_nothing(site: Site, site_clock: Clock) -> None:
    site_clock.time = AFTER_THE_END + SIGNED_IN_FOR
    for (method, endpoint, state), answers in table()["open"].items():
        if method == "GET" and answers["visitor"] == "401":
            address = address_of(site, endpoint, state)
            assert {site.ask(role, "GET", address).status_code for role in ("author", "officer")} == {401}, address
