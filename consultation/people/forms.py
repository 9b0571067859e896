"""The forms of signing in, and of who speaks in a contribution."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import Field
from wtforms.form import BaseForm as AnyForm
from wtforms.validators import StopValidation

from consultation.people.email_addresses import AddressNotUsable, normalised
from consultation.people.local_paths import local_path
from consultation.people.speaker import SPEAKER_CELLS, WAYS_TO_BE_SHOWN, Speaker, attribution_of
from consultation.people.tokens import GROUP_LENGTH, GROUPS, hashed, read_key
from consultation.web.fields import ChoiceField, Email, Hidden, Line, OneTimeKey, Radios, Required, SelectChoice, Tick
from consultation.web.forms import BaseForm
from consultation.web.texts.sentences import filled, isolated, list_in_words
from indicators.framework import Framework
from indicators.languages import LANGUAGES
from indicators.schemes import REGION, STAKEHOLDER_GROUP

ANOTHER_LANGUAGE = "und"
NAME_LIMIT = 200
STAYS = _l("Stay signed in on this device")
STAYS_HINT = _l(
    "For 14 days; not where others use it too. It does nothing for officers, and once you write about missing migrants."
)
LANGUAGE_CHOICES = [
    *(
        SelectChoice(tongue.code, tongue.autonym, {"lang": tongue.code, "dir": tongue.direction})
        for tongue in LANGUAGES
    ),
    SelectChoice(ANOTHER_LANGUAGE, _l("Another language")),
]


@dataclass(frozen=True)
class SpeakerChoices:
    """The groups and regions a form offers."""

    groups: list[SelectChoice]
    regions: list[SelectChoice]


def speaker_choices(framework: Framework, language: str) -> SpeakerChoices:
    """Return the groups and regions in their order, named in the language of the page."""
    return SpeakerChoices(
        groups=[SelectChoice(entry.code, entry.label(language)) for entry in framework.entries(STAKEHOLDER_GROUP)],
        regions=[SelectChoice(entry.code, entry.label(language)) for entry in framework.entries(REGION)],
    )


def usable_address(form: AnyForm, field: Field) -> None:
    """Refuse what mail cannot be sent to; nothing at all is for `Required` to judge."""
    if field.data:
        try:
            normalised(field.data)
        except AddressNotUsable as problem:
            raise StopValidation(_("Write an e-mail address such as name@example.org.")) from problem


def readable_key(form: AnyForm, field: Field) -> None:
    """Refuse what cannot be a key for its shape, which says nothing about which keys there are."""
    if read_key(field.data) is None:
        count = GROUPS * GROUP_LENGTH
        raise StopValidation(
            _("A key has %(count)d letters and digits, without 0, 1, I and O. Compare yours with it.", count=count)
        )


def shown_needs(kind: str, message: Any) -> Any:
    """Ask for an answer only where the author wants it to be shown: when `attribution` is `kind`."""

    def check(form: AnyForm, field: Field) -> None:
        is_asked = form["attribution"].data == kind and not getattr(form, "is_as_last_time", False)
        if is_asked and not field.data and not getattr(form, "is_draft", False):
            raise StopValidation(str(message))

    return check


def chosen_or_said(form: AnyForm, field: Field) -> None:
    """Ask who speaks where neither the last time was chosen nor anything said below: nobody is hidden by oversight."""
    is_said = any(form[name].data for name in ("stakeholder_group", "region", "organisation", "name"))
    if not field.data and not is_said and not getattr(form, "is_draft", False):
        raise StopValidation(_("Choose who speaks: as last time, or as you say below"))


class _Speaking:
    """What the answers of SpeakerFields mean."""

    last: Speaker | None = None

    @property
    def is_as_last_time(self: Any) -> bool:
        return self.last is not None and self.speaks.data == _mark_of(self.last)

    def speaker(self: Any) -> Speaker:
        """Return who speaks, as answered."""
        if self.is_as_last_time:
            return cast(Speaker, self.last)
        return Speaker(
            attribution=attribution_of(self.attribution.data),
            stakeholder_group=self.stakeholder_group.data or "",
            region=self.region.data or "",
            organisation=self.organisation.data,
            name=self.name.data,
        )

    def offer(self: Any, offered: SpeakerChoices, last: Speaker | None = None) -> None:
        """Offer these groups and regions, and to speak as last time where there was one."""
        self.stakeholder_group.choices = offered.groups
        self.region.choices = offered.regions
        self.last = last
        if last is None:
            del self.speaks
        else:
            self.speaks.choices = [
                SelectChoice(_mark_of(last), filled(_("As last time: %(who)s"), who=_in_words(last, offered))),
                SelectChoice(_ANEW, _("As I say below; what I leave empty is “not stated”")),
            ]


_ANEW = "anew"


def _mark_of(last: Speaker) -> str:
    """What stands for a speaker in a form: where another one was the last meanwhile, it is asked again."""
    return hashed(json.dumps(astuple(last)))[:22]


def _in_words(speaker: Speaker, offered: SpeakerChoices) -> str:
    names = {choice.value: choice.label for choice in (*offered.groups, *offered.regions)}
    codes = (speaker.stakeholder_group, speaker.region)
    said = [isolated(text) for text in (speaker.name, speaker.organisation) if text]
    return list_in_words([*said, *(names.get(code, code) for code in codes if code)], style="unit")


HOW_SHOWN = tuple((attribution.value, _l(words)) for attribution, words in WAYS_TO_BE_SHOWN.items())
NAME_OF_ORGANISATION_NEEDED = _l("Write the name of your organisation, or choose to be shown in another way")
NAME_NEEDED = _l("Write your name, or choose to be shown in another way")


class SpeakerFields(_Speaking):
    """Who speaks, and how much of it is shown."""

    speaks = Radios(_l("As whom do you speak?"), [chosen_or_said])
    stakeholder_group = ChoiceField(_l("Stakeholder group"), blank=_l("Not stated"))
    region = ChoiceField(_l("Region"), blank=_l("Not stated"))
    organisation = Line(
        _l("Organisation"),
        [shown_needs("organisation", NAME_OF_ORGANISATION_NEEDED)],
        limit=NAME_LIMIT,
        description=_l("Only if you speak for one."),
    )
    name = Line(
        _l("Your name"),
        [shown_needs("named", NAME_NEEDED)],
        limit=NAME_LIMIT,
        description=_l("Only if you want it to be shown."),
    )
    attribution = Radios(
        _l("How is this shown?"),
        [Required(_l("Choose how this is shown"))],
        description=_l("What you hide is not stored: it appears on no page and in no table or file."),
        choices=[SelectChoice(code, label) for code, label in HOW_SHOWN],
    )


class SpeakerRowFields(BaseForm):
    """Who speaks in a row of a table, by codes: nothing of it has to be said, and then nothing is shown."""

    stakeholder_group = ChoiceField(_l("Stakeholder group"), blank=_l("Not stated"))
    region = ChoiceField(_l("Region"), blank=_l("Not stated"))
    organisation = Line(
        _l("Organisation"), [shown_needs("organisation", NAME_OF_ORGANISATION_NEEDED)], limit=NAME_LIMIT
    )
    name = Line(_l("Your name"), [shown_needs("named", NAME_NEEDED)], limit=NAME_LIMIT)
    attribution = ChoiceField(
        _l("How is this shown?"),
        blank=HOW_SHOWN[-1][1],
        choices=[SelectChoice(code, label) for code, label in HOW_SHOWN],
    )

    def offer(self, offered: SpeakerChoices) -> None:
        """Offer these groups and regions."""
        self.stakeholder_group.choices, self.region.choices = offered.groups, offered.regions

    def speaker(self) -> Speaker | None:
        """Return who speaks, as far as it is shown; None where the row says nothing of that."""
        said: dict[str, Any] = {field: self[field].data or "" for field in SPEAKER_CELLS}
        if not any(said.values()):
            return None
        return Speaker(**said | {"attribution": attribution_of(said["attribution"])}).as_shown()


class ContributionForm(SpeakerFields, BaseForm):
    """What every contribution asks besides its own questions; `email` is there for visitors alone."""

    language = ChoiceField(
        _l("Language you write in"),
        [Required(_l("Choose the language you write in"))],
        choices=LANGUAGE_CHOICES,
    )
    email = Email(
        _l("Your e-mail address (optional)"),
        [usable_address],
        description=_l(
            "No page, list or file shows it. It lets you sign in again by a link. With or without it you get a key."
        ),
    )
    submission = OneTimeKey()

    def __init__(
        self, *args: Any, offered: SpeakerChoices, is_visitor: bool, last: Speaker | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(offered, last)
        if not is_visitor:
            del self.email

    def __iter__(self) -> Iterator[Field]:
        """The questions first, then who speaks: the order of the page, and of the summary of errors."""
        return iter(sorted(super().__iter__(), key=lambda field: field.short_name in SPEAKING))


class ShowLessForm(BaseForm):
    """Asks how little of its author a contribution is to show from now on; it offers what is less than `shown`."""

    attribution = Radios(_l("How is this shown?"), [Required(_l("Choose how this is shown"))])

    def __init__(self, *, shown: Speaker, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        less = shown.showing_less()
        self.attribution.choices = [SelectChoice(code, label) for code, label in HOW_SHOWN if code in less]


class LinkForm(BaseForm):
    """Asks for a sign-in link; `next` is where it leads on to."""

    email = Email(_l("Your e-mail address"), [Required(_l("Write your e-mail address")), usable_address])
    next = Hidden(filters=[local_path])


class KeyForm(BaseForm):
    """Signs in with a participation key. It stands beside another form, so its fields are called `key-…`."""

    class Meta(BaseForm.Meta):
        """The token stands in the page under the name it has everywhere; every POST is checked for it anyway."""

        csrf = False

    typed = Line(
        _l("Your participation key"),
        [Required(_l("Type your participation key")), readable_key],
        description=_l("Five groups of four letters and digits. Capitals and what stands between them do not matter."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    stays = Tick(STAYS, description=STAYS_HINT)
    next = Hidden(filters=[local_path])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix="key-", **kwargs)

    def refuse(self) -> None:
        """Say that the key opens nothing, whatever it looks like."""
        self.typed.errors = [_("This key opens nothing here. Compare it with what you wrote down.")]


class OpenLinkForm(BaseForm):
    """The button of a link."""

    stays = Tick(STAYS, description=STAYS_HINT)


class NewKeyForm(BaseForm):
    """Asks for a further participation key."""

    end_others = Tick(
        _l("Earlier keys stop working"), description=_l("Choose this if somebody else may have seen one of them.")
    )
    submission = OneTimeKey()


class AddressForm(BaseForm):
    """Asks for the address to sign in with from now on."""

    email = Email(_l("Your e-mail address"), [Required(_l("Write your e-mail address")), usable_address])


SPEAKING = ("speaks", "stakeholder_group", "region", "organisation", "name", "attribution", "email")
