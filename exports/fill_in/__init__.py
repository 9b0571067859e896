"""Templates: workbooks that are filled in offline, and reading the rows of a filled one or of any table."""
