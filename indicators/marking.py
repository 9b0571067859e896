"""Marking texts for translation where no web framework is known."""


def N_(text: str) -> str:  # noqa: N802 - the name every gettext extractor looks for
    """Return `text` unchanged; the mark lets it be collected, the screens translate it when they show it."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as N_
    """Return the forms of a text for one and for many unchanged, to be collected together."""
    return one, many
