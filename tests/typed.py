"""Values of fields as a browser posts them."""

from typing import Any

from fieldlog.activities.fields import Field, Flag
from fieldlog.activities.follow_ups import FollowUps
from fieldlog.activities.listed import Choices
from fieldlog.activities.parts import Parts
from fieldlog.activities.per_option import PerOption


def typed_of(field: Field, value: Any) -> dict[str, list[str]]:
    filled = field.fill(value)
    if isinstance(field, Parts):
        return {
            f"{field.name}.{part['id']}.{name}": said
            for part in value or ()
            for own in field.fields
            if own.name in part or not isinstance(field, FollowUps)
            for name, said in typed_of(own, part.get(own.name)).items()
        }
    if isinstance(field, PerOption):
        return {f"{field.name}.{code}": [said] for code, said in filled.items()}
    if isinstance(field, Flag):
        return {field.name: ["1"]} if filled else {}
    return {field.name: filled if isinstance(field, Choices) else [filled]}
