"""The weekly files: what a week's entries say and what changed since the files before, as one edition."""
