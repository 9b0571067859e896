"""The access table: who may reach which endpoint, checked before any view runs."""

from __future__ import annotations

from enum import StrEnum

from flask import Flask, request, url_for
from flask_babel import gettext as _

from consultation.errors import NotFound, SignInNeeded
from consultation.web.identity import identity


class Access(StrEnum):
    """The least one must be. Of `AUTHOR` more is checked where the thing is read.

    That it is one's own; or, to show less of who speaks, that one is an officer and it was brought in for somebody.
    """

    ANYONE = "anyone"
    PARTICIPANT = "participant"
    AUTHOR = "author"
    SECRETARIAT = "secretariat"


ACCESS: dict[str, Access] = {
    "static": Access.ANYONE,
    "pages.home": Access.ANYONE,
    "pages.protection": Access.ANYONE,
    "pages.accessibility": Access.ANYONE,
    "pages.about": Access.ANYONE,
    "pages.health": Access.ANYONE,
    "pages.ready": Access.ANYONE,
    "framework.overview": Access.ANYONE,
    "framework.objective": Access.ANYONE,
    "framework.principle": Access.ANYONE,
    "framework.paragraph": Access.ANYONE,
    "framework.theme": Access.ANYONE,
    "organisations.index": Access.ANYONE,
    "people.sign_in": Access.ANYONE,
    "people.link_sent": Access.ANYONE,
    "people.sign_in_with_key": Access.ANYONE,
    "people.send_again": Access.ANYONE,
    "people.open_link": Access.ANYONE,
    "people.sign_out": Access.ANYONE,
    "people.session_here": Access.ANYONE,
    "people.new_key": Access.PARTICIPANT,
    "people.show_key": Access.PARTICIPANT,
    "people.address": Access.PARTICIPANT,
    "people.claim_sent": Access.PARTICIPANT,
    "proposals.index": Access.ANYONE,
    "proposals.propose": Access.ANYONE,
    "proposals.draft": Access.AUTHOR,
    "proposals.show": Access.ANYONE,
    "proposals.history": Access.ANYONE,
    "proposals.edit": Access.AUTHOR,
    "proposals.show_less": Access.AUTHOR,
    "proposals.withdraw": Access.AUTHOR,
    "proposals.discard": Access.AUTHOR,
    "proposals.receipt": Access.AUTHOR,
    "discussion.comment": Access.ANYONE,
    "discussion.reply": Access.ANYONE,
    "discussion.show": Access.ANYONE,
    "discussion.edit": Access.AUTHOR,
    "discussion.show_less": Access.AUTHOR,
    "discussion.withdraw": Access.AUTHOR,
    "discussion.take_back": Access.AUTHOR,
    "discussion.receipt": Access.AUTHOR,
    "contributions.mine": Access.PARTICIPANT,
    "secretariat.desk": Access.SECRETARIAT,
    "secretariat.consultation": Access.SECRETARIAT,
    "secretariat.confirm_together": Access.SECRETARIAT,
    "secretariat.change_now": Access.SECRETARIAT,
    "secretariat.undo_now": Access.SECRETARIAT,
    "secretariat.decide_proposal": Access.SECRETARIAT,
    "secretariat.decide_comment": Access.SECRETARIAT,
    "secretariat.confirm_proposal": Access.SECRETARIAT,
    "secretariat.confirm_comment": Access.SECRETARIAT,
    "backups.restored": Access.SECRETARIAT,
    "partners.shared": Access.SECRETARIAT,
    "partners.end": Access.SECRETARIAT,
    "synthesis.overview": Access.SECRETARIAT,
    "synthesis.objective": Access.SECRETARIAT,
    "synthesis.theme": Access.SECRETARIAT,
    "synthesis.proposal": Access.SECRETARIAT,
    "lists.take": Access.PARTICIPANT,
    "lists.make": Access.PARTICIPANT,
    "lists.made": Access.PARTICIPANT,
    "uploads.index": Access.PARTICIPANT,
    "uploads.show": Access.PARTICIPANT,
    "uploads.match": Access.PARTICIPANT,
    "uploads.accept": Access.PARTICIPANT,
    "uploads.marked": Access.PARTICIPANT,
    "uploads.discard": Access.PARTICIPANT,
    "uploads.undo": Access.PARTICIPANT,
    "jobs.show": Access.ANYONE,
    "jobs.cancel": Access.ANYONE,
    "exports.workbook": Access.ANYONE,
    "exports.template": Access.ANYONE,
    "exports.forget": Access.SECRETARIAT,
    "exports.record": Access.SECRETARIAT,
    "exports.changes": Access.SECRETARIAT,
    "exports.changes_later": Access.SECRETARIAT,
    "exports.changes_file": Access.SECRETARIAT,
    "exports.kept_file": Access.ANYONE,
}


def init_app(app: Flask) -> None:
    """Check every request against the table; an endpoint that is not in it is not reachable."""
    app.before_request(_enforce)


def _enforce() -> None:
    if request.endpoint is None:
        return  # not found: the router says so
    needed = ACCESS[request.endpoint]
    who = identity()
    if needed is Access.ANYONE:
        return
    if who is None:
        raise SignInNeeded(
            _("Please sign in first: this page belongs to somebody who contributed."),
            go_to=url_for("people.sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else None),
            go_to_label=_("Sign in"),
        )
    if needed is Access.SECRETARIAT and not who.is_officer:
        raise NotFound(_("There is no such page. Check the address, or start from the first page."))
