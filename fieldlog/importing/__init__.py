"""Schools, people and entries from the tables of other programs, and from our own files."""
