"""The HTTP API: the same results as the pages, as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, UploadFile
from starlette.responses import Response

from app.language.request import translator_of
from app.routes.ask import no_photo
from app.samples.attention import AttentionDocument, attention_document
from app.samples.document import SampleDocument, sample_document
from app.samples.sample import Sample
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.errors import InvalidInput

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
    response_model_exclude_unset=True,
    response_description="Kept; Location is where to read it again.",
    responses=problems(400, 403, 404, 408, 413, 415, 422, 503, 507),
    dependencies=[Depends(expects_a_form)],
)
async def create_sample(
    request: Request,
    response: Response,
    services: ServicesDep,
    sentence: Annotated[
        str,
        Form(
            description="What is in the photo, in English or Chinese.",
            examples=["a cat on a blanket", "一只猫趴在毯子上"],
        ),
    ],
    image: Annotated[UploadFile | None, File(description="JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC.")] = None,
    sample: Annotated[
        str | None, Form(description="Instead of an image: the id of a sample whose photo to use.")
    ] = None,
) -> SampleDocument:
    """Keep a photo and a sentence; what comes back says where their attention is to be read."""
    if image is not None:
        made = await services.intake.new_photo(await image.read(), sentence)
    elif sample:
        made = await services.intake.new_sentence(sample, sentence)
    else:
        raise no_photo()
    document = _document(request, made)
    if services.library.example(made.id) is None:
        document.links.delete = f"{document.links.self}?key={services.library.key(made.id)}"
    response.headers["Location"] = document.links.self
    return document


@router.get(
    "/{sample_id}",
    response_description="The sample.",
    response_model_exclude_unset=True,
    responses=problems(404),
)
async def read_sample(request: Request, sample_id: SampleId, services: ServicesDep) -> SampleDocument:
    """A sample's sentence, the size of its photo, and its links."""
    return _document(request, await services.desk.run(services.library.get, sample_id))


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
    return await document_answer(services, attention_document, result, heads)


@router.delete("/{sample_id}", status_code=204, response_description="Gone.", responses=problems(403, 404, 409))
async def delete_sample(
    sample_id: SampleId,
    services: ServicesDep,
    key: Annotated[str, Query(description="From `links.delete`, which only whoever makes a sample is given.")] = "",
) -> None:
    """Forget the sample, and the photo with its last sample."""
    await services.desk.run(services.library.delete, sample_id, key)


def _document(request: Request, sample: Sample) -> SampleDocument:
    return sample_document(sample, str(request.base_url).rstrip("/"), translator_of(request))
