"""Marking texts for translation where no web framework is known."""


def N_(text: str) -> str:  # noqa: N802 - the name every gettext extractor looks for
    """Return `text` unchanged; the mark lets it be collected, the screens translate it when they show it."""
    return text
