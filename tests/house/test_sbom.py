"""The bill of materials: every package that serving needs and every weight, each with a licence."""

from __future__ import annotations

from models.weights import manifest
from scripts.sbom import sbom
from tests.house.test_repository import lines, name

DOCUMENT = sbom()
BY_NAME = {each["name"]: each for each in DOCUMENT["components"]}


def test_every_package_of_serving_and_every_weight_is_in_it() -> None:
    assert {name(line) for line in lines("runtime")} <= set(BY_NAME)
    assert set(manifest()["weights"]) <= set(BY_NAME)


def test_everything_has_a_licence_and_weights_have_their_digest() -> None:
    unknown = [each for each, row in BY_NAME.items() if row["licenses"][0]["license"]["name"] in ("unknown", "")]
    needed = {name(line) for line in lines("runtime")} | set(manifest()["weights"])
    assert needed.isdisjoint(unknown)
    for each, row in manifest()["weights"].items():
        assert BY_NAME[each]["hashes"] == [{"alg": "SHA-256", "content": row["sha256"]}]


def test_it_is_of_the_form_that_readers_of_cyclonedx_know() -> None:
    assert (DOCUMENT["bomFormat"], DOCUMENT["specVersion"]) == ("CycloneDX", "1.6")
    for each in DOCUMENT["components"]:
        assert each["type"] in ("library", "machine-learning-model")
        assert each["version"]
