"""Files that are handed out: asked for, made, recorded, compared, verified."""
