"""`flask fieldlog add-user`: someone new, with a one-time link to choose a password."""

import click
from flask import current_app
from flask.cli import with_appcontext

from fieldlog import access
from fieldlog.cli.readiness import refuse_unready
from fieldlog.extensions import write_transaction
from fieldlog.ledger import names, people, schools, sign_ins


@click.command("add-user")
@click.argument("email")
@click.option("--role", type=click.Choice(access.ROLES), required=True)
@click.option("--school", "codes", multiple=True, help="A school's code; repeat it for several.")
@click.option("--name", help="How others read the name; the address without one.")
@with_appcontext
def add_user(email: str, role: str, codes: tuple[str, ...], name: str | None) -> None:
    """Add EMAIL and print a one-time sign-in link."""
    name = name or email.partition("@")[0]
    if not names.is_email(email) or not names.is_presentable(name):
        raise click.ClickException(f"{email!r} is not an e-mail address, or the name cannot be shown.")
    refuse_unready()
    with write_transaction():
        _add(email, name, role, codes)
        sentence = link_sentence(email)
    click.echo(sentence)


def link_sentence(email: str) -> str:
    """A new link for somebody who was just added, in the caller's write transaction."""
    person = people.by_email(email)
    assert person
    settings = current_app.config["FIELDLOG"]
    base = settings.base_url or f"http://{settings.host}:{settings.port}"
    link = f"{base}/sign-in/{sign_ins.make_link(person.id)}"
    return f"{email} is added. This link works once, within seven days: {link}"


def _add(email: str, name: str, role: str, codes: tuple[str, ...]) -> None:
    if people.by_email(email):
        raise click.ClickException(f"{email} is already known.")
    found = schools.by_code(codes)
    if missing := sorted(set(codes) - found.keys()):
        raise click.ClickException(f"There is no school {missing[0]}.")
    district_id = None
    if role == access.DISTRICT_LEAD:
        district_id = schools.district_of(found.values())
        if district_id is None:
            raise click.ClickException("A district lead needs --school with a school of that district.")
    people.add(email, name, role, school_ids=found.values(), district_id=district_id)
