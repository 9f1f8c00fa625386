"""What the invented coaches write. All of it is made up; no student is ever named."""

VISIT_SHARED = (
    "Students came back to the circle quickly after recess. The greeting at the door set a calm tone.",
    "The calm corner was used twice without a word from the adult. A lovely routine.",
    "Morning meeting ran on student jobs. Everyone had something to say about the weekend.",
    "Transitions took under a minute with the song. Next time we look at the end of the day.",
    "Noticed three private redirections, each quiet and kind. The room stayed settled.",
    "We tried the feelings check-in together. Half of the class chose to share.",
    "",
    "",
    "Clear visuals for the schedule. Students helped each other find the page.",
    "A hard start after the assembly; the teacher named it, breathed with them, and began again.",
)
VISIT_PRIVATE = (
    "",
    "",
    "",
    "Ask next week how the new seating feels for the teacher.",
    "Would like to model a class meeting here, if welcome.",
)
MEETING_SHARED = (
    "Looked at removals by time of day. Most come after lunch; the team wants to try a soft landing.",
    "Minor incidents are down at recess. Agreed to keep the extra adult at the field gate.",
    "The team asked what students say. Two circles will gather their words before next month.",
    "Re-entry conversations happened for four of five removals. The form is now on the clipboard.",
    "Attendance and climate survey side by side. Belonging is the thread for this term.",
)
PD_TITLES = {
    "relationships_workshop": "Relationships before rigor",
    "brain_trauma": "The brain under stress",
    "regulation": "Regulation for adults first",
    "class_meetings": "Class meetings that students lead",
    "restorative_practice": "Repair in five questions",
    "cultural_responsiveness": "Whose stories are on the walls",
    "discipline_data": "Reading our data with kindness",
    "coaching_leadership": "Leading a calm building",
}
PD_SHARED = (
    "Lively group. Each table left with one routine to try on Monday.",
    "Strong commitment from the classified team. They asked for a follow-up in spring.",
    "Short role plays worked better than slides.",
)
SUPPORT_SHARED = (
    "Talked through the seating plan.",
    "Sent the circle starter cards.",
    "Quick check-in before the staff meeting.",
    "Planned the next learning walk.",
    "",
)
ROOMS = (
    "Room 2", "Room 4", "Room 7", "Room 9", "Room 11", "Room 14", "Library", "Gym", "Ms. Alder", "Mr. Finch",
    "Ms. Okafor", "Mr. Delgado",
)  # fmt: skip
SOLUTIONS = (
    "Two adults at the door after lunch",
    "A soft landing with music before the first lesson",
    "Each class holds a circle on Monday",
    "Adults name a feeling before they correct",
    "A calm corner in every room, taught to the whole class",
    "A re-entry talk before a student comes back to class",
)
ACTION_ITEMS = (
    ("Put the re-entry form on every clipboard", "Counselor"),
    ("Bring removals by time of day", "Data lead"),
    ("Ask two circles what would help at recess", "Teachers of grade 4"),
    ("Plan cover for the field gate", "Principal"),
    ("Share the starter cards with the aides", "Coach"),
)
AGREEMENTS = (
    "Every student is greeted by name",
    "Circles are kept, also in a busy week",
    "We repair before we remove",
)
PLANS = (
    ("A circle in every class by spring", "Train the aides in August"),
    ("Half as many removals after lunch", "Walk the lunchroom together in the first week"),
    ("Adults practise regulation together each month", "Ten minutes in the first staff meeting"),
)
CONVENING_SHARED = (
    "Eight schools at one table. We agreed to dream big, and to thrive in the stretch zone. "
    "Each school left with a first step and a date."
)
FIRST_AGREEMENTS = (
    "Dream big",
    "Thrive in your stretch zone",
    "Every adult knows one good thing about every student",
)
# What people said at a convening, one set a year; one without consent stays with the entry.
QUOTES = (
    (
        {
            "text": "We start the day calmer now. Students ask for the circle when it is missing.",
            "role": "teacher",
            "speaker": "Ms. Alder",
            "attribution": "named",
            "consent": "1",
        },
        {
            "text": "I used to send students out. Now I sit down next to them first.",
            "role": "classified",
            "attribution": "role_only",
            "consent": "1",
        },
        {
            "text": "For the first time our data meeting was about us, not about them.",
            "attribution": "anonymous",
            "consent": "1",
        },
        {"text": "I am not sure yet.", "role": "teacher", "attribution": "anonymous"},
    ),
    (
        {
            "text": "Repair takes ten minutes. A removal takes the whole day.",
            "role": "principal",
            "attribution": "role_only",
            "consent": "1",
        },
        {
            "text": "Mr. Finch showed us how a class meeting begins, and we have not stopped since.",
            "role": "teacher",
            "attribution": "role_only",
            "consent": "1",
        },
        {
            "text": "My own calm is the first tool in the room.",
            "role": "counselor",
            "speaker": "Ms. Okafor",
            "attribution": "named",
            "consent": "1",
        },
    ),
)
# Each with the answer it gets, if it gets one.
QUESTIONS = (
    ("Thank you for this. Which routine could our staff see first?", ""),
    (
        "Was this before or after the schedule change? Our staff will ask.",
        "After it: the new schedule began that Monday. I will say so in the next meeting.",
    ),
    (
        "May I share this note with our data team?",
        "Yes, please do. The note is written for the whole school.",
    ),
)
