"""The shapes of the API's answers; they know no request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from autoupdate.models import Delivery, Upload, UploadState
from autoupdate.queries.reports import FieldStatus, ReportState
from autoupdate.queries.uploads import message_for

#: How an upload came → where its sender asks for it again.
_ADDRESSES: Mapping[str, str] = {
    Delivery.AGENT: "agent_api:upload",
    Delivery.PUSH: "push_api:upload",
}


def _choices(kind: Any) -> list[str]:
    return [str(each.value) for each in kind]


class ErrorSerializer(serializers.Serializer[Any]):
    """What went wrong, as a code for the software and a sentence for a person."""

    code = serializers.CharField()
    message = serializers.CharField()


class SchoolSerializer(serializers.Serializer[Any]):
    """The school that the licence key belongs to."""

    name = serializers.CharField()
    dfe_number = serializers.CharField()


class FieldSerializer(serializers.Serializer[Any]):
    """One field: any of its captions may be sent; a field that is not uploaded is dropped."""

    code = serializers.CharField(source="field.code")
    label = serializers.CharField(source="field.label")  # type: ignore[assignment]
    captions = serializers.ListField(child=serializers.CharField(), source="field.captions")
    status = serializers.ChoiceField(choices=_choices(FieldStatus))


class SubReportSerializer(serializers.Serializer[Any]):
    """One sub-report: what is uploaded as one file."""

    code = serializers.CharField(source="sub_report.code")
    label = serializers.CharField(source="sub_report.label")  # type: ignore[assignment]
    items = FieldSerializer(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """``fields`` is a name that DRF keeps for itself, so it is given late."""
        declared = super().get_fields()
        declared["fields"] = declared.pop("items")
        return declared


class ReportSerializer(serializers.Serializer[Any]):
    """One report as it stands with the school."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=_choices(ReportState))
    sub_reports = SubReportSerializer(many=True)


class ConfigurationSerializer(serializers.Serializer[Any]):
    """All that the software needs to know before it exports."""

    school = SchoolSerializer()
    mis = serializers.CharField()
    reports = ReportSerializer(many=True)


class UploadSerializer(serializers.Serializer[Upload]):
    """An upload as it stands now."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=UploadState.values)
    report = serializers.CharField()
    sub_report = serializers.CharField()
    received_at = serializers.DateTimeField()
    message = serializers.SerializerMethodField()
    problems = serializers.IntegerField(source="num_problems")
    rows = serializers.IntegerField(source="num_rows")
    url = serializers.SerializerMethodField()

    def get_message(self, upload: Upload) -> str:
        """What became of it, for a person."""
        return message_for(upload)

    def get_url(self, upload: Upload) -> str:
        """Where to ask again."""
        name = _ADDRESSES[upload.delivery]
        return str(reverse(name, args=[upload.pk], request=self.context["request"]))
