"""The HTTP API: the same results as the pages, as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, UploadFile
from starlette.responses import JSONResponse, Response

from app.language.request import translator_of
from app.routes.ask import no_photo
from app.samples.sample import Sample
from app.web.dependencies import ServicesDep
from app.web.openapi import AttentionDocument, SampleDocument, problems
from models.errors import InvalidInput
from models.report import attention_json
from models.results import SentenceAttention

SampleId = Annotated[str, Path(description="As in a sample's link; an example's is its name, such as chelsea.")]

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")

router = APIRouter(prefix="/api/v1/samples", tags=["samples"])


async def expects_a_form(request: Request) -> None:
    """Refuses a body of another kind, such as JSON, and says what to send; without a type, fields are missing."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in FORMS:
        address = str(request.url_for("create_sample"))
        example = f'curl -F image=@photo.jpg -F sentence="a cat on a blanket" {address}'
        raise InvalidInput(
            f"The body is {kind}; a form with the fields image and sentence was expected (multipart/form-data).",
            code="not_a_form",
            hint=f"For example: {example}",
            kind=kind,
            example=example,
        )


@router.post(
    "",
    status_code=201,
    response_model=SampleDocument,
    response_description="Kept; Location is where to read it again.",
    responses=problems(404, 413, 415, 422, 503),
    dependencies=[Depends(expects_a_form)],
)
async def create_sample(
    request: Request,
    services: ServicesDep,
    sentence: Annotated[str, Form(description="What is in the photo, in English.", examples=["a cat on a blanket"])],
    image: Annotated[UploadFile | None, File(description="JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.")] = None,
    sample: Annotated[
        str | None, Form(description="Instead of an image: the id of a sample whose photo to use.")
    ] = None,
) -> Response:
    """Keep a photo and a sentence; what comes back says where their attention is to be read."""
    if image is not None:
        made = await services.intake.new_photo(await image.read(), sentence)
    elif sample:
        made = await services.intake.new_sentence(sample, sentence)
    else:
        raise no_photo()
    document = _document(request, made)
    return JSONResponse(document, 201, {"Location": document["links"]["self"]})


@router.get("/{sample_id}", response_model=SampleDocument, response_description="The sample.", responses=problems(404))
async def read_sample(request: Request, sample_id: SampleId, services: ServicesDep) -> Response:
    """A sample's sentence, the size of its photo, and its links."""
    return JSONResponse(_document(request, await services.desk.run(services.library.get, sample_id)))


@router.get(
    "/{sample_id}/attention",
    response_model=AttentionDocument,
    response_description="One map of attention and one of evidence for each word.",
    responses=problems(404, 503),
)
async def read_attention(
    sample_id: SampleId,
    services: ServicesDep,
    heads: Annotated[bool, Query(description="Add every head's own attention.")] = False,
) -> Response:
    """Where each word looks, and how surely it is in the photo."""
    sample = await services.desk.run(services.library.get, sample_id)
    result = await services.attention.attention(sample)
    return Response(await services.desk.run(_encoded, result, heads), media_type="application/json")


@router.delete("/{sample_id}", status_code=204, response_description="Gone.", responses=problems(404, 409))
async def delete_sample(sample_id: SampleId, services: ServicesDep) -> None:
    """Forget the sample, and the photo with its last sample."""
    await services.desk.run(services.library.delete, sample_id)


def _encoded(result: SentenceAttention, heads: bool) -> bytes:
    """30,000 numbers take 20 ms to print: not on the event loop."""
    return json.dumps(attention_json(result, heads), separators=(",", ":"), ensure_ascii=False).encode()


def _document(request: Request, sample: Sample) -> dict[str, Any]:
    base = str(request.base_url).rstrip("/")
    own = f"{base}/api/v1/samples/{sample.id}"
    page = f"{base}/s/{sample.id}"
    t = translator_of(request)
    return {
        "id": sample.id,
        "url": page,
        "sentence": sample.sentence,
        "image": {"width": sample.width, "height": sample.height},
        "notes": [
            {"code": note.code, "values": dict(note.values), "text": t(f"notes.{note.code}", **note.values)}
            for note in sample.notes
        ],
        "created": datetime.fromtimestamp(sample.created, UTC).isoformat() if sample.created else None,
        "links": {
            "self": own,
            "page": page,
            "attention": f"{own}/attention",
            "photo": f"{base}/photos/{sample.photo_id}.jpg",
        },
    }
