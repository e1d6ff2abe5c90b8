"""Which photo goes to which car, on photos made of plain values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from sorting.fingerprint import LENGTH, fingerprint, pack, similarities, unpack
from sorting.grouping import group_shots
from sorting.plate_votes import differ_by_confusable
from sorting.shots import Basis, KnownCar, Placing, Shot, Why, numbered, time_in

A, B = "AB123CD", "EF456GH"


def sure(key: int, plate: str, at: float | None, **fields: Any) -> Shot:
    return Shot(key, f"IMG_{1000 + key}.jpg", at, plate=plate, confidence=0.99, is_confident=True, **fields)


def blank(key: int, at: float | None, **fields: Any) -> Shot:
    return Shot(key, fields.pop("name", f"IMG_{1000 + key}.jpg"), at, **fields)


def sort(*shots: Shot, **options: Any) -> tuple[list[str], list[Placing]]:
    """The plate of each photo's car, "" for the tray."""
    groups, placings = group_shots(shots, **options)
    return ["" if one.group is None else groups[one.group].plate for one in placings], placings


def test_photos_between_two_plates_of_a_car_are_its() -> None:
    plates, placings = sort(sure(1, A, 0), blank(2, 6), blank(3, 12), sure(4, A, 18), sure(5, B, 200))
    assert plates == [A, A, A, A, B]
    assert (placings[1].basis, placings[1].reason.why) == (Basis.SUGGESTED, Why.BETWEEN)
    assert 0.9 < placings[1].confidence < 1


def test_after_a_pause_the_next_car_begins() -> None:
    plates, placings = sort(sure(1, A, 0), blank(2, 7), blank(3, 190), sure(4, B, 197))
    assert plates == [A, A, B, B]
    assert (placings[1].reason.why, placings[1].reason.seconds) == (Why.AFTER, 7)
    assert placings[2].reason.why == Why.BEFORE


def test_a_confident_plate_is_never_outvoted_by_its_neighbours() -> None:
    plates, placings = sort(sure(1, A, 0), sure(2, B, 3), sure(3, A, 6), sure(4, A, 9))
    assert plates == [A, B, A, A]
    assert placings[1].basis == Basis.READ


def test_two_cameras_side_by_side_do_not_mix() -> None:
    one, other = {"camera": "Apple"}, {"camera": "samsung"}
    plates, _placings = sort(
        sure(1, A, 0, **one), sure(2, B, 1, **other), blank(3, 6, **one), blank(4, 7, **other), sure(5, A, 12, **one),
        sure(6, B, 13, **other),
    )  # fmt: skip
    assert plates == [A, B, A, B, A, B]


def test_without_times_the_numbers_of_the_files_tell_the_order() -> None:
    plates, placings = sort(sure(1, A, None), blank(2, None), sure(3, A, None), sure(40, B, None), blank(41, None))
    assert plates == [A, A, A, B, B]
    assert (placings[4].reason.why, placings[4].reason.count) == (Why.AFTER, 1)


def test_a_photo_that_nothing_speaks_for_stays_unsorted() -> None:
    plates, placings = sort(sure(1, A, 0), sure(2, B, 200), blank(3, None, name="holiday.jpg"))
    assert plates[2] == ""
    assert placings[2].basis == Basis.UNSORTED


def test_looks_decide_where_time_does_not() -> None:
    red, blue = (
        fingerprint(ImageOps.colorize(Image.linear_gradient("L"), "black", color)) for color in ("red", "blue")
    )
    shots = [sure(1, A, 0, fingerprint=red), blank(2, 25, fingerprint=blue), sure(3, B, 50, fingerprint=blue)]
    plates, placings = sort(*shots)
    assert plates == [A, B, B]
    assert placings[1].reason.is_alike


def test_an_unsure_reading_close_in_time_joins_the_plate_it_almost_is() -> None:
    unsure = Shot(2, "IMG_1002.jpg", 5, plate="A8123CD", confidence=0.4)
    plates, placings = sort(sure(1, "AB123CD", 0), unsure)
    assert plates == [A, A]
    assert placings[1].reason.why == Why.NEARLY_READ
    assert placings[1].basis == Basis.SUGGESTED


def test_two_sure_plates_that_look_alike_stay_two_cars_and_are_pointed_out() -> None:
    groups, _placings = group_shots([sure(1, "AB123CD", 0), sure(2, "A8123CD", 5)])
    assert [group.plate for group in groups] == ["AB123CD", "A8123CD"]
    assert groups[0].looks_like == ["A8123CD"]


def test_a_badge_read_as_a_plate_makes_no_car_amid_another() -> None:
    badge = Shot(2, "IMG_1002.jpg", 4, plate="3000GT", confidence=0.5)
    plates, _placings = sort(sure(1, A, 0), badge, sure(3, A, 8))
    assert plates == [A, A, A]


@pytest.mark.parametrize(("count", "is_sure"), [(1, False), (2, True)])
def test_two_unsure_readings_that_agree_make_a_sure_car(count: int, is_sure: bool) -> None:
    shots = [Shot(key, taken_at=key * 5, plate=A, confidence=0.6, has_format=True) for key in range(count)]
    groups, placings = group_shots(shots)
    assert groups[0].is_sure is is_sure
    assert all(one.group == 0 for one in placings)


def test_the_stock_is_a_prior() -> None:
    unsure = Shot(1, plate="AB123CE", confidence=0.4)
    assert sort(unsure, expected=[A])[0] == [A]
    assert sort(unsure, expected=[A, "AB123CF"])[0] == ["AB123CE"], "two are as near: no rule"
    assert sort(sure(1, "AB123CE", 0), expected=[A])[0] == ["AB123CE"], "what was read surely stands"


def test_what_a_person_decided_stands_and_teaches() -> None:
    known = [KnownCar(7), KnownCar(8, A)]
    shots = [sure(1, A, 0, car=7), blank(2, 5), blank(3, 300)]
    groups, placings = group_shots(shots, known)
    assert groups[placings[0].group or 0].key == 7
    assert placings[0].basis == Basis.DECIDED
    assert groups[placings[1].group or 0].key == 7, "its neighbour follows"


def test_a_suggestion_that_was_turned_down_is_not_made_again() -> None:
    known = [KnownCar(7, A)]
    shots = [sure(1, A, 0), blank(2, 5, refused=frozenset({7})), sure(3, A, 10)]
    assert sort(*shots, known=known)[0] == [A, "", A]


def test_all_photos_of_a_folder_show_one_car() -> None:
    shots = [blank(1, None, album="x"), sure(2, A, None, album="x"), sure(3, B, None)]
    assert sort(*shots)[0] == [A, A, B]
    assert sort(*shots, albums={"x": "ZZ987YY"})[0] == ["ZZ987YY", "ZZ987YY", B]


def test_nothing_is_sorted_from_nothing() -> None:
    assert group_shots([]) == ([], [])
    assert sort(blank(1, 0), blank(2, 5))[0] == ["", ""]


@pytest.mark.parametrize(
    ("name", "stem", "number"),
    [
        ("IMG_1234.jpg", "IMG_", 1234),
        ("IMG_20201123_132218__01.jpg", "IMG_20201123_", 132218),
        ("DSC0042 (1).JPG", "DSC", 42),
        ("photo.jpg", "photo", None),
    ],
)
def test_the_number_of_a_file(name: str, stem: str, number: int | None) -> None:
    assert numbered(name) == (stem, number)


def test_the_time_in_the_name_of_a_file() -> None:
    assert (time_in("IMG_20201123_132218.jpg") or 0) - (time_in("20201123-132118.jpg") or 0) == 60
    assert time_in("IMG_20209923_132218.jpg") is None
    assert time_in("IMG_1234.jpg") is None


def test_confusable_characters() -> None:
    assert differ_by_confusable("AB123CD", "A8123CD")
    assert not differ_by_confusable("AB123CD", "AB124CD"), "cars of a fleet have plates in a row"
    assert not differ_by_confusable("AB123CD", "AB123C")


def test_a_fingerprint_survives_its_packing() -> None:
    photo = Image.effect_noise((120, 90), 60).convert("RGB")
    made = fingerprint(photo)
    assert made.shape == (LENGTH,)
    back = unpack(pack(made))
    assert float(similarities(made[None], back[None])[0, 0]) == pytest.approx(1, abs=0.02)
    assert np.all(fingerprint(Image.new("RGB", (50, 50))) >= 0)


@pytest.mark.parametrize(("is_aside", "car"), [(True, A), (False, B)])
def test_a_neighbours_plate_at_the_rim_names_no_car(is_aside: bool, car: str) -> None:
    plates, _placings = sort(sure(1, A, 0), blank(2, 4), sure(3, B, 8, is_aside=is_aside), sure(4, A, 12))
    assert plates == [A, A, car, A]


def test_a_photo_whose_own_plate_says_otherwise_waits_for_a_person() -> None:
    other = Shot(3, "IMG_1003.jpg", 8, plate=B, confidence=0.95, has_format=True)
    plates, placings = sort(sure(1, A, 0), sure(2, A, 4), other, sure(4, A, 12), sure(5, A, 16))
    assert plates[2] == ""
    assert placings[2].reason.why == Why.DOUBTFUL


def test_details_before_a_cars_first_plate_rather_belong_to_the_car_before() -> None:
    _plates, placings = sort(sure(1, A, 0), blank(2, 21), sure(3, B, 40))
    assert placings[1].reason.plate == A


def around(first: int, at: float, count: int = 4, **fields: Any) -> list[Shot]:
    """Photos of one car, six seconds apart."""
    return [blank(first + step, at + 6 * step, **fields) for step in range(count)]


def test_a_car_without_a_readable_plate_is_a_car_of_its_own() -> None:
    before, after = [sure(1, A, 0), blank(2, 6)], [sure(20, B, 400), blank(21, 406)]
    groups, placings = group_shots([*before, *around(10, 200), *after])
    assert [group.plate for group in groups] == [A, B, ""]
    assert [one.group for one in placings] == [0, 0, 2, 2, 2, 2, 1, 1]
    assert {(one.basis, one.reason.why) for one in placings[2:6]} == {(Basis.SUGGESTED, Why.APART)}
    assert not groups[2].is_sure


def test_two_such_cars_are_told_apart_by_the_pause_between_them() -> None:
    _groups, placings = group_shots([sure(1, A, 0), *around(10, 200), *around(20, 300)])
    assert len({one.group for one in placings[1:5]}) == 1
    assert len({one.group for one in placings[5:]}) == 1
    assert placings[1].group != placings[5].group


def test_what_another_camera_takes_meanwhile_says_little_of_a_car() -> None:
    mine: dict[str, Any] = {"camera": "Apple"}
    other: dict[str, Any] = {"camera": "samsung"}
    shots = [sure(1, A, 0, **mine), *around(10, 200, **mine), sure(2, B, 205, **other), sure(3, B, 215, **other)]
    assert B not in sort(*shots)[0][1:5]


def test_it_goes_by_the_plate_that_was_hard_to_read_in_its_own_photos() -> None:
    hard = [
        Shot(14, "IMG_1014.jpg", 224, plate="CC333CC", confidence=0.4, has_format=True),
        Shot(15, "IMG_1015.jpg", 230, plate="CC338CD", confidence=0.5, has_format=True),
    ]
    groups, placings = group_shots([sure(1, A, 0), *around(10, 200), *hard, sure(20, B, 400)])
    (index,) = {one.group for one in placings[1:7]}
    assert index is not None
    assert groups[index].plate in {"CC333CC", "CC338CD"}
    assert not groups[index].is_sure


def test_fewer_photos_are_no_car() -> None:
    assert sort(sure(1, A, 0), *around(10, 400, 2), sure(20, B, 900))[0][1:3] == ["", ""]


def test_it_stays_the_same_car_when_more_is_known_and_a_refusal_stands() -> None:
    known = [KnownCar(7, A), KnownCar(8)]
    again = around(10, 200, was=8)
    groups, placings = group_shots([sure(1, A, 0), *again, blank(14, 224)], known)
    assert [groups[one.group or 0].key for one in placings[1:]] == [8] * 5
    _groups, placings = group_shots([sure(1, A, 0), *around(10, 200, refused=frozenset({8}))], known)
    assert {one.group for one in placings[1:]} == {None}
