"""What ``/image`` takes and answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from imaging.backgrounds import colour_slug
from imaging.own_backgrounds import is_known
from imaging.processing import ProcessedPhoto
from keroxio.engine_messages import message_of
from keroxio.errors import EngineError
from keroxio.fetching import check_address


class FromUrlSerializer(serializers.Serializer[Any]):
    image_url = serializers.CharField(
        max_length=2000, help_text="Public http(s) address of a JPEG, PNG, WebP or HEIC, at most 60 MB."
    )

    def validate_image_url(self, url: str) -> str:
        try:
            check_address(url)
        except EngineError as error:
            raise serializers.ValidationError(message_of(error)) from error
        return url


class FromFileSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="JPEG, PNG, WebP or HEIC, at most 60 MB.")


class SceneSerializer(serializers.Serializer[Any]):
    background = serializers.CharField(
        max_length=40,
        required=False,
        help_text="One of /image/backgrounds, or a colour like “#e8eaed”; the dealership's usual one by default.",
    )

    def validate_background(self, chosen: str) -> str:
        slug = colour_slug(chosen)
        if not is_known(slug, self.context["dealership"]):
            raise serializers.ValidationError(_("Choose one of the backgrounds."))
        return slug


class StudioSerializer(SceneSerializer):
    mask_plates = serializers.BooleanField(default=True, help_text="Whether plates are hidden, in the chosen style.")
    mask_faces = serializers.BooleanField(default=True, help_text="Whether faces are blurred.")


class CompositeSerializer(SceneSerializer):
    file = serializers.FileField(required=False, help_text="A cut-out car: PNG or WebP with transparency.")
    image_url = serializers.CharField(required=False, max_length=2000, help_text="Or its public address.")

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if ("file" in asked) == ("image_url" in asked):
            raise serializers.ValidationError({"file": [_("Send either a file or an address, not both.")]})
        if "image_url" in asked:
            _checked(asked["image_url"])
        return asked


class ProcessUrlSerializer(FromUrlSerializer, StudioSerializer):
    pass


class ProcessFileSerializer(FromFileSerializer, StudioSerializer):
    pass


class ProcessedPhotoSerializer(serializers.Serializer[ProcessedPhoto]):
    file = serializers.CharField(source="api_path", help_text="Where the PNG or JPEG is, for a day.")
    width = serializers.IntegerField(help_text="Pixels.")
    height = serializers.IntegerField()
    background = serializers.CharField(help_text="Empty where the surroundings are those of the photo.")
    kind = serializers.CharField(help_text="What the photo shows, as far as it was looked at.")
    confidence = serializers.FloatField(source="cutout_confidence", allow_null=True, help_text="0 to 1.")
    doubt = serializers.CharField(source="get_doubt_display", help_text="Why a person should look; empty if not.")
    plates = serializers.ListField(child=serializers.ListField(), help_text="Corners of each plate that was found.")
    faces = serializers.ListField(child=serializers.ListField())
    engine = serializers.CharField()


def _checked(url: str) -> None:
    FromUrlSerializer().validate_image_url(url)


def _example(name: str, **values: Any) -> OpenApiExample:
    value = {
        "file": "/api/v2/image/files/3f2b8c1d5e6f47a8b9c0d1e2f3a4b5c6.jpg",
        "width": 2560,
        "height": 1920,
        "background": "showroom",
        "kind": "exterior",
        "confidence": 0.991,
        "doubt": "",
        "plates": [[[412.0, 608.5], [655.0, 612.0], [654.5, 664.0], [412.5, 660.0]]],
        "faces": [],
        "engine": "pp-ocrv6, u2net",
    }
    return OpenApiExample(name, value=value | values, response_only=True, status_codes=["200"])


CUT_OUT = _example(
    "A car cut out",
    file="/api/v2/image/files/3f2b8c1d5e6f47a8b9c0d1e2f3a4b5c6.png",
    background="",
    kind="",
    plates=[],
    engine="u2net",
)
IN_SCENE = _example("A car in the showroom", kind="", confidence=None, plates=[], engine="compositing")
WHOLE = _example("A photo through the whole studio")


class PhotoInfoSerializer(serializers.Serializer[Any]):
    format = serializers.ChoiceField(["JPEG", "PNG", "WEBP", "HEIF"])
    width = serializers.IntegerField(help_text="Pixels, upright.")
    height = serializers.IntegerField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    taken_at = serializers.DateTimeField(allow_null=True, help_text="By the camera's clock, without a time zone.")
    camera = serializers.CharField(help_text="Make and model; may be empty.")
    has_location = serializers.BooleanField(help_text="Whether the file tells where it was taken.")
    is_rotated = serializers.BooleanField(help_text="Whether it has to be turned to be upright.")
    colour_profile = serializers.CharField(help_text="“Display P3” and so on; empty for plain sRGB.")
    is_transparent = serializers.BooleanField()


class StudioHealthSerializer(serializers.Serializer[Any]):
    engine = serializers.CharField(help_text="The engine that cuts cars out here.")
    weights_present = serializers.BooleanField(help_text="Whether its files on this machine are there.")
    backgrounds = serializers.IntegerField()
