"""The form: a photo or a known sample, and a sentence. Answers htmx with a fragment and plain browsers with a page."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.language.request import translator_of
from app.panels import FIRST, PANELS, find_panel
from app.routes.explore import draw_explore
from app.samples.sample import Sample
from app.web.address import root_of
from app.web.answers import answer_error, html
from app.web.dependencies import services_of
from app.web.errors import view_error
from app.web.htmx import wants_fragment
from app.web.maker import keep_key
from app.web.pages import FormView
from models.errors import FoveaError, InvalidPhoto, NotFound

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class AskForm:
    """What the form holds; the photo goes before the sample that is on the page already."""

    sentence: str
    image: bytes | None
    sample_id: str
    panel: str = FIRST  # where it was asked
    view: str = ""

    @property
    def address(self) -> str:
        """Where the answer stands, below the sample's own address."""
        if self.panel == FIRST and not self.view:
            return ""
        return f"/{self.panel}{f'?view={self.view}' if self.view else ''}"


@router.get("/s")
async def nothing_asked(request: Request) -> Response:
    """Somebody loads the form's address again: back to the start."""
    return RedirectResponse(f"{root_of(request)}/", 303)


@router.post("/s")
async def ask(request: Request) -> Response:
    """Make a sample and show it."""
    form = await read_form(request)
    try:
        sample = await _take(request, form)
    except FoveaError as error:
        return await _refuse(request, form, error)
    address = f"{root_of(request)}/s/{sample.id}{form.address}"
    services = services_of(request)
    made = services.library.example(sample.id) is None and sample.id != form.sample_id
    key = services.library.key(sample.id) if made else ""
    if wants_fragment(request):
        at = {"view": form.view}
        body = await draw_explore(request, sample, find_panel(form.panel), "_explore.html", address=at, key=key)
        response: Response = html(request, body, headers={"HX-Push-Url": address})
    else:
        response = RedirectResponse(address, 303)
    if made:
        keep_key(request, response, sample.id, key, services.settings.max_age_days)
    return response


async def read_form(request: Request) -> AskForm:
    """The form's fields, whatever is missing or doubled; browsers send line ends as CRLF and mean LF."""
    async with request.form(max_files=4, max_fields=20, max_part_size=100_000) as fields:
        image, sentence, sample = fields.get("image"), fields.get("sentence"), fields.get("sample")
        panel, view = _place(fields.get("panel"), fields.get("view"))
        chosen = isinstance(image, UploadFile) and (image.filename or image.size)
        content = await image.read() if isinstance(image, UploadFile) and chosen else None
    text = sentence.replace("\r\n", "\n").strip() if isinstance(sentence, str) else ""
    return AskForm(text, content, sample if isinstance(sample, str) else "", panel, view)


def _place(panel: object, view: object) -> tuple[str, str]:
    """The tab and its view where the form was sent; the first tab where there is no such place."""
    known = next((each for each in PANELS if each.name == panel), find_panel(FIRST))
    return known.name, view if isinstance(view, str) and view in getattr(known, "views", ()) else ""


async def _take(request: Request, form: AskForm) -> Sample:
    intake = services_of(request).intake
    if form.image is not None:
        return await intake.new_photo(form.image, form.sentence)
    if form.sample_id:
        return await intake.new_sentence(form.sample_id, form.sentence)
    raise no_photo()


def no_photo() -> InvalidPhoto:
    """The error of a form without a photo."""
    hint = "Choose, drop or paste a photo first."
    return InvalidPhoto("There is no photo.", code="no_photo", hint=hint, argument="image")


async def _refuse(request: Request, form: AskForm, error: FoveaError) -> Response:
    """The page as it was, with the sentence kept and what was wrong; a small partial for htmx."""
    if wants_fragment(request):
        return await answer_error(request, error)
    view = view_error(error, translator_of(request))
    try:
        sample = await _page_behind(request, form.sample_id)
        panel, at = find_panel(form.panel), {"view": form.view}
        body = await draw_explore(request, sample, panel, form=FormView(form.sentence, view), address=at)
    except FoveaError:
        return await answer_error(request, error, form.sentence)
    return html(request, body, view.status, view.headers)


async def _page_behind(request: Request, sample_id: str) -> Sample:
    services = services_of(request)
    try:
        return await services.desk.run(services.library.get, sample_id)
    except NotFound:
        return services.library.first
