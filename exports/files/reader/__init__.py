"""From the bytes of an uploaded file to rows of text; what is hostile or broken is refused first."""
