"""The benchmarks: each row is FieldLog beside the raw limit of this machine, measured in turn in one run."""
