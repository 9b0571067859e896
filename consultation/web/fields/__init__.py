"""The fields every form is made of: no form uses another kind."""

from consultation.web.fields.base import Required, Words
from consultation.web.fields.choices import ChoiceField, Choices, Radios, SelectChoice, Tick, value_written
from consultation.web.fields.codes import Codes
from consultation.web.fields.files import File
from consultation.web.fields.moments import LocalDateTime
from consultation.web.fields.texts import Day, Email, Hidden, HiddenNumber, Line, OneTimeKey, Paragraphs

__all__ = [
    "ChoiceField",
    "Choices",
    "Codes",
    "Day",
    "Email",
    "File",
    "Hidden",
    "HiddenNumber",
    "Line",
    "LocalDateTime",
    "OneTimeKey",
    "Paragraphs",
    "Radios",
    "Required",
    "SelectChoice",
    "Tick",
    "Words",
    "value_written",
]
