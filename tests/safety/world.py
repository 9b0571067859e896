"""A consultation in which everything is in every state it can be in, each text made of words found nowhere else.

The consultation is a protected one, so that what its author sends from a key alone is held until an officer has looked
at it. What everybody may read is made first, what not everybody may read afterwards, so that both can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from consultation.contributions.operations.releasing import release
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations import commenting as discussing
from consultation.discussion.operations.changing import ask_for_change_of_comment, change_comment
from consultation.mail.operations import enqueue
from consultation.partners.models import Share
from consultation.partners.operations import share_with
from consultation.people.models import Attribution, Participant, Status
from consultation.people.operations import confirm
from consultation.people.sign_in.credentials import begin_sign_in, keep_key, keep_link
from consultation.people.speaker import Speaker
from consultation.people.tokens import hashed
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.proposals.content import Content, Provenance
from consultation.proposals.models import Proposal
from consultation.proposals.operations import drafting
from consultation.proposals.operations import lifecycle as proposing
from consultation.proposals.operations.change_requests import ask_for_change
from consultation.proposals.operations.importing import bring_in
from consultation.proposals.queries import find_held_revision
from consultation.synthesis.operations import write_summary
from consultation.synthesis.queries import SummarySubject, wordings_of
from consultation.web.identity import new_token
from exports.handouts.order import Order
from exports.handouts.saved_views import save_view
from indicators.codes import Code
from indicators.fields import Descriptor, Kind, Shape
from tests.clock import START
from tests.factories import appear_now, sign_in, what
from tests.safety.canaries import Canaries
from tests.safety.uploads import put_uploads

LATER = START + timedelta(hours=1)
SLUGS = {"sqlite": "missing-migrants", "postgresql": "indicators"}
"""Each database with one of the two kinds of proposals."""

CODES = (Code("objective", "8"), Code("objective", "10"), Code("principle", "a"), Code("paragraph", "70"))


PARTNER = "A network"
VIEW = "For the Network"


@dataclass
class World:
    """The consultation, who takes part in it, and what they sent, by the state it is in."""

    session: Session
    consultation: Consultation
    people: dict[str, Participant] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    canaries: Canaries = field(default_factory=Canaries)
    now: datetime = START

    def sign_in(self, client: FlaskClient, role: str) -> None:
        """Let a browser be somebody's, or nobody's in particular where the role is the visitor's."""
        if role != "visitor":
            sign_in(client, self.session, self.people[role])
            self.session.commit()

    # ---- what people say ----

    def said(self, item: str) -> Content:
        """Return a whole proposal in which every text is a word of its own."""
        schema = self.consultation.schema
        answers = {column.name: self._answer(column, item) for column in schema.columns}
        themes = [Code("theme", "justice")] if self.consultation.kind is Kind.RECOMMENDATION else []
        return what(self.consultation, codes=(*CODES, *themes), **answers)

    def _answer(self, column: Descriptor, item: str) -> str | list[str]:
        if column.shape is Shape.CHOICE:
            return column.choices[0].code
        word = self.canaries.word(f"{item}.{column.name}")
        if column.shape is Shape.CHOICES:
            return [column.choices[0].code, word]
        return f"See https://{word}.example/{word}" if column.name == "references" else word

    def named(self, item: str) -> Speaker:
        """Return somebody who lets everything be shown."""
        return Speaker(Attribution.NAMED, "civil_society", "africa", *self._names(item))

    def shy(self, item: str) -> Speaker:
        """Return somebody who gives a name and an organisation and lets neither be shown."""
        return Speaker(Attribution.GROUP, "migrants", "arab_states", *self._names(f"{item}_secret"))

    def _names(self, item: str) -> tuple[str, str]:
        return self.canaries.word(f"{item}.organisation"), self.canaries.word(f"{item}.name")

    def reason(self, item: str) -> str:
        """Return why an officer decided about something."""
        return self.canaries.word(f"{item}.reason")

    def one_time_key(self, item: str) -> str:
        """Return the one-time key of the form that sends something; what is stored of it is watched too."""
        token = new_token()
        self.canaries.keep(f"{item}_secret.submission", hashed(token))
        return token

    def sum_up(self, item: str, about: SummarySubject, *, is_public: bool) -> None:
        """Let the secretariat write a summary of something."""
        write_summary(
            self.session,
            about,
            text=self.canaries.word(f"{item}.summary"),
            language="en",
            is_public=is_public,
            officer=self.people["officer"],
            version=len(wordings_of(self.session, about)),
            now=self.now,
        )

    def about(self, state: str = "") -> SummarySubject:
        """Return of what a summary is: of a proposal, or of what the consultation is sorted by."""
        if state:
            return SummarySubject(self.consultation.id, proposal_id=self.proposals[state].id)
        of_themes = self.consultation.kind is Kind.RECOMMENDATION
        scheme, code = ("theme", "justice") if of_themes else ("objective", "8")
        return SummarySubject(self.consultation.id, scheme=scheme, code=code)

    # ---- what people do ----

    def propose(self, state: str, *, by: str = "author", speaker: Speaker | None = None) -> Proposal:
        """Send a proposal; it is held when its author has no proven address."""
        proposal = drafting.submit_proposal(
            self.session,
            self.consultation,
            author=self.people[by],
            speaker=speaker or self.named(state),
            content=self.said(state),
            submission=self.one_time_key(state),
            token=self.canaries.token(f"{state}_secret.token"),
            now=self.now,
        )
        appear_now(self.session, proposal, now=self.now)
        self.proposals[state] = proposal
        return proposal

    def draft(self, item: str) -> None:
        """Save a draft; its token is its address, which its author sees."""
        self.proposals[item] = drafting.save_draft(
            self.session,
            self.consultation,
            author=self.people["author"],
            speaker=self.named(item),
            content=self.said(item),
            submission=self.one_time_key(item),
            token=self.canaries.token(f"{item}.token"),
            now=self.now,
        )

    def publish(self, proposal: Proposal) -> None:
        proposing.publish_proposal(self.session, proposal, version=proposal.version, **self.decided())
        appear_now(self.session, proposal, now=self.now)

    def publish_edit(self, proposal: Proposal) -> None:
        proposing.publish_revision(self.session, proposal, version=proposal.version, **self.decided())
        edit = find_held_revision(self.session, proposal)
        if edit is not None:
            edit.appears_at = self.now
            release(self.session, now=self.now)

    def refuse(self, proposal: Proposal, item: str) -> None:
        why = self.reason(item)
        proposing.refuse_proposal(self.session, proposal, version=proposal.version, reason=why, **self.decided())

    def hide(self, proposal: Proposal, item: str) -> None:
        proposing.hide_proposal(self.session, proposal, reason=self.reason(item), **self.decided())

    def edit(self, proposal: Proposal, item: str) -> None:
        """Change the text; where its author has no proven address, the change waits."""
        said = (proposal.stakeholder_group, proposal.region, proposal.organisation, proposal.name)
        proposing.edit_proposal(
            self.session,
            proposal,
            author=self.people["author"],
            speaker=Speaker(proposal.attribution, *said),
            content=self.said(item),
            version=proposal.version,
            now=self.now,
        )

    def comment(self, state: str, on: str, *, by: str = "author", is_held: bool = True, **values: Any) -> Comment:
        """Send a comment, a question without any position unless said otherwise."""
        given: dict[str, Any] = {"stance": Stance.QUESTION} | values
        given["speaker"] = given.get("speaker") or self.named(state)
        sent = discussing.comment_on(
            self.session,
            self.proposals[on],
            author=self.people[by],
            text=self.canaries.word(f"{state}.text"),
            suggested_wording=self.canaries.word(f"{state}.suggested_wording"),
            language="en",
            submission=self.one_time_key(state),
            is_held=is_held,
            now=self.now,
            **given,
        )
        appear_now(self.session, sent, now=self.now)
        self.comments[state] = sent
        return sent

    def decided(self) -> dict[str, Any]:
        """Return who decides, and when."""
        return {"officer": self.people["officer"], "now": self.now}


def a_world(session: Session, slug: str = "") -> World:
    """Return a world with what everybody may read; `fill_in_the_rest` adds what not everybody may."""
    consultation = get_consultation(session, slug or SLUGS[session.get_bind().dialect.name])
    consultation.is_protected = True
    world = World(session, consultation)
    _add_people(world)
    _add_public_proposals(world)
    _add_public_comments(world)
    world.sum_up("summary_of_proposal", world.about("others"), is_public=True)
    world.sum_up("summary_of_subject", world.about(), is_public=True)
    share_with(session, consultation.id, PARTNER, [Share.SUMMARIES], now=START)
    save_view(session, VIEW, Order(consultation.slug), now=START)
    session.commit()
    return world


def fill_in_the_rest(world: World) -> None:
    """Add drafts, what is held, refused, hidden and withdrawn, edits that wait, and what is known of people."""
    world.now = LATER
    _add_proposals_out_of_sight(world)
    _add_edits_out_of_sight(world)
    _add_comments_out_of_sight(world)
    _add_what_is_to_be_answered(world)
    world.sum_up("summary_secret", world.about("published"), is_public=False)
    _add_secrets(world)
    words = (world.canaries.word("upload.title"), world.canaries.word("upload_officer.title"))
    put_uploads(world.session, world.consultation, world.people, *words)
    world.session.commit()


def _add_people(world: World) -> None:
    for role in ("author", "newcomer", "other", "officer"):
        email = f"{world.canaries.word(f'{role}_secret.email')}@example.org" if role in {"other", "officer"} else None
        person = Participant(
            id=world.canaries.number(f"{role}_secret.id"),
            email=email,
            is_officer=role == "officer",
            created_at=START,
        )
        world.session.add(person)
        world.people[role] = person
    world.session.flush()


def _add_public_proposals(world: World) -> None:
    published = world.propose("published", speaker=world.shy("published"))
    edited = world.propose("edited")
    world.publish(published)
    world.publish(edited)
    confirm(world.session, edited, **world.decided())
    world.propose("others", by="other")
    world.propose("discussed", by="other")
    provenance = Provenance(
        **{name: world.canaries.word(f"brought_in.{name}") for name in ("external_id", "source", "proposer")},
        source_note=world.canaries.word("brought_in.source_note"),
    )
    world.proposals["brought_in"] = bring_in(
        world.session,
        world.consultation,
        content=world.said("brought_in"),
        speaker=world.shy("brought_in"),
        provenance=provenance,
        token=new_token(),
        now=world.now,
    )


def _add_public_comments(world: World) -> None:
    said = world.comment("comment_published", "published", is_held=False, speaker=world.shy("comment_published"))
    world.comment("comment_reply", "published", by="other", is_held=False, parent=said, stance=Stance.INFORMATION)
    world.comment("comment_position", "edited", by="other", is_held=False, stance=Stance.SUPPORT)


def _add_proposals_out_of_sight(world: World) -> None:
    world.draft("draft")
    world.propose("held")
    world.refuse(world.propose("refused"), "refused")
    hidden = world.propose("hidden")
    world.publish(hidden)
    world.comment("comment_on_hidden", "hidden", by="other", is_held=False)
    world.sum_up("hidden", world.about("hidden"), is_public=True)
    world.hide(hidden, "hidden")
    _withdraw_after_publication(world)
    unseen = world.propose("unseen")
    world.refuse(unseen, "unseen")
    proposing.withdraw_proposal(world.session, unseen, now=world.now)


def _withdraw_after_publication(world: World) -> None:
    withdrawn = world.propose("withdrawn")
    world.publish(withdrawn)
    confirm(world.session, withdrawn, **world.decided())
    world.edit(withdrawn, "withdrawn_edit")
    world.publish_edit(withdrawn)
    world.edit(withdrawn, "withdrawn_waiting")
    world.sum_up("withdrawn", world.about("withdrawn"), is_public=True)
    world.hide(withdrawn, "withdrawn")
    proposing.withdraw_proposal(world.session, withdrawn, now=world.now)


def _add_edits_out_of_sight(world: World) -> None:
    edited = world.proposals["edited"]
    world.edit(edited, "edit_refused")
    why = world.reason("edit_refused")
    proposing.refuse_revision(world.session, edited, version=edited.version, reason=why, **world.decided())
    world.edit(edited, "edit_replaced")
    world.edit(edited, "edit_held")


def _add_comments_out_of_sight(world: World) -> None:
    withdrawn = world.comment("comment_withdrawn", "discussed", is_held=False, stance=Stance.SUPPORT)
    confirm(world.session, withdrawn, **world.decided())
    _hide(world, withdrawn, "comment_withdrawn")
    discussing.withdraw_comment(world.session, withdrawn, now=world.now)
    discussing.withdraw_comment(world.session, world.comment("comment_unseen", "discussed"), now=world.now)
    hidden = world.comment("comment_hidden", "discussed", is_held=False, stance=Stance.STRONG_CONCERN)
    _hide(world, hidden, "comment_hidden")
    refused = world.comment("comment_refused", "discussed", stance=Stance.SUPPORT)
    discussing.refuse_comment(world.session, refused, reason=world.reason("comment_refused"), **world.decided())
    world.comment("comment_held", "discussed", stance=Stance.SUPPORT_WITH_CHANGES)


def _add_what_is_to_be_answered(world: World) -> None:
    """Add what the secretariat asks authors to change, and what was hidden, changed and sent again."""
    session, decided = world.session, world.decided()
    for item in (world.propose("asked"), world.proposals["published"]):
        why = world.reason("asked" if item.status is Status.HELD else "published_asked")
        ask_for_change(session, item, reason=why, version=item.version, **decided)
    for comment in (world.comment("comment_asked", "discussed"), world.comments["comment_published"]):
        why = world.reason("comment_asked" if comment.status is Status.HELD else "comment_published_asked")
        ask_for_change_of_comment(session, comment, reason=why, **decided)
    again = world.propose("again")
    world.publish(again)
    world.hide(again, "again")
    world.edit(again, "again_edit")
    sent = world.comment("comment_again_before", "discussed")
    discussing.publish_comment(session, sent, **decided)
    appear_now(session, sent, now=world.now)
    _hide(world, sent, "comment_again")
    words = {name: world.canaries.word(f"comment_again.{name}") for name in ("text", "suggested_wording")}
    said = {"stance": sent.stance, "section": "", "language": "en", **words}
    speaker = world.named("comment_again")
    about = {"author": world.people["author"], "version": sent.version, "now": world.now}
    change_comment(session, sent, speaker=speaker, said=said, **about)


def _hide(world: World, comment: Comment, item: str) -> None:
    discussing.hide_comment(world.session, comment, reason=world.reason(item), **world.decided())


def _add_secrets(world: World) -> None:
    """What opens somebody's contributions, and where mail to them goes."""
    session, word = world.session, world.canaries.word
    for role, person in world.people.items():
        keep_key(session, person, stored=word(f"{role}_secret.key"), now=world.now)
        begin_sign_in(session, person, token=new_token(), now=world.now)
        address = f"{word(f'{role}_secret.claimed')}@example.org"
        keep_link(session, token=new_token(), email=address, claimed_by=person.id, now=world.now)
    enqueue(session, recipient=address, subject=word("mail_secret.subject"), body=word("mail_secret.body"), now=LATER)
