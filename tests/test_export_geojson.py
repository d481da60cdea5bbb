import io
import json

import pytest

from reflections.exports import geojson_file
from reflections.exports.selection import Selection
from reflections.exports.tables import Tables
from tests import builders
from tests.exporting import make_encounter

WORDS = '=1+1 "quoted"\r\n\t🎉 שלום \u2028 </script>'


def collection(programme):
    file = io.BytesIO()
    geojson_file.write(Tables(Selection(programme)).reflections(), file)
    return json.loads(file.getvalue())


def test_a_feature_has_the_point_longitude_first_and_every_other_column(programme, participation):
    reflection = builders.make_reflection(
        participation, words=WORDS, moment="encounter", encounter=make_encounter(participation)
    )

    (feature,) = collection(programme)["features"]

    assert set(feature) == {"type", "id", "geometry", "properties"}
    assert (feature["type"], feature["id"]) == ("Feature", str(reflection.pk))
    assert feature["geometry"] == {"type": "Point", "coordinates": [-2.35, 53.49]}
    assert feature["properties"]["words"] == WORDS
    assert feature["properties"]["photos"] == 0
    assert feature["properties"]["stop"] is None
    names = [column.name for column in Tables(Selection(programme)).reflections().columns]
    assert list(feature["properties"]) == [name for name in names if name not in ("latitude", "longitude")]


def test_without_a_point_the_geometry_is_null(programme, participation):
    opened = make_encounter(participation, latitude=None, longitude=None)
    builders.make_reflection(participation, moment="encounter", encounter=opened)

    (feature,) = collection(programme)["features"]

    assert feature["geometry"] is None
    assert feature["properties"]["point_is"] is None
    assert feature["properties"]["encounter"] == "The lock keeper"


@pytest.mark.parametrize("number", [0, 1, 3, 600])
def test_it_is_one_feature_collection_however_many_rows(programme, participation, number):
    for place in range(number):
        builders.make_reflection(participation, words=f"Sample {place}")

    found = collection(programme)

    assert list(found) == ["type", "features"]
    assert found["type"] == "FeatureCollection"
    assert {feature["properties"]["words"] for feature in found["features"]} == {
        f"Sample {place}" for place in range(number)
    }
    assert len(found["features"]) == number
