# The tables of duty: what a warning's draft is for, and retractions.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("drafts", "0003_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="task",
                        serialize=False,
                        to="drafts.draftrow",
                    ),
                ),
                (
                    "does",
                    models.CharField(
                        choices=[
                            ("issue", "issue"),
                            ("update", "update"),
                            ("extend", "extend"),
                            ("correct", "correct"),
                            ("all_clear", "all_clear"),
                            ("cancel", "cancel"),
                        ],
                        max_length=10,
                    ),
                ),
                ("exercise", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("does__in", ("issue", "update", "extend", "correct", "all_clear", "cancel"))
                        ),
                        name="task_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Retraction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("statement", models.TextField()),
                ("signature", models.CharField(max_length=88)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("delivered", "delivered"), ("refused", "refused")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=2000)),
                ("receipt", models.JSONField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="retractions", to="drafts.submission"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "next_attempt_at"], name="duty_retrac_state_c85693_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=("submission",),
                        name="taken_back_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "delivered", "refused"))),
                        name="retraction_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("receipt__isnull", False), models.Q(("state", "delivered"), _negated=True), _connector="OR"
                        ),
                        name="retraction_delivered_with_receipt",
                    ),
                ],
            },
        ),
    ]
