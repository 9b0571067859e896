"""The report, its handouts, and the round trip: spreadsheets out and back in."""
