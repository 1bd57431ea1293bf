from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender
from tests.maker import delete_key_of
from tests.photographs import animation, photo, png_bomb, turned_photo

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
SENTENCE = {"sentence": "a cat on a blue sofa"}


def image(content: bytes | None = None, name: str = "a.jpg") -> dict[str, tuple[str, bytes]]:
    return {"image": (name, photo() if content is None else content)}


def test_a_plain_form_leads_to_the_new_page(client: TestClient) -> None:
    answer = client.post("/s", files=image(), data=SENTENCE)
    assert answer.status_code == 303
    assert client.get(answer.headers["location"]).status_code == 200


def test_htmx_gets_the_work_place_and_its_address(client: TestClient) -> None:
    answer = client.post("/s", files=image(), data=SENTENCE, headers=PARTIAL)
    assert answer.status_code == 200
    address = answer.headers["hx-push-url"]
    assert "<html" not in answer.text
    assert 'id="explore"' in answer.text
    assert f'data-sample="{address.removeprefix("/s/")}"' in answer.text
    assert client.get(address).status_code == 200


def test_a_new_sentence_keeps_the_photo(client: TestClient, made: str, attender: FakeAttender) -> None:
    looked = attender.looked
    answer = client.post("/s", data={"sample": made, "sentence": "a green door"})
    location = answer.headers["location"]
    assert location != f"/s/{made}"
    assert attender.looked == looked
    first, second = (client.get(f"/api/v1/samples/{each}").json() for each in (made, location.removeprefix("/s/")))
    assert first["links"]["photo"] == second["links"]["photo"]


def test_an_empty_file_field_means_no_new_photo(client: TestClient, made: str) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="image"; filename=""\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n\r\n"
        b'--x\r\nContent-Disposition: form-data; name="sample"\r\n\r\n' + made.encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="sentence"\r\n\r\na green door\r\n--x--\r\n'
    )
    answer = client.post("/s", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 303


def test_the_same_sentence_on_the_same_photo_makes_nothing_new(client: TestClient, made: str) -> None:
    answer = client.post("/s", data={"sample": made, **SENTENCE})
    assert answer.headers["location"] == f"/s/{made}"


def test_an_example_can_be_asked_about_too(client: TestClient) -> None:
    answer = client.post("/s", data={"sample": "coffee", "sentence": "a banana"})
    assert answer.status_code == 303
    assert "/s/coffee" not in answer.headers["location"]
    assert client.get(answer.headers["location"]).status_code == 200


def test_a_photo_goes_before_the_sample_on_the_page(client: TestClient, made: str) -> None:
    answer = client.post("/s", files=image(photo("PNG", 64, 64)), data={"sample": made, **SENTENCE})
    sample = client.get(f"/api/v1/samples/{answer.headers['location'].removeprefix('/s/')}").json()
    assert sample["image"] == {"width": 64, "height": 64}


def test_line_ends_of_the_form_are_those_that_were_typed(client: TestClient) -> None:
    answer = client.post("/s", files=image(), data={"sentence": " a cat\r\non a sofa \r\n"})
    sample = client.get(f"/api/v1/samples/{answer.headers['location'].removeprefix('/s/')}").json()
    assert sample["sentence"] == "a cat\non a sofa"


def test_what_was_done_to_the_photo_is_on_the_page(client: TestClient) -> None:
    for content in (turned_photo(6, "JPEG"), animation("GIF")):
        location = client.post("/s", files=image(content), data=SENTENCE).headers["location"]
        assert 'class="chip"' in client.get(location).text


WRONG = [
    ({"files": image(b"hello"), "data": SENTENCE}, 422, "not_a_photo"),
    ({"files": image(png_bomb()), "data": SENTENCE}, 422, "too_many_pixels"),
    ({"files": image(b"", "empty.jpg"), "data": SENTENCE}, 422, "empty_photo"),
    ({"files": image(), "data": {"sentence": ""}}, 422, "empty_sentence"),
    ({"files": image(), "data": {"sentence": "!!"}}, 422, "no_words"),
    ({"files": image()}, 422, "empty_sentence"),
    ({"files": image(), "data": {"sentence": "cat " * 600}}, 422, "long_sentence"),
    ({"data": SENTENCE}, 422, "no_photo"),
    ({"data": {"sample": "nope", **SENTENCE}}, 404, "no_such_sample"),
]


@pytest.mark.parametrize(("request_", "status", "code"), WRONG, ids=[row[2] for row in WRONG])
def test_what_is_wrong_is_said_on_the_page_and_the_sentence_is_kept(
    client: TestClient, request_: dict[str, object], status: int, code: str
) -> None:
    plain = client.post("/s", **request_)  # type: ignore[arg-type]
    assert plain.status_code == status
    assert plain.text.startswith("<!doctype html>")
    assert f'data-code="{code}"' in plain.text
    sentence = dict(request_.get("data", {})).get("sentence", "")  # type: ignore[call-overload]
    assert str(sentence).strip() in plain.text
    partial = client.post("/s", **request_, headers=PARTIAL)  # type: ignore[arg-type]
    assert partial.status_code == status
    assert partial.text.lstrip().startswith("<div")
    assert "hx-push-url" not in partial.headers


def test_nothing_is_kept_of_what_was_wrong(client: TestClient, settings: Settings) -> None:
    import sqlite3

    for request, *_ in WRONG:
        client.post("/s", **request)  # type: ignore[arg-type]
    db = sqlite3.connect(settings.database)
    assert db.execute("SELECT COUNT(*) FROM samples").fetchone() == (0,)
    assert db.execute("SELECT COUNT(*) FROM photos").fetchone() == (0,)
    db.close()


def test_errors_come_in_the_readers_language(client: TestClient) -> None:
    chinese = client.post("/s", data=SENTENCE, headers={**PARTIAL, "Accept-Language": "zh-CN"})
    english = client.post("/s", data=SENTENCE, headers={**PARTIAL, "Accept-Language": "en"})
    assert chinese.headers["content-language"] == "zh-CN"
    assert chinese.text != english.text


def test_a_body_that_is_no_form_is_answered_in_words(client: TestClient) -> None:
    for headers in ({"Content-Type": "multipart/form-data; boundary=x"}, {"Content-Type": "multipart/form-data"}):
        answer = client.post("/s", content=b"--x\r\nnonsense", headers=headers)
        assert answer.status_code in {400, 422}
        assert "<!doctype html>" in answer.text


def test_a_body_of_another_kind_is_an_empty_form(client: TestClient) -> None:
    assert client.post("/s", json={"sentence": "a cat"}).status_code == 422
    assert client.post("/s").status_code == 422


def test_loading_the_forms_address_again_leads_back_to_the_start(client: TestClient) -> None:
    answer = client.get("/s")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_sample_is_deleted_by_whoever_made_it(client: TestClient, made: str) -> None:
    photo_url = client.get(f"/api/v1/samples/{made}").json()["links"]["photo"]
    key = delete_key_of(client, made)
    answer = client.post(f"/s/{made}/delete", data={"key": key})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get(f"/s/{made}").status_code == 404
    assert client.get(photo_url).status_code == 404
    assert client.post(f"/s/{made}/delete", data={"key": key}).status_code == 404


def test_whoever_has_the_link_only_looks(client: TestClient, made: str) -> None:
    client.cookies.clear()
    assert 'name="key"' not in client.get(f"/s/{made}").text
    for key in ("", "guessed", "é"):
        assert client.post(f"/s/{made}/delete", data={"key": key}).status_code == 403
    assert client.get(f"/s/{made}").status_code == 200


def test_the_delete_link_works_in_another_browser(client: TestClient, made: str) -> None:
    link = client.get(f"/s/{made}").text.split("/delete?key=")[1].split('"')[0]
    client.cookies.clear()
    page = client.get(f"/s/{made}/delete?key={link}")
    assert f'name="key" value="{link}"' in page.text


def test_the_key_stays_out_of_reach_of_scripts_and_of_other_samples(client: TestClient) -> None:
    cookie = client.post("/s", files=image(), data=SENTENCE).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/s/" in cookie


def test_a_new_sentence_is_answered_in_the_tab_where_it_was_asked(client: TestClient) -> None:
    asked = {"sample": "chelsea", "sentence": "a tiger", "panel": "fusion", "view": "table"}
    assert client.post("/s", data=asked).headers["location"].endswith("/fusion?view=table")
    for odd in ({"panel": "nothing", "view": "x"}, {"panel": "fusion", "view": "../x"}):
        assert "x" not in client.post("/s", data=asked | odd).headers["location"].rpartition("/s/")[2][16:]


def test_an_example_is_not_deleted(client: TestClient) -> None:
    answer = client.post("/s/chelsea/delete")
    assert answer.status_code == 409
    assert client.get("/s/chelsea").status_code == 200


def test_links_work_after_the_server_starts_again(settings: Settings) -> None:
    with TestClient(create_app(settings, FakeAttender()), follow_redirects=False) as client:
        location = client.post("/s", files=image(), data=SENTENCE).headers["location"]
        before = client.get(f"/api/v1/samples/{location.removeprefix('/s/')}/attention").json()
    with TestClient(create_app(settings, FakeAttender())) as client:
        assert client.get(location).status_code == 200
        after = client.get(f"/api/v1/samples/{location.removeprefix('/s/')}/attention").json()
    assert before == after
