"""From a proposal's form to a page, and a proposal as pages show it."""
