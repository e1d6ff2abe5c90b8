"""One photo of a car with all that was made of it: which picture others see, how far it is, what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from imaging.branding import Branding
from imaging.covering import StoredCover, chosen_cover
from imaging.gate import Shot, Verdict, verdict_on
from imaging.models import Composite, Cutout
from imaging.quality import Doubt
from imaging.recipes import Areas, Finish, Recipe, finish
from imaging.viewpoint import View
from keroxio.runs import Run
from plates.models import PlateReading
from vehicles.models import Photo, Vehicle
from vehicles.vocabulary import PhotoKind


@dataclass(frozen=True)
class Picture:
    """One photo with its runs, oldest first. ``twin`` is a sharper one of its series."""

    photo: Photo
    vehicle: Vehicle
    readings: list[PlateReading]
    cutouts: list[Cutout]
    composites: list[Composite]
    is_cover: bool = False
    twin: int | None = None
    size: int = 0
    """The car's, in all its photos: see ``imaging.sizing``."""

    @cached_property
    def plates(self) -> Areas:
        """What is to be hidden: every plate seen by the last reading, unless hiding is off."""
        return self.reading.plates if self.reading and self.vehicle.mask_plates else []

    @cached_property
    def faces(self) -> Areas:
        """Every face seen by the last reading, unless the dealership shows faces."""
        return self.reading.faces if self.reading and self.vehicle.dealership.mask_faces else []

    @cached_property
    def cover(self) -> StoredCover:
        return chosen_cover(self.vehicle.dealership) if self.plates else {}

    @cached_property
    def reading(self) -> PlateReading | None:
        """The last one that ended well."""
        return next((one for one in reversed(self.readings) if one.status == Run.Status.DONE), None)

    @cached_property
    def cutout(self) -> Cutout | None:
        """The last one that found a car."""
        return next((one for one in reversed(self.cutouts) if one.status == Run.Status.DONE and one.mask), None)

    @property
    def is_exterior(self) -> bool:
        return self.photo.kind in {"", PhotoKind.EXTERIOR}

    @property
    def is_kind_unsure(self) -> bool:
        """Where no car is seen from outside, it is taken for the inside; it may be anything else."""
        return self.photo.kind_is_guess and self.photo.kind == PhotoKind.INTERIOR

    @property
    def lacks_cutout(self) -> bool:
        """Whether a car is to be looked for, and never was."""
        return self.is_exterior and (not self.cutouts or self.cutouts[-1].is_spared)

    @property
    def view(self) -> str:
        """From which side the car is shown, as its photographer said or its cut-out tells; "" where nobody knows."""
        if not self.is_exterior:
            return ""
        return self.photo.view or next((one.view for one in reversed(self.cutouts) if one.view), "")

    @property
    def view_label(self) -> Promise | str:
        told = self.view in View.values and self.view not in {View.UNKNOWN, View.INSIDE, View.DETAIL}
        return View(self.view).label if told else ""

    @property
    def is_excluded(self) -> bool:
        return self.photo.excluded_at is not None

    @cached_property
    def verdict(self) -> Verdict | None:
        """What speaks against the photo, while nobody has decided."""
        return None if self.is_excluded else verdict_on(shot_of(self.photo), is_twin=self.twin is not None)

    @property
    def may_be_cut_out(self) -> bool:
        """Costly work waits for a person where something speaks against the photo."""
        return not self.is_excluded and self.verdict is None

    @property
    def background_slug(self) -> str:
        return self.photo.background or self.vehicle.background_slug

    @cached_property
    def scene_recipe(self) -> Recipe | None:
        """The car in the chosen background; nothing for interiors and details."""
        if not self.cutout or not self.is_exterior:
            return None
        return Recipe(self.cutout.pk, self.background_slug, self.plates, self.faces, self.cover, self.scene_finish)

    @cached_property
    def whole_recipe(self) -> Recipe:
        """The photo with its own surroundings."""
        return Recipe(plates=self.plates, faces=self.faces, cover=self.cover, finish=self.whole_finish)

    @cached_property
    def scene_finish(self) -> Finish:
        view = self.cutout.view if self.cutout else ""
        windows = self.vehicle.tone_windows and view == View.SIDE
        return finish(size=self.size if view else 0, windows=windows, branding=self.branding)

    @cached_property
    def whole_finish(self) -> Finish:
        return finish(retouch=self.is_retouched, branding=self.branding)

    @property
    def is_retouched(self) -> bool:
        """Whether the photo is developed where it keeps its surroundings; damage and papers only when asked for."""
        if self.photo.retouch is not None:
            return self.photo.retouch
        return self.vehicle.retouch and self.photo.kind not in {PhotoKind.DAMAGE, PhotoKind.DOCUMENT}

    @cached_property
    def branding(self) -> Finish:
        """What the dealership draws onto this photo."""
        chosen = Branding.of(self.vehicle.dealership)
        return chosen.on(self.vehicle, is_cover=self.is_cover, is_exterior=self.is_exterior)

    @cached_property
    def result(self) -> Composite | None:
        """What is made by ``scene_recipe``, whatever its status."""
        return self._made_by(self.scene_recipe) if self.scene_recipe else None

    @cached_property
    def finished_original(self) -> Composite | None:
        """What is made by ``whole_recipe``, whatever its status; nothing where that leaves the photo as it is."""
        return None if self.whole_recipe.leaves_photo else self._made_by(self.whole_recipe)

    @property
    def original(self) -> Composite | Photo:
        """The photo as it was taken; once that is made, with its plates hidden and its finish."""
        made = self.finished_original
        return made if made and made.status == Run.Status.DONE else self.photo

    def _made_by(self, recipe: Recipe) -> Composite | None:
        return next((one for one in self.composites if one.recipe == recipe.key), None)

    @property
    def shows_result(self) -> bool:
        return self.photo.shown == Photo.Shown.RESULT and self.has_result

    @property
    def has_result(self) -> bool:
        return self.result is not None and self.result.status == Run.Status.DONE

    @property
    def published(self) -> Composite | Photo | None:
        """What others may see; nothing of a photo that is left out."""
        return None if self.is_excluded else self.made

    @cached_property
    def made(self) -> Composite | Photo | None:
        """What others might see; None while it is not made, or when a plate could not be looked for or hidden."""
        if self.may_show_a_plate:
            return None
        if self.shows_result:
            return self.result
        return self.original if self.original != self.photo or self.whole_recipe.leaves_photo else None

    @property
    def may_show_a_plate(self) -> bool:
        """Plates are to be hidden, and no reading has said yet where they are."""
        return bool(self.vehicle.mask_plates and self.readings) and not self.reading

    @property
    def seen(self) -> Composite | Photo:
        """What the seller sees in the grid: what is or would be published or, until it is made, the photo."""
        return self.made or self.photo

    @property
    def file(self) -> FieldFile | None:
        return self.published.image if self.published else None

    @property
    def is_composite(self) -> bool:
        """Whether the car is shown before another background."""
        return self.made is not None and self.made == self.result

    @property
    def hides_plates(self) -> bool:
        return bool(isinstance(self.made, Composite) and self.made.plates)

    @property
    def is_improved(self) -> bool:
        return isinstance(self.published, Composite) and bool(self.published.finish.get("retouch"))

    @property
    def tones_windows(self) -> bool:
        return isinstance(self.made, Composite) and self.made.toned_windows

    @property
    def hides_faces(self) -> bool:
        return bool(isinstance(self.made, Composite) and self.made.faces)

    @cached_property
    def run(self) -> Run | None:
        """The run that the photo waits for or failed at; None when all is done."""
        wanted: list[Run | None] = [self.readings[-1] if self.readings else None]
        if self.is_exterior:
            wanted += [self.cutouts[-1] if self.cutouts else None, self.result]
        if not self.shows_result:
            wanted.append(self.finished_original)
        runs = [run for run in wanted if run and run.status != Run.Status.DONE]
        return next((run for run in runs if not run.is_finished), runs[0] if runs else None)

    @property
    def is_working(self) -> bool:
        return self.run is not None and not self.run.is_finished

    @property
    def has_failed(self) -> bool:
        return self.run is not None and self.run.status == Run.Status.FAILED

    @property
    def delay(self) -> str:
        """What went wrong so far with the work that is tried again; "" where nothing did."""
        return self.run.problem if self.run and self.is_working else ""

    @property
    def can_retry(self) -> bool:
        """What failed, or a cut-out that a person may want made anew."""
        return self.has_failed or (self.is_exterior and not self.is_working and self.may_be_cut_out)

    @property
    def activity(self) -> Promise | str:
        if isinstance(self.run, Cutout):
            return _("Cutting out the car")
        if isinstance(self.run, Composite) and self.run.cutout_id:
            return _("Setting the car in its background")
        return _("Hiding the plate") if isinstance(self.run, Composite) else _("Looking for the plate")

    @property
    def state(self) -> str:
        """Changes whenever the card must be drawn anew."""
        run = self.run
        if run is None:
            return f"{self.photo.pk}-done"
        return f"{self.photo.pk}-{run._meta.model_name}{run.pk}-{run.status}{'-delayed' if self.delay else ''}"

    @property
    def doubt(self) -> str:
        """Why the result of an exterior photo should be looked at; empty when it need not."""
        if not self.is_exterior or not self.cutouts or self.cutouts[-1].status != Run.Status.DONE:
            return ""
        doubt = self.cutouts[-1].doubt
        return str(Doubt(doubt).label) if doubt else ""


def shot_of(photo: Photo) -> Shot:
    longer = max(photo.width, photo.height)
    return Shot(photo.pk, photo.measures, longer, overruled=frozenset(photo.overruled))
