"""Taking lists away to edit them offline: at once, or made by a worker."""
