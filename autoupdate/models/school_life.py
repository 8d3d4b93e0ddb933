"""Contacts, groups and attendance as the MIS last gave them: current rows only, no history."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.models import SchoolMis
from accounts.models.constraints import one_of
from matching.models import MisPerson


class Contact(models.Model):
    """A parent or carer as the MIS last described them."""

    school_mis = models.ForeignKey(SchoolMis, on_delete=models.PROTECT, related_name="contacts")
    mis_id = models.CharField(max_length=64)
    title = models.CharField(max_length=20, blank=True)
    forename = models.CharField(max_length=100, blank=True)
    surname = models.CharField(max_length=100, blank=True)
    emails = ArrayField(models.CharField(max_length=254), default=list, blank=True)
    mobiles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    phones = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        ordering = ["surname", "forename"]
        constraints = [
            UniqueConstraint(fields=["school_mis", "mis_id"], name="contact_once_per_mis"),
            CheckConstraint(condition=~Q(mis_id=""), name="contact_has_mis_id"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.forename} {self.surname}".strip()


class StudentContact(models.Model):
    """The tie between one contact and one student."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="students")
    student = models.ForeignKey(MisPerson, on_delete=models.CASCADE, related_name="contacts")
    relationship = models.CharField(max_length=60, blank=True)
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    has_parental_responsibility = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["priority", "pk"]
        constraints = [UniqueConstraint(fields=["contact", "student"], name="student_contact_once")]

    def __str__(self) -> str:
        return f"{self.contact} of {self.student}"


class GroupKindChoice(models.TextChoices):
    """What a group is in the school's day."""

    CLASS = "class", "Class"
    REGISTRATION = "registration", "Registration group"
    YEAR = "year", "Year group"
    HOUSE = "house", "House"


class GroupRoleChoice(models.TextChoices):
    """What a member does in a group."""

    STUDENT = "student", "Student"
    TEACHER = "teacher", "Teacher"


class Group(models.Model):
    """A class or other group as the MIS last described it."""

    school_mis = models.ForeignKey(SchoolMis, on_delete=models.PROTECT, related_name="groups")
    kind = models.CharField(max_length=12, choices=GroupKindChoice.choices)
    mis_id = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    subject = models.CharField(max_length=100, blank=True)
    academic_year = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            UniqueConstraint(fields=["school_mis", "kind", "mis_id"], name="group_once_per_mis"),
            one_of("kind", GroupKindChoice, prefix="group"),
            CheckConstraint(condition=~Q(mis_id=""), name="group_has_mis_id"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """One person's place in one group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    mis_person = models.ForeignKey(MisPerson, on_delete=models.CASCADE, related_name="groups")
    role = models.CharField(max_length=8, choices=GroupRoleChoice.choices)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["group", "mis_person", "role"], name="group_member_once"),
            one_of("role", GroupRoleChoice, prefix="group_member"),
        ]

    def __str__(self) -> str:
        return f"{self.mis_person} in {self.group}"


class AttendanceMark(models.Model):
    """One attendance mark; kept only where the school uses AutoText."""

    student = models.ForeignKey(MisPerson, on_delete=models.CASCADE, related_name="attendance")
    marked_on = models.DateField()
    session = models.CharField(max_length=40)
    code = models.CharField(max_length=2)
    minutes_late = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["student", "marked_on", "session"], name="attendance_once_per_session"
            ),
            CheckConstraint(condition=~Q(code=""), name="attendance_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.student} {self.marked_on:%d %B %Y} {self.session}: {self.code}"
