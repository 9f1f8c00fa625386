"""The tables, one noun a module."""

from fieldlog.models.alike import AlikePair
from fieldlog.models.contact import Contact
from fieldlog.models.delivery import Delivery, DeliveryTry
from fieldlog.models.district import District
from fieldlog.models.edition import Edition, PublicLink
from fieldlog.models.entry import Entry, EntryCoach, EntryRevision, EntrySchool
from fieldlog.models.lease import Lease
from fieldlog.models.live_link import LiveLink
from fieldlog.models.own_list import OwnChoice, OwnQuestion
from fieldlog.models.past_total import PastTotal
from fieldlog.models.person import Person, PersonSchool
from fieldlog.models.program import Program
from fieldlog.models.question import Question, QuestionMessage
from fieldlog.models.school import School, SchoolProfile
from fieldlog.models.sign_in import SignIn, SignInLink
from fieldlog.models.sync import Audit, Held, Operation, SchoolChange, SchoolClock
from fieldlog.models.tally import DayTally, Tally
from fieldlog.models.target import Target
from fieldlog.models.teacher_note import TeacherNote
from fieldlog.models.thread import Thread, ThreadMark
from fieldlog.models.week import WeekEdition, WeekEntry, WeekFile

__all__ = [
    "AlikePair",
    "Audit",
    "Contact",
    "DayTally",
    "Delivery",
    "DeliveryTry",
    "District",
    "Edition",
    "Entry",
    "EntryCoach",
    "EntryRevision",
    "EntrySchool",
    "Held",
    "Lease",
    "LiveLink",
    "Operation",
    "OwnChoice",
    "OwnQuestion",
    "PastTotal",
    "Person",
    "PersonSchool",
    "Program",
    "PublicLink",
    "Question",
    "QuestionMessage",
    "School",
    "SchoolChange",
    "SchoolClock",
    "SchoolProfile",
    "SignIn",
    "SignInLink",
    "Tally",
    "Target",
    "TeacherNote",
    "Thread",
    "ThreadMark",
    "WeekEdition",
    "WeekEntry",
    "WeekFile",
]
