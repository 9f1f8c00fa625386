# Thin on purpose: each target is `python3 scripts/workshop.py <target>`, which works without make too.
.DEFAULT_GOAL := help
.PHONY: help run test check bench

PYTHON ?= python3

help run test check bench:
	@$(PYTHON) scripts/workshop.py $@ $(ARGS)
