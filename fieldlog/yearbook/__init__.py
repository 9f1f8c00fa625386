"""The picture of a year as plain data, and how it is compared, cut for the public, worded and drawn."""
