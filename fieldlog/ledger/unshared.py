"""What an author keeps from a reader: the private note, and what was not shared with others."""

from collections.abc import Collection, Mapping
from typing import Any

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.kind import Content
from fieldlog.ledger import own_lists

PRIVATE_NOTE = "private_note"


def from_actor(actor: Actor, author_id: int, content: Content) -> set[str]:
    """The names of the fields that this reader, who sees every school, neither sees whole nor changes; the
    flags that share them too."""
    if access.may_read_unshared(actor, author_id):
        return set()
    kind = own_lists.kinds()[content.kind]
    hidden = kind.not_read_whole(content.details)
    return {
        PRIVATE_NOTE,
        *hidden,
        *(f.shared_by for f in kind.every_field if f.shared_by and f.name in hidden),
    }


def without(
    actor: Actor,
    author_id: int,
    content: Content,
    said: Mapping[str, Any],
    schools: Collection[str] | None = None,
) -> dict[str, Any]:
    """What the content says, by field, as far as this reader may see it, who sees the schools of these
    codes; without a word on them, all."""
    if access.may_read_unshared(actor, author_id):
        return dict(said)
    read = own_lists.kinds()[content.kind].visible(content.details, to_author=False, schools=schools)
    shared = {name: value for name, value in said.items() if name not in content.details}
    return {name: value for name, value in shared.items() if name != PRIVATE_NOTE} | dict(read)
