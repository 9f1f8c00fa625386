"""Owns the catalogue of refusals: a code, an HTTP status and a sentence for each."""

from collections.abc import Mapping


class Refusal(Exception):
    """Something FieldLog will not do, said so that a coach understands it."""

    code = "refused"
    status = 400
    heading = "That did not work"
    sentence = "FieldLog could not do that. Nothing was changed."

    def __init__(self, sentence: str | None = None):
        self.sentence = sentence or self.sentence
        super().__init__(self.sentence)


class NotFound(Refusal):
    code = "not_found"
    status = 404
    heading = "Nothing here"
    sentence = (
        "There is no such page, or it is not yours to see. Check the address, or start again from home."
    )


class SignInNeeded(Refusal):
    code = "sign_in"
    status = 401
    heading = "Please sign in"
    sentence = "You are signed out. Sign in again, and you will be back where you were."


class WrongPerson(Refusal):
    code = "wrong_user"
    status = 403
    heading = "Opened by someone else"
    sentence = (
        "This form was opened by someone else, so it was not logged under your name. "
        "What was typed is kept: its author can sign in here to save it."
    )


class NotForRole(Refusal):
    code = "not_for_role"
    status = 403
    heading = "Not part of your account"
    sentence = "Your account cannot do this. If it should, ask your program's admin."


class CrossSite(Refusal):
    code = "cross_site"
    status = 403
    heading = "Not from here"
    sentence = "This was sent from another website. Nothing was changed."


class StalePage(Refusal):
    code = "csrf"
    status = 400
    heading = "This page was open for too long"
    sentence = (
        "This page was open for too long to be trusted. Nothing was changed. Open it anew and try again."
    )


class StaleToken(Refusal):
    code = "csrf"
    status = 403
    sentence = "The token of this request is stale. Ask for a new one and send it again."


class Envelope(Refusal):
    code = "envelope"
    status = 400
    sentence = "This batch could not be read."


class OtherEpoch(Refusal):
    code = "epoch"
    status = 409
    sentence = "The server was restored since. Send what it may have lost again."


class MediaType(Refusal):
    code = "media_type"
    status = 415
    heading = "That could not be read"
    sentence = "This was sent in a way that FieldLog does not read. Nothing was changed."


class TooMany(Refusal):
    code = "too_many"
    status = 413
    sentence = "There are too many operations in this batch."


class Unreadable(Refusal):
    code = "unreadable"
    status = 422
    heading = "That could not be read"
    sentence = "Something in this address is not what FieldLog expects. Nothing was changed."


class TooLarge(Refusal):
    code = "too_large"
    status = 413
    heading = "That is too long"
    sentence = (
        "What was sent is too long to be taken in one go. Nothing was changed. Shorten it and try again."
    )


class IdReused(Refusal):
    code = "id_reused"
    status = 409
    heading = "Already logged"
    sentence = (
        "This form was already logged as an entry, with other words in it. "
        "Save again to log what stands here as a second entry."
    )


class ChangedSince(Refusal):
    code = "changed_since"
    status = 409
    heading = "Changed meanwhile"
    sentence = "Someone changed this entry meanwhile. Nothing was overwritten."


class SetMeanwhile(ChangedSince):
    """`now` is what stands there since: (school, measure) -> target."""

    code = "set_meanwhile"
    sentence = (
        "Someone else set what you changed too. Nothing was kept yet: what you typed is still here. "
        "Look it over, and save again to have yours."
    )

    def __init__(self, now: Mapping[tuple[int, str], int]):
        super().__init__()
        self.now = now


class TooLate(Refusal):
    code = "too_late"
    status = 409
    heading = "Too long ago"
    sentence = "A withdrawal can be undone for 30 days. This one is older; nothing was changed."


class SettledMeanwhile(Refusal):
    code = "settled_meanwhile"
    status = 409
    heading = "Changed meanwhile"
    sentence = (
        "These two no longer wait for an answer: one of them was changed or withdrawn meanwhile. "
        "Nothing was changed now."
    )


class Merged(Refusal):
    code = "merged"
    status = 409
    heading = "Part of one event"
    sentence = (
        "This entry was withdrawn because another one logs the same event. To have both count again, "
        "say on its page that they are two events."
    )


class NotAnUnsentFile(Refusal):
    code = "not_unsent_file"
    status = 422
    heading = "Not a file of unsent entries"
    sentence = (
        "This is not a file of unsent entries from FieldLog, or it was changed on the way. Nothing was taken."
    )


class OtherWords(Refusal):
    code = "other_words"
    status = 409
    heading = "Written already"
    sentence = (
        "This note went out already, with other words in it or to another address. "
        "What stands here would be a second note."
    )


class ClosedMeanwhile(Refusal):
    code = "closed_meanwhile"
    status = 409
    heading = "Closed meanwhile"
    sentence = (
        "The school closed this question meanwhile. What you typed is still here: "
        "sending it opens the question again."
    )


class Withdrawn(Refusal):
    code = "withdrawn"
    status = 409
    heading = "Withdrawn meanwhile"
    sentence = "This entry was withdrawn. Put it back to write to the teacher; what you typed is still here."


class NotSent(Refusal):
    code = "not_sent"
    status = 424
    heading = "Not sent"
    sentence = (
        "The mail server did not take it, so nothing was sent. What you wrote is still here: "
        "try again in a few minutes."
    )


class AddressRefused(NotSent):
    code = "address_refused"
    status = 422
    sentence = "The mail server does not take this address, so nothing was sent. Look it over."


class PerhapsSent(NotSent):
    code = "perhaps_sent"
    sentence = (
        "The mail server fell silent, so it may have been sent or not. What you wrote is still here: "
        "ask whether it arrived before you send it again."
    )


class TooOften(Refusal):
    """`seconds` until it may be tried again."""

    code = "too_often"
    status = 429
    heading = "A little later"

    def __init__(self, seconds: int):
        minutes = -(-seconds // 60)
        when = "a minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"This link was read as often as an hour allows. It can be read again in {when}.")
        self.seconds = seconds


class Busy(Refusal):
    code = "busy"
    status = 503
    heading = "One moment"
    sentence = "FieldLog is busy right now. What you typed is still here: wait a moment and save again."


class Contended(Busy):
    """Somebody else was first: the same transaction may well work when it is tried again at once."""


class Full(Busy):
    code = "disk"
    heading = "No room left"
    sentence = (
        "FieldLog has no room left to keep this. What you typed is still here: tell your program's admin, "
        "and save again later."
    )


class Broken(Refusal):
    code = "broken"
    status = 500
    heading = "Something went wrong here"
    sentence = "This was FieldLog's fault, not yours. Nothing was changed. Please try again."


class NotDelivered(Exception):
    """Why something did not arrive where it was to go, in plain words without a secret."""

    def __init__(self, words: str):
        self.words = words
        super().__init__(words)


class SettingRefused(Exception):
    """What stops the start, a setting most of all, with one sentence that names it."""
