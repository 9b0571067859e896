"""Tables as other programs write them: what is put in, the programs, and what reading gives."""
