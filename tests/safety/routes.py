"""Every address of the app by every method, for everything that can stand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from flask import Flask, url_for
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from consultation.discussion.models import Comment, Stance
from consultation.people.models import Attributed
from consultation.synthesis.queries import wordings_of
from consultation.web.identity import new_token
from tests.safety.jobs import TOKENS
from tests.safety.kept import FILES
from tests.safety.site import Site
from tests.safety.uploads import HEADINGS, UPLOADS, a_file
from tests.safety.world import PARTNER, VIEW, World

Case = tuple[str, str, str]
"""A method, an endpoint, and the state of what stands in the address."""

_OUT_OF_SIGHT = ("held", "refused", "asked", "hidden", "withdrawn", "unseen", "unknown")
STATES: dict[str, tuple[str, ...]] = {
    "proposal": ("published", "edited", "brought_in", *_OUT_OF_SIGHT),
    "comment": ("published", "reply", "on_hidden", *_OUT_OF_SIGHT),
    "draft": ("draft", "held", "unknown"),
    "link": ("link", "claim", "used", "unknown"),
    "workbook": ("public", "partners", "secretariat", "unknown"),
    "file": tuple(FILES),
    "job": tuple(TOKENS),
    "upload": tuple(UPLOADS),
    "place": ("known", "unknown"),
    "nothing": ("-",),
}
"""What is met in which states; access.txt says what they are called for. Of the workbook it is for whom it is."""

UNKNOWN = {"proposal": "REC-9999", "comment": "C-999999", "draft": "x" * 22, "link": "x" * 22}
PLACES = {
    "slug": ("missing-migrants", "nowhere"),
    "number": ("8", "99"),
    "letter": ("a", "zz"),
    "code": ("justice", "nothing"),
    "name": ("proposals", "nothing"),
    "filename": ("style.css", "nothing.css"),
}
ASKED = {"secretariat.change_now": {"act": "close", "phase": "0"}}
SPEAKER = {"language": "en", "attribution": "nothing"}
SAID = {"title": "Establish a register", "rationale": "Families ask for one.", "themes": "justice", **SPEAKER}
DECISIONS = {"held": "publish", "edited": "publish_edit", "hidden": "show_again"}
DECISIONS |= {"refused": "publish", "asked": "publish"}


def cases(app: Flask) -> Iterator[Case]:
    """Yield every case there is."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield from ((method, rule.endpoint, state) for state in STATES[kind_of(rule)])


def methods_of(app: Flask, endpoint: str) -> set[str]:
    """Return the methods an endpoint takes."""
    return {method for rule in app.url_map.iter_rules(endpoint) for method in rule.methods or ()}


def kind_of(rule: Rule) -> str:
    """Return what stands in the addresses of a rule."""
    if "token" in rule.arguments:
        return {"drafts": "draft", "jobs": "job", "uploads": "upload"}.get(rule.rule.split("/")[1], "link")
    if "reference" in rule.arguments:
        return "comment" if "<comment:" in rule.rule else "proposal"
    if rule.endpoint == "exports.workbook":
        return "workbook"
    if "sha256" in rule.arguments:
        return "file"
    return "place" if rule.arguments else "nothing"


@cache
def address_of(site: Site, endpoint: str, state: str) -> str:
    """Return the address of an endpoint for something in a state."""
    [rule] = site.app.url_map.iter_rules(endpoint)
    kind = kind_of(rule)
    names = [name for name in rule.arguments if name in PLACES]
    given: dict[str, Any] = {name: PLACES[name][state == "unknown"] for name in names}
    if kind in UNKNOWN:
        given[next(iter(rule.arguments))] = UNKNOWN[kind] if state == "unknown" else _name_of(site, kind, state)
    if kind == "file":
        given["sha256"] = FILES[state]
    if kind == "job":
        given["token"] = TOKENS[state]
    if kind == "upload":
        given["token"] = UPLOADS[state]
    with site.app.test_request_context():
        return url_for(endpoint, **given, **ASKED.get(endpoint, {}))


def _name_of(site: Site, kind: str, state: str) -> str:
    if kind == "link":
        return site.links[state]
    if kind == "draft":
        return site.world.proposals[state].token
    return str(_thing(site.world, kind, state).reference)


def _thing(world: World, kind: str, state: str) -> Any:
    return world.proposals[state] if kind == "proposal" else world.comments[f"comment_{state}"]


def body_of(site: Site, endpoint: str, state: str) -> dict[str, object]:
    """Return what a person sends who does everything right."""
    return _BODIES[endpoint](site, state)


def _proposal(site: Site, state: str) -> dict[str, object]:
    return {**SAID, "intent": "submit", "submission": new_token()}


def _edit(site: Site, state: str) -> dict[str, object]:
    version = site.world.proposals[state].version if state != "unknown" else 1
    return {**SAID, "intent": "submit", "version": str(version)}


def _comment(site: Site, state: str) -> dict[str, object]:
    return {**SPEAKER, "intent": "submit", "stance": "support", "text": "Yes.", "submission": new_token()}


def _changed_comment(site: Site, state: str) -> dict[str, object]:
    comment = _thing(site.world, "comment", state) if state != "unknown" else Comment(stance=Stance.SUPPORT, version=1)
    return {**SPEAKER, "intent": "submit", "stance": comment.stance, "text": "Yes.", "version": str(comment.version)}


def _acceptance(site: Site, state: str) -> dict[str, object]:
    return {"is_known": "y"}


def _decision(kind: str) -> Callable[[Site, str], dict[str, object]]:
    def decide(site: Site, state: str) -> dict[str, object]:
        item = _thing(site.world, kind, state) if state != "unknown" else None
        version = str(getattr(item, "version", 1))
        return {"decision": DECISIONS.get(state, "hide"), "reason": "It names somebody.", "version": version}

    return decide


def _confirmation(kind: str) -> Callable[[Site, str], dict[str, object]]:
    def confirm(site: Site, state: str) -> dict[str, object]:
        item = _thing(site.world, kind, state) if state != "unknown" else Attributed()
        seen = {"stakeholder_group": item.stakeholder_group or "", "organisation": item.organisation or ""}
        return {**seen, "act": "confirm"}

    return confirm


def _dates(site: Site, state: str) -> dict[str, object]:
    return {"zone": "UTC", "seen": site.world.consultation.schedule.mark, "sure": "yes"}


def _now(site: Site, state: str) -> dict[str, object]:
    return {"act": "close", "phase": "0", "seen": site.world.consultation.schedule.mark}


def _summary(site: Site, state: str) -> dict[str, object]:
    about = site.world.about(state if state in site.world.proposals else "")
    with Session(site.app.extensions["engine"]) as session:
        version = len(wordings_of(session, about))
    return {"text": "Many asked for it.", "language": "en", "version": str(version)}


def _workbook(site: Site, state: str) -> dict[str, object]:
    return {"audience": state if state != "unknown" else "public", "partner": PARTNER if state == "partners" else ""}


def _nothing(site: Site, state: str) -> dict[str, object]:
    return {}


def _shown_less(site: Site, state: str) -> dict[str, object]:
    return {"attribution": "nothing"}


_BODIES: dict[str, Callable[[Site, str], dict[str, object]]] = {
    "backups.restored": _acceptance,
    "proposals.propose": _proposal,
    "proposals.draft": _proposal,
    "proposals.discard": _nothing,
    "proposals.edit": _edit,
    "proposals.show_less": _shown_less,
    "proposals.withdraw": _nothing,
    "discussion.comment": _comment,
    "discussion.reply": _comment,
    "discussion.edit": _changed_comment,
    "discussion.show_less": _shown_less,
    "discussion.withdraw": _nothing,
    "discussion.take_back": _nothing,
    "secretariat.consultation": _dates,
    "secretariat.change_now": _now,
    "secretariat.undo_now": _nothing,
    "secretariat.confirm_together": _nothing,
    "secretariat.decide_proposal": _decision("proposal"),
    "secretariat.decide_comment": _decision("comment"),
    "secretariat.confirm_proposal": _confirmation("proposal"),
    "secretariat.confirm_comment": _confirmation("comment"),
    "people.sign_in": lambda site, state: {"email": "somebody@example.org"},
    "people.sign_in_with_key": lambda site, state: {"key-typed": site.key},
    "people.send_again": _nothing,
    "people.open_link": _nothing,
    "people.sign_out": _nothing,
    "people.new_key": lambda site, state: {"submission": new_token()},
    "people.address": lambda site, state: {"email": "somebody@example.org"},
    "jobs.cancel": _nothing,
    "synthesis.objective": _summary,
    "synthesis.theme": _summary,
    "synthesis.proposal": _summary,
    "exports.workbook": _workbook,
    "partners.shared": lambda site, state: {"name": "Another network", "shares": "summaries"},
    "exports.changes_later": lambda site, state: {"since": FILES["gone"], "submission": new_token()},
    "exports.forget": lambda site, state: {"name": VIEW},
    "lists.make": lambda site, state: {"submission": new_token()},
    "uploads.index": lambda site, state: {"file": a_file(), "submission": new_token()},
    "uploads.match": lambda site, state: {
        **{f"column_{number}": name for number, name in enumerate(HEADINGS)},
        "set_language": "en",
    },
    "uploads.accept": lambda site, state: {"intent": "all", "without_faulty": "y", "attribution": "nothing"},
    "uploads.discard": _nothing,
    "uploads.undo": _nothing,
    "partners.end": lambda site, state: {"name": PARTNER},
}
