"""Filling in and sending the forms of a page without a browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import lxml.html

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Submission:
    """A filled-in form, ready to be sent."""

    method: str
    action: str
    pairs: Pairs


def fill_in(html: str, values: Mapping[str, str | Iterable[str]], *, button: str | None = None) -> Submission:
    """Return the page's form that has all the named fields and the button, filled in; fail where none has them.

    A value ticks the box or picks the choice that carries it, else it is typed. A name that is not mentioned keeps
    what the page gave it; to untick or empty a field, give it an empty list or text. The button is named by its words.
    """
    forms = lxml.html.document_fromstring(html).forms
    wanted = {name: [value] if isinstance(value, str) else list(value) for name, value in values.items()}
    fitting = [
        form
        for form in forms
        if wanted.keys() <= _names(form) and (button is None or _button(form, button) is not None)
    ]
    if not fitting:
        raise AssertionError(f"no form has {sorted(wanted)} and {button!r}: {[sorted(_names(form)) for form in forms]}")
    form = fitting[0]
    pressed = _button(form, button)
    pairs = [pair for name, those in _controls(form).items() for pair in _answers(those, name, wanted.get(name))]
    action = form.get("action") or ""
    if pressed is not None:
        action = pressed.get("formaction") or action
        pairs += [(pressed.get("name"), pressed.get("value") or "")] if pressed.get("name") else []
    return Submission((form.get("method") or "get").upper(), action, pairs)


def buttons_of(html: str) -> list[str]:
    """Return the words on the buttons of the page's main form, the one in its content that comes first."""
    [form, *_others] = lxml.html.document_fromstring(html).xpath("//main//form[.//button]")
    return [_said(button) for button in form.xpath(".//button")]


def key_on(html: str) -> str:
    """Return the participation key that a page shows."""
    [written] = lxml.html.document_fromstring(html).find_class("key")
    return str(written.text_content()).strip()


def compared_on(html: str) -> list[tuple[str, str]]:
    """Return the texts that a page shows side by side, first and second, with [what differs] in brackets."""
    sides = [_with_brackets(side) for side in lxml.html.document_fromstring(html).find_class("marked")]
    return list(zip(sides[::2], sides[1::2], strict=True))


def _with_brackets(side: Any) -> str:
    for heard in side.find_class("away"):
        heard.drop_tree()
    for mark in side.xpath(".//del | .//ins"):
        mark.text = f"[{mark.text_content()}]"
    return str(side.text_content())


def _fields(form: Any) -> list[Any]:
    fields: list[Any] = form.xpath(
        ".//input[@name and not(@disabled) and not(@type='submit')] | .//textarea[@name and not(@disabled)]"
        " | .//select[@name and not(@disabled)]"
    )
    return fields


def _names(form: Any) -> set[str]:
    return {field.get("name") for field in _fields(form)}


def _controls(form: Any) -> dict[str, list[Any]]:
    """Return what can be filled in under each name, in the order of the page."""
    found: dict[str, list[Any]] = {}
    for field in _fields(form):
        found.setdefault(field.get("name"), []).append(field)
    return found


def _button(form: Any, words: str | None) -> Any:
    buttons = form.xpath(".//button[not(@type) or @type='submit'] | .//input[@type='submit']")
    if words is None:
        return buttons[0] if buttons else None
    return next((button for button in buttons if _said(button) == words), None)


def _said(button: Any) -> str:
    return " ".join((button.get("value") if button.tag == "input" else button.text_content() or "").split())


def _answers(controls: list[Any], name: str, wanted: list[str] | None) -> Pairs:
    if wanted is None:
        return [(name, value) for control in controls for value in _as_given(control)]
    left = list(wanted)
    answers: Pairs = []
    for value in [value for control in controls for value in _choices(control)]:
        if value in left:
            left.remove(value)
            answers.append((name, value))
    for control in controls:
        if _is_typed(control):
            answers.append((name, _typed(control, left.pop(0) if left else "")))
    if left:
        raise AssertionError(f"{name} does not offer {left}")
    return answers


def _is_typed(control: Any) -> bool:
    return control.tag == "textarea" or (control.tag == "input" and control.get("type") not in {"checkbox", "radio"})


def _typed(control: Any, text: str) -> str:
    # Browsers send the line ends of a text area as CR LF.
    return "\r\n".join(text.splitlines()) if control.tag == "textarea" and text.splitlines() else text


def _choices(control: Any) -> list[str]:
    if control.tag == "select":
        return [_option(option) for option in control.xpath(".//option")]
    return [] if _is_typed(control) else [control.get("value", "on")]


def _option(option: Any) -> str:
    return option.get("value", (option.text or "").strip())  # type: ignore[no-any-return]


def _as_given(control: Any) -> list[str]:
    if control.tag == "select":
        chosen = control.xpath(".//option[@selected]")
        if not chosen and control.get("multiple") is None:
            chosen = control.xpath(".//option")[:1]
        return [_option(option) for option in chosen]
    if not _is_typed(control):
        return [control.get("value", "on")] if control.get("checked") is not None else []
    if control.tag == "textarea":
        return [_typed(control, (control.text or "").removeprefix("\n"))]
    return [control.get("value", "")]


def as_seen(text: str) -> str:
    """Return a text without the unseen signs that keep other people's words apart in it."""
    return text.translate(dict.fromkeys(map(ord, "\u2068\u2069")))
