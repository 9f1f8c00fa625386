"""An invented program with its school years, loaded through the write path of a coach's entry."""
