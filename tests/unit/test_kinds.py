"""What holds for every kind, whoever adds one."""

import re

import pytest

from fieldlog.activities import KINDS, MEASURES
from fieldlog.activities.kind import Kind

AVOIDED = ("observation", "evaluation", "score", "rating", "compliance", "offender", "consequence", "reward")


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
class TestKind:
    def test_its_codes_can_be_columns_and_addresses(self, kind: Kind) -> None:
        options = [option.code for field in kind.fields for option in getattr(field, "options", ())]
        for code in (kind.code, *(field.name for field in kind.fields), *options):
            assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code), code
        assert len({field.name for field in kind.fields}) == len(kind.fields)

    def test_its_words_are_those_of_the_field(self, kind: Kind) -> None:
        options = [option.label for field in kind.fields for option in getattr(field, "options", ())]
        words = [kind.label, *(f"{field.label} {field.hint}" for field in kind.fields), *options]
        assert [word for word in words if any(bad in word.lower() for bad in AVOIDED)] == []

    def test_its_measures_are_labelled_and_explained(self, kind: Kind) -> None:
        for measure in kind.all_measures:
            assert MEASURES[measure.code].label
            assert measure.rule.endswith(".")

    def test_what_is_not_shared_is_hidden_from_others(self, kind: Kind) -> None:
        for field in kind.fields:
            if field.shared_by:
                kept = {field.name: "Ms. Alder"}
                assert kind.visible(kept, to_author=True) == kept
                assert kind.visible(kept, to_author=False) == {}
                assert (
                    kind.visible(kept | {field.shared_by: True}, to_author=False)[field.name] == "Ms. Alder"
                )


def test_no_two_kinds_share_a_code_a_label_or_a_place() -> None:
    for of in (lambda k: k.code, lambda k: k.label, lambda k: k.order):
        assert len({of(kind) for kind in KINDS.values()}) == len(KINDS)
