"""A short support that counts in no headline: a hallway talk, an e-mail, a resource."""

from fieldlog.activities.kind import Kind, Measure
from fieldlog.activities.listed import Choice
from fieldlog.activities.lists import value_list

TAG = value_list(
    "support",
    "Kind of support",
    planning="Planning",
    leader_check_in="Leader check-in",
    email_phone="E-mail or phone",
    resource="Resource",
    hallway="Hallway",
)

KIND = Kind(
    code="quick_support",
    label="Quick support",
    plural="Quick supports",
    order=5,
    usual_minutes=10,
    told_apart_by=("tag",),
    quick_minutes=(5, 10, 15, 20, 30),
    fields=(Choice(name="tag", label="What kind of support", options=TAG),),
    measures=(
        Measure(
            "quick_supports",
            "Quick supports",
            "Each quick support counts 1; it stands in no headline.",
            lambda _content: 1,
        ),
    ),
    examples=({}, {"tag": "hallway"}),
)
