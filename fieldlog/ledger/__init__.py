"""Everything that reads or writes rows; it flushes, the edge commits."""
