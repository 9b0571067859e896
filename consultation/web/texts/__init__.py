"""Texts as pages show them: language, formats, sentences with people's words in them, differences."""
