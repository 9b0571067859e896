"""Refusals: exceptions with a sentence for a person and an HTTP status."""

from __future__ import annotations

import traceback


class Refusal(Exception):
    """A sentence for the person who asked, the HTTP status that goes with it, and where to go next."""

    status = 400

    def __init__(self, sentence: str, *, go_to: str | None = None, go_to_label: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.go_to = go_to
        self.go_to_label = go_to_label


class NotFound(Refusal):
    """There is nothing here for this person: whether it exists is not said."""

    status = 404


class NotAllowed(Refusal):
    """The thing may be seen, but this may not be done by this person."""

    status = 403


class SignInNeeded(Refusal):
    """Only somebody who is signed in can have what was asked for."""

    status = 401


class PhaseClosed(Refusal):
    """The consultation does not take this now."""

    status = 403


class AlreadyDone(Refusal):
    """It has happened already, or the thing has moved on since."""

    status = 409


class EditedMeanwhile(Refusal):
    """The text was changed by somebody else since the form was opened."""

    status = 409


class LinkSpent(Refusal):
    """The link did what it was for, or its time is over."""

    status = 410


class TooManyAttempts(Refusal):
    """Asked too often; `retry_after` is in seconds."""

    status = 429

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class NotPublished(Refusal):
    """Nothing is shown or handed out until the secretariat has looked at something."""

    status = 503


class Outage(Exception):
    """The database cannot be used now, whoever asks: there is no place in it, somebody holds it, or it is not there."""


def where(problem: BaseException | None) -> str:
    """Return the type of a problem and where in the code it happened, for a log.

    Neither its message nor its values: they could carry what a person wrote.
    """
    if problem is None:
        return "a problem without an exception"
    frames = traceback.extract_tb(problem.__traceback__)
    return " < ".join(
        [type(problem).__name__, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))]
    )
