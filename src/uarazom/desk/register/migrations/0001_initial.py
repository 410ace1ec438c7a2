"""Changes of the register."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("asked", "Asked"),
                            ("confirmed", "Confirmed"),
                            ("in_force", "In Force"),
                            ("refused", "Refused"),
                            ("dropped", "Dropped"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("items", models.JSONField(default=dict)),
                ("edition", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=2000)),
                ("sent_back", models.CharField(blank=True, max_length=2000)),
                ("content", models.BinaryField(default=b"")),
                ("content_digest", models.CharField(blank=True, max_length=64)),
                ("blobs", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_signature", models.CharField(blank=True, max_length=88)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_signature", models.CharField(blank=True, max_length=88)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=2000)),
                ("receipt", models.JSONField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-changed_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", None),
                            models.Q(("confirmed_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="register_takes_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "dropped")),
                            models.Q(("asked_signature", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="register_asked_with_signature",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "asked", "dropped")),
                            models.Q(
                                ("confirmed_by__isnull", False), models.Q(("confirmed_signature", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="register_confirmed_with_signature",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("receipt__isnull", False), models.Q(("state", "in_force"), _negated=True), _connector="OR"
                        ),
                        name="register_in_force_with_receipt",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "asked", "confirmed", "refused"))),
                        fields=("made_by",),
                        name="register_one_open_change",
                    ),
                ],
            },
        ),
    ]
