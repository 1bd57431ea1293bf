"""The HTTP API: the same results as the pages, as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, Request, UploadFile
from starlette.responses import Response

from app.language.request import translator_of
from app.routes.ask import no_photo
from app.samples.attention import AttentionDocument, attention_document
from app.samples.document import SampleDocument, sample_document
from app.samples.sample import Sample
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems

SampleId = Annotated[str, Path(description="As in a sample's link; an example's is its name, such as chelsea.")]

router = APIRouter(prefix="/api/v1/samples", tags=["samples"])


@router.post(
    "",
    status_code=201,
    response_description="Kept; Location is where to read it again.",
    responses=problems(404, 413, 422, 503),
)
async def create_sample(
    request: Request,
    response: Response,
    services: ServicesDep,
    sentence: Annotated[str, Form(description="What is in the photo, in English.", examples=["a cat on a blanket"])],
    image: Annotated[UploadFile | None, File(description="JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.")] = None,
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
    response.headers["Location"] = document.links.self
    return document


@router.get("/{sample_id}", response_description="The sample.", responses=problems(404))
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


@router.delete("/{sample_id}", status_code=204, response_description="Gone.", responses=problems(404, 409))
async def delete_sample(sample_id: SampleId, services: ServicesDep) -> None:
    """Forget the sample, and the photo with its last sample."""
    await services.desk.run(services.library.delete, sample_id)


def _document(request: Request, sample: Sample) -> SampleDocument:
    return sample_document(sample, str(request.base_url).rstrip("/"), translator_of(request))
