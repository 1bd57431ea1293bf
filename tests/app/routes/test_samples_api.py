from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.samples.attention import attention_document
from tests.fakes import FakeAttender
from tests.photographs import photo, turned_photo

SENTENCE = "  A cat with a sofa, no dog"


def create(client: TestClient, content: bytes | None = None, sentence: str = SENTENCE) -> dict[str, Any]:
    files = {"image": ("a.jpg", photo() if content is None else content)}
    answer = client.post("/api/v1/samples", files=files, data={"sentence": sentence})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def problem(answer: Any) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = dict(answer.json())
    assert {"type", "title", "status", "detail", "hint", "argument", "code"} <= set(body)
    assert body["status"] == answer.status_code
    assert body["hint"]
    return body


def test_a_sample_is_created_with_an_id_a_url_and_links(client: TestClient) -> None:
    sample = create(client)
    assert sample["url"].endswith(f"/s/{sample['id']}")
    assert sample["sentence"] == SENTENCE
    assert sample["image"] == {"width": 48, "height": 32}
    for link in sample["links"].values():
        assert client.get(link).status_code == 200


def test_created_says_where(client: TestClient) -> None:
    files = {"image": ("a.jpg", photo())}
    answer = client.post("/api/v1/samples", files=files, data={"sentence": "a cat"})
    assert answer.headers["location"] == answer.json()["links"]["self"]


def test_a_sample_can_be_read_again(client: TestClient) -> None:
    sample = create(client)
    assert sample["links"].pop("delete").startswith(f"{sample['links']['self']}?key=")  # for its maker alone
    assert client.get(sample["links"]["self"]).json() == sample


def test_what_was_done_to_the_photo_is_told(client: TestClient) -> None:
    (note,) = create(client, turned_photo(6, "JPEG"))["notes"]
    assert note["code"] == "exif_rotated"
    assert note["text"]


def test_attention_is_the_json_of_the_issue(client: TestClient) -> None:
    body = client.get(create(client)["links"]["attention"]).json()
    assert list(body) == ["image", "sentence", "match", "grid", "threshold", "cut_at", "words"]
    rows, cols = body["grid"]
    for word in body["words"]:
        assert list(word) == ["text", "start", "end", "kind", "negated", "score", "found", "attention", "evidence"]
        assert SENTENCE[word["start"] : word["end"]] == word["text"]
        assert np.shape(word["attention"]) == np.shape(word["evidence"]) == (rows, cols)
        assert np.sum(word["attention"]) == pytest.approx(1.0, abs=1e-4)


def test_heads_are_there_when_asked_for(client: TestClient) -> None:
    url = create(client)["links"]["attention"]
    word = client.get(url, params={"heads": 1}).json()["words"][1]
    assert np.mean(word["heads"], axis=0) == pytest.approx(np.array(word["attention"]), abs=1e-6)


def test_the_api_answers_what_the_command_line_prints(client: TestClient) -> None:
    from app.photos.door import PhotoLimits
    from app.photos.photo import accept_photo, read_pixels

    attender = FakeAttender()
    features = attender.look(read_pixels(accept_photo(photo(), PhotoLimits()).kept))
    document = attention_document(attender.read(features, SENTENCE)).as_json()
    assert client.get(create(client)["links"]["attention"]).json() == document


def test_a_file_is_read_by_what_it_is_whatever_its_name_and_type_say(client: TestClient) -> None:
    files = {"image": ("a.exe", photo("PNG"), "text/html")}
    assert client.post("/api/v1/samples", files=files, data={"sentence": "a cat"}).status_code == 201
    files = {"image": ("a.jpg", b"<!DOCTYPE html><p>", "image/jpeg")}
    assert problem(client.post("/api/v1/samples", files=files, data={"sentence": "a cat"}))["code"] == "other_format"


def test_a_known_photo_can_be_asked_about_again(client: TestClient, attender: FakeAttender) -> None:
    first, looked = create(client), attender.looked
    data = {"sample": first["id"], "sentence": "a door"}
    second = client.post("/api/v1/samples", data=data).json()
    assert second["links"]["photo"] == first["links"]["photo"]
    assert second["id"] != first["id"]
    assert attender.looked == looked


def test_a_deleted_sample_is_gone(client: TestClient) -> None:
    sample = create(client)
    assert problem(client.delete(sample["links"]["self"]))["code"] == "not_yours"
    assert "delete" not in client.get(sample["links"]["self"]).json()["links"]
    answer = client.delete(sample["links"]["delete"])
    assert (answer.status_code, answer.content) == (204, b"")
    for link in ("self", "attention", "photo", "page"):
        assert client.get(sample["links"][link]).status_code == 404
    assert problem(client.delete(sample["links"]["delete"]))["code"] == "no_such_sample"


def test_an_example_is_a_sample_that_stays(client: TestClient) -> None:
    assert client.get("/api/v1/samples/chelsea").json()["created"] is None
    assert client.get("/api/v1/samples/chelsea/attention").status_code == 200
    assert problem(client.delete("/api/v1/samples/chelsea"))["code"] == "example_stays"


@pytest.mark.parametrize(
    ("files", "data", "status", "code", "argument"),
    [
        ({"image": ("a.jpg", b"hello")}, {"sentence": "a cat"}, 422, "not_a_photo", "image"),
        ({"image": ("a.jpg", b"")}, {"sentence": "a cat"}, 422, "empty_photo", "image"),
        ({"image": ("a.jpg", photo())}, {"sentence": ""}, 422, "empty_sentence", "sentence"),
        ({"image": ("a.jpg", photo())}, {"sentence": "?"}, 422, "no_words", "sentence"),
        ({"image": ("a.jpg", photo())}, {}, 422, "empty_sentence", "sentence"),
        ({}, {"sentence": "a cat"}, 422, "no_photo", "image"),
        ({}, {"sentence": "a cat", "sample": "nope"}, 404, "no_such_sample", "id"),
        ({"sentence": ("a.txt", b"a cat")}, {}, 422, "invalid_argument", "sentence"),
    ],
)
def test_what_is_wrong_is_a_problem_with_a_hint(
    client: TestClient, files: dict[str, Any], data: dict[str, str], status: int, code: str, argument: str
) -> None:
    answer = client.post("/api/v1/samples", files=files, data=data)
    body = problem(answer)
    assert (answer.status_code, body["code"], body["argument"]) == (status, code, argument)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/samples/nope", 404),
        ("GET", "/api/v1/samples/nope/attention", 404),
        ("GET", "/api/v1/nope", 404),
        ("GET", "/api/v1/samples", 405),
        ("PUT", "/api/v1/samples/chelsea", 405),
        ("GET", "/api/v1/samples/chelsea/attention?heads=maybe", 422),
    ],
)
def test_every_error_under_the_api_is_a_problem(client: TestClient, method: str, path: str, status: int) -> None:
    assert problem(client.request(method, path))["status"] == status


def test_a_body_that_is_no_form_is_a_problem(client: TestClient) -> None:
    answer = client.post("/api/v1/samples", content=b"x", headers={"Content-Type": "multipart/form-data; boundary=y"})
    assert problem(answer)["status"] in {400, 422}


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "image/jpeg", "text/plain"])
def test_a_body_of_another_kind_is_told_what_was_expected(client: TestClient, kind: str) -> None:
    answer = client.post("/api/v1/samples", content=b'{"sentence": "a cat"}', headers={"Content-Type": kind})
    body = problem(answer)
    assert (body["status"], body["code"]) == (415, "not_a_form")
    assert "image" in body["detail"]
    assert 'curl -F image=@photo.jpg -F sentence="a cat on a blanket" http://testserver/api/v1/samples' in body["hint"]


def test_a_sentence_alone_may_come_as_a_plain_form(client: TestClient) -> None:
    known = create(client)["id"]
    assert client.post("/api/v1/samples", data={"sentence": "a sofa", "sample": known}).status_code == 201


@pytest.mark.parametrize("sentence", ["the two of them", "一只고양이", "没有狗", "no dog"])
def test_without_a_word_that_votes_the_match_is_null(client: TestClient, sentence: str) -> None:
    assert client.get(create(client, sentence=sentence)["links"]["attention"]).json()["match"] is None


def test_problems_speak_the_language_that_was_asked_for(client: TestClient) -> None:
    english, chinese = (
        problem(client.get("/api/v1/samples/nope", headers={"Accept-Language": tag})) for tag in ("en", "zh-CN")
    )
    assert english["code"] == chinese["code"]
    assert english["detail"] != chinese["detail"]
