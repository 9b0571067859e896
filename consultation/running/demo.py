"""Filling an empty database with sample content, by the operations that the screens use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.contributions.operations.releasing import release
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.commenting import comment_on, hide_comment, publish_comment, withdraw_comment
from consultation.people.models import Attribution, Moderated, Participant, Status
from consultation.people.operations import confirm, new_participant
from consultation.people.speaker import Speaker
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.proposals.content import Content, default_objective, settle
from consultation.proposals.models import Proposal
from consultation.proposals.operations.drafting import save_draft, submit_proposal
from consultation.proposals.operations.lifecycle import (
    edit_proposal,
    hide_proposal,
    publish_proposal,
    withdraw_proposal,
)
from consultation.proposals.operations.publishing import is_looked_at_first
from consultation.synthesis.operations import write_summary
from consultation.synthesis.queries import SummarySubject
from consultation.web.identity import new_token
from indicators.codes import read_codes
from indicators.fields import Shape
from indicators.framework import Framework

CONTENT = Path(__file__).with_name("demo.json")
OPEN_SINCE = timedelta(days=30)
PACE = timedelta(hours=5)  # between one contribution and the next


@dataclass(frozen=True)
class Person:
    """A sample participant and how they speak."""

    participant: Participant
    speaker: Speaker


def fill(session: Session, framework: Framework, *, now: datetime) -> bool:
    """Fill in the sample content as if it had come over the last weeks; False where proposals are there already."""
    if session.scalar(select(func.count()).select_from(Proposal)):
        return False
    sample = json.loads(CONTENT.read_text(encoding="utf-8"))
    moments = _moments(now - OPEN_SINCE)
    people = _people(session, sample, now=next(moments))
    officer = new_participant(session, email="officer@example.org", now=now - OPEN_SINCE)
    filling = _Filling(session, framework, people, frozenset(sample["confirmed"]), officer, moments)
    for slug, items in (("indicators", sample["indicators"]), ("missing-migrants", sample["recommendations"])):
        consultation = get_consultation(session, slug)
        consultation.phases[0].opens_at = now - OPEN_SINCE
        for item in items:
            filling.add_proposal(consultation, item)
    for item in sample["summaries"]:
        filling.add_summary(
            SummarySubject(get_consultation(session, item["slug"]).id, scheme=item["scheme"], code=item["code"]), item
        )
    return True


def _moments(start: datetime) -> Iterator[datetime]:
    while True:
        yield start
        start += PACE


def _people(session: Session, sample: Mapping[str, Any], *, now: datetime) -> dict[str, Person]:
    people = {}
    for name, said in sample["speakers"].items():
        email = None if name in sample["unproven"] else f"{name}@example.org"
        speaker = Speaker(**{**said, "attribution": Attribution(said["attribution"])})
        people[name] = Person(new_participant(session, email=email, now=now), speaker)
    return people


@dataclass(frozen=True)
class _Filling:
    session: Session
    framework: Framework
    people: Mapping[str, Person]
    confirmed: frozenset[str]
    officer: Participant
    moments: Iterator[datetime]

    def add_proposal(self, consultation: Consultation, item: Mapping[str, Any]) -> None:
        state = Status(item.get("state", Status.PUBLISHED))
        send = save_draft if state is Status.DRAFT else submit_proposal
        proposal = send(
            self.session,
            consultation,
            **self._spoken_by(item),
            content=self._content(consultation, item, item["values"]),
            submission=new_token(),
            token=new_token(),
            now=next(self.moments),
        )
        if proposal.stage == "held" and state is not Status.HELD:
            now = next(self.moments)
            publish_proposal(self.session, proposal, officer=self.officer, version=proposal.version, now=now)
        self._let_appear(proposal, proposal.current_revision)
        self._confirm(proposal, item)
        for comment in item["comments"]:
            self._add_comment(consultation, proposal, comment, parent=None)
        for changes in item.get("edits", []):
            self._edit(consultation, proposal, item, changes)
        if "summary" in item:
            said = {"text": item["summary"], "language": item["language"], "is_public": True}
            self.add_summary(SummarySubject(consultation.id, proposal_id=proposal.id), said)
        self._end(proposal, state, item.get("reason", ""))

    def add_summary(self, about: SummarySubject, item: Mapping[str, Any]) -> None:
        said = {name: item[name] for name in ("text", "language", "is_public")}
        write_summary(self.session, about, officer=self.officer, version=0, now=next(self.moments), **said)

    def _add_comment(
        self, consultation: Consultation, proposal: Proposal, item: Mapping[str, Any], *, parent: Comment | None
    ) -> None:
        person = self.people[item["by"]]
        comment = comment_on(
            self.session,
            proposal,
            **self._spoken_by(item),
            stance=Stance(item["stance"]),
            text=item["text"],
            section=item.get("section", ""),
            suggested_wording=item.get("suggested_wording", ""),
            language=item["language"],
            parent=parent,
            submission=new_token(),
            is_held=is_looked_at_first(consultation, person.participant),
            now=next(self.moments),
        )
        if comment.stage == "held":
            publish_comment(self.session, comment, officer=self.officer, now=next(self.moments))
        self._let_appear(comment)
        self._confirm(comment, item)
        for reply in item.get("replies", []):
            self._add_comment(consultation, proposal, reply, parent=comment)
        if item.get("state") == Status.HIDDEN:
            hide_comment(self.session, comment, officer=self.officer, reason=item["reason"], now=next(self.moments))
        if item.get("state") == Status.WITHDRAWN:
            withdraw_comment(self.session, comment, now=next(self.moments))

    def _edit(
        self, consultation: Consultation, proposal: Proposal, item: Mapping[str, Any], changes: Mapping[str, Any]
    ) -> None:
        edit_proposal(
            self.session,
            proposal,
            **self._spoken_by(item),
            content=self._content(consultation, item, item["values"] | changes),
            version=proposal.version,
            now=next(self.moments),
        )

    def _let_appear(self, *items: Moderated | None) -> None:
        """Show what is approved as if its hour had come."""
        now = next(self.moments)
        for item in items:
            if item is not None and item.is_approved:
                item.appears_at = now
        self.session.flush()
        release(self.session, now=now)

    def _end(self, proposal: Proposal, state: Status, reason: str) -> None:
        if state is Status.HIDDEN:
            hide_proposal(self.session, proposal, officer=self.officer, reason=reason, now=next(self.moments))
        elif state is Status.WITHDRAWN:
            withdraw_proposal(self.session, proposal, now=next(self.moments))

    def _confirm(self, contribution: Proposal | Comment, item: Mapping[str, Any]) -> None:
        if item["by"] in self.confirmed and contribution.confirmed_at is None:
            confirm(self.session, contribution, officer=self.officer, now=next(self.moments))

    def _spoken_by(self, item: Mapping[str, Any]) -> dict[str, Any]:
        person = self.people[item["by"]]
        return {"author": person.participant, "speaker": person.speaker}

    def _content(self, consultation: Consultation, item: Mapping[str, Any], values: Mapping[str, Any]) -> Content:
        schema = consultation.schema
        answers = {
            column.name: values.get(column.name, [] if column.shape is Shape.CHOICES else "")
            for column in schema.columns
        }
        named = [
            code
            for descriptor in schema.codes
            for code in read_codes(descriptor.scheme, values.get(descriptor.name, ""), self.framework).codes
        ]
        every = [objective.code for objective in self.framework.objectives]
        alignment = settle(named, chosen=None, every=every, default=default_objective(schema.kind))
        return Content(item["language"], answers, alignment.codes, alignment.primary)
