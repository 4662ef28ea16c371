"""Rows of the desk. They hold what happened; what follows from it, the jobs say.

A workbook is kept as it was handed in; each edit is a row of its own beside it, which is
the one source of history, undo and of the sheet as it stands. What is stored is named
so, to be told from the plan, the scenario and the workbook that the program works with.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q


class User(AbstractUser):
    """Somebody with an account; their roles are their groups."""

    must_change = models.BooleanField(default=False)
    """Whether the password is a one-time one."""
    staff = models.CharField(max_length=40, blank=True)
    """Their number in the workbook, where they are on the staff."""
    unit = models.CharField(max_length=40, blank=True)
    """The unit that they head, by its id in the workbook."""


class Cycle(models.Model):
    """A rotation year, such as 2027年度轮岗: everything else belongs to one."""

    name = models.CharField(max_length=60, unique=True)
    gates = models.JSONField(default=list)
    """The conditions of adoption that plans are held against."""
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)


class StoredWorkbook(models.Model):
    """A workbook as it was handed in; the last one of a cycle is in force."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="workbooks")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    edition = models.PositiveIntegerField(default=0)
    """The number of edits; together with the workbook it names one state."""

    class Meta:
        db_table = "desk_workbook"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "number"], name="one_number")
        ]


class ImportNote(models.Model):
    """What was said of a roster when this workbook was made of it: of the whole, under
    no sheet; of the cells inferred on a sheet, under its Chinese name."""

    workbook = models.ForeignKey(
        StoredWorkbook, models.PROTECT, related_name="import_notes"
    )
    sheet = models.CharField(max_length=60)
    said = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workbook", "sheet"], name="one_note_a_sheet"
            )
        ]


class Edit(models.Model):
    """One cell changed: who, when, from what, to what. Never altered, never removed."""

    workbook = models.ForeignKey(StoredWorkbook, models.PROTECT, related_name="edits")
    edition = models.PositiveIntegerField()
    """The state that this edit made."""
    sheet = models.CharField(max_length=60)
    row = models.PositiveIntegerField()
    column = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    """The number of edits of this row up to this one."""
    was = models.TextField(blank=True)
    now = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="undone_by"
    )
    group = models.PositiveIntegerField(null=True)
    """Of edits made at once, the state that the first of them made."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workbook", "edition"], name="one_edit_each"
            ),
            models.UniqueConstraint(
                fields=["workbook", "sheet", "row", "version"], name="no_lost_race"
            ),
        ]


class StoredScenario(models.Model):
    """A question beside the workbook as it stands: a patch, whose it is, what for."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="scenarios")
    number = models.PositiveIntegerField()
    workbook = models.ForeignKey(StoredWorkbook, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    """The scenario that this one builds on."""
    plan = models.ForeignKey("StoredPlan", models.PROTECT, null=True, related_name="+")
    """The plan in hand when it was made."""
    name = models.CharField(max_length=60)
    purpose = models.TextField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "desk_scenario"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "number"], name="one_scenario_number"
            )
        ]


class Job(models.Model):
    """Work that takes longer than a page may: it waits, runs, and ends as a row."""

    class Kind(models.TextChoices):
        """What is to be done."""

        CHECK = "check"
        SOLVE = "solve"
        ASK = "ask"
        PAPERS = "papers"
        SWEEP = "sweep"

    class State(models.TextChoices):
        """How far it has come."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.QUEUED, db_index=True
    )
    workbook = models.ForeignKey(StoredWorkbook, models.PROTECT, related_name="jobs")
    edition = models.PositiveIntegerField()
    asked = models.JSONField(default=dict)
    """What else the job takes: seconds; question, plan and names."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    stop = models.BooleanField(default=False)
    progress = models.JSONField(default=list)
    result = models.JSONField(null=True)
    says = models.JSONField(default=dict)
    """How it ended, in both languages."""


class Made(models.Model):
    """A file that a job made, to be saved; one made anew takes the place of the last."""

    job = models.OneToOneField(Job, models.CASCADE, related_name="made")
    name = models.CharField(max_length=120)
    data = models.BinaryField()


class StoredPlan(models.Model):
    """What a solve came to: its document and certificate, word for word."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    job = models.OneToOneField(Job, models.PROTECT, related_name="plan")
    workbook = models.ForeignKey(StoredWorkbook, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    text = models.TextField()
    certificate = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=12)
    scenario = models.ForeignKey(
        StoredScenario, models.PROTECT, null=True, related_name="plans"
    )
    """The scenario that it answers; none for the workbook as it stands."""
    ways = models.JSONField(default=list)
    """Where no plan exists: the ways out, each as the patch that takes it."""
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "desk_plan"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "number"], name="one_plan_number")
        ]


class Submission(models.Model):
    """A plan sent for approval, by its hash, and what became of it.

    The database itself refuses a decision by whoever sent the plan or had it solved.
    """

    class State(models.TextChoices):
        """How far it has come; void when anything was changed since."""

        SENT = "sent"
        APPROVED = "approved"
        BACK = "back"
        VOID = "void"

    plan = models.ForeignKey(StoredPlan, models.PROTECT, related_name="submissions")
    sha256 = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    solved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.SENT, db_index=True
    )
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)
    void_because = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="never_ones_own_work",
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("sent_by")) & ~Q(decided_by=F("solved_by"))),
            ),
            models.CheckConstraint(
                name="decided_by_somebody",
                condition=~Q(state__in=("approved", "back"))
                | Q(decided_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_submission", fields=["plan"], condition=Q(state="sent")
            ),
        ]


class Paper(models.Model):
    """A file that was handed in beside a record: evidence, a minute, an opinion."""

    name = models.CharField(max_length=120)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Record(models.Model):
    """One step of a proceeding: who said what, when, on which paper; only ever added.

    A proceeding is all records of one cycle, one kind and one subject, by number. The
    database refuses a decision by whoever opened it.
    """

    class Kind(models.TextChoices):
        """What the proceeding is."""

        COMMENT = "comment"
        OPINION = "opinion"
        RISK = "risk"
        RECUSAL = "recusal"
        DECLARATION = "declaration"
        OBJECTION = "objection"
        CEREMONY = "ceremony"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="records")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField(max_length=120)
    """The subject: a plan, a risk's number, a staff number, a case."""
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=20)
    said = models.JSONField(default=dict)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="records")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "kind", "about", "number"], name="one_step_each"
            ),
            models.CheckConstraint(
                name="no_decision_on_ones_own",
                condition=~Q(kind__in=("recusal", "objection"), step="decided")
                | ~Q(by=F("opened_by")),
            ),
        ]


class Look(models.Model):
    """Somebody looked at what is on record of a person's family; once a day each."""

    staff = models.CharField(max_length=40, db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    where = models.CharField(max_length=60)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff", "by", "where", "on"], name="one_look_a_day"
            )
        ]


class Token(models.Model):
    """A key for a program: it acts for its owner, with no more than their roles."""

    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateField()
    revoked = models.BooleanField(default=False)


class Entry(models.Model):
    """One line of the log; each holds the hash of the one before it."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    record = models.TextField()
    """The line as it was hashed: JSON with when, who, what, ``prev`` and ``hash``."""
    who = models.CharField(max_length=150, db_index=True)
    act = models.CharField(max_length=40, db_index=True)
    hash = models.CharField(max_length=64, unique=True)
