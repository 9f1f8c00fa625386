"""A mail that a week's files are made, with a link to them: whoever opens it signs in first."""

from dataclasses import dataclass, field
from typing import ClassVar

from fieldlog import mail
from fieldlog.carriers import plain_words
from fieldlog.carriers.address import Around, BadAddress
from fieldlog.carriers.parcel import Parcel, page_of
from fieldlog.errors import AddressRefused, NotDelivered, NotSent, PerhapsSent

LIKE = "mailto:office@example.org"
COUNTED = "entries.csv"


@dataclass(frozen=True)
class Letter:
    to: str
    base_url: str
    smtp_url: str = field(repr=False)

    announces: ClassVar[bool] = True

    @property
    def name(self) -> str:
        return f"e-mail to {self.to}"

    def carry(self, parcel: Parcel) -> None:
        subject = f"The weekly files of {parcel.week}"
        message = mail.Message(self.to, subject, _text(parcel, self.base_url), parcel.tried_at)
        try:
            mail.send(message, self.smtp_url)
        except NotSent as refusal:
            raise NotDelivered(_words(refusal)) from None


def of(address: str, around: Around) -> Letter:
    to = address.partition(":")[2]
    if not mail.is_address(to):
        raise ValueError("no address")
    for name, value in (("FIELDLOG_SMTP_URL", around.smtp_url), ("FIELDLOG_BASE_URL", around.base_url)):
        if not value:
            raise BadAddress(f"names mailto:, which needs {name} to send a link")
    return Letter(to, around.base_url, around.smtp_url)


def _text(parcel: Parcel, base_url: str) -> str:
    """The week and how many rows it has, and nothing that somebody wrote: mail is soon passed on."""
    made = "are made" if parcel.edition == 1 else f"were made again, as edition {parcel.edition}"
    rows = next(piece.rows for piece in parcel.pieces if piece.name == COUNTED)
    return (
        f"The files of {parcel.week} {made}. {COUNTED} has {rows} {'row' if rows == 1 else 'rows'}.\n\n"
        f"Sign in and download them here:\n{page_of(base_url, parcel.week)}\n"
    )


def _words(refusal: NotSent) -> str:
    if isinstance(refusal, AddressRefused):
        return "the mail server does not take this address"
    if isinstance(refusal, PerhapsSent):
        return "the mail server fell silent, so it may have arrived or not"
    if mail.is_wrong_password(refusal.__cause__):
        return "the mail server does not take the user name or password"
    return f"the mail server: {plain_words.of(refusal.__cause__, 'it did not take it')}"
