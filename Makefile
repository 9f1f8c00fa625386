# Thin on purpose: each target is `python3 scripts/workshop.py <target>`, which works without make too.
.DEFAULT_GOAL := help
.PHONY: help run test test-browsers test-office faults check bench

PYTHON ?= python3

# SEEDS, KILLS and ROUNDS say how long `faults` goes on.
export SEEDS KILLS ROUNDS

help run test test-browsers test-office faults check bench:
	@$(PYTHON) scripts/workshop.py $@ $(ARGS)
