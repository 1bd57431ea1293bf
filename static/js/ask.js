// The form: drop, paste, pick or take a photo, see it at once, and never lose what was typed.

import { announce } from "./page.js";
import { cancelling } from "./panel.js";
import { settle } from "./state.js";

const DRAFT = "fovea.draft";
const SAY_AFTER = 200; // ms: what takes longer says what it is doing
let previewed; // object URL of the chosen photo
let waiting;

const form = () => document.querySelector("#ask");
const field = () => document.querySelector("#ask-sentence");

export function listenToForm() {
  document.addEventListener("change", (event) => {
    if (event.target.id === "ask-file" && event.target.files[0]) choose(event.target.files[0]);
  });
  document.addEventListener("keydown", (event) => {
    const enters = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!enters || event.target.id !== "ask-sentence") return;
    event.preventDefault();
    form().requestSubmit();
  });
  document.addEventListener("paste", paste);
  document.addEventListener("click", (event) => event.target.closest?.("[data-camera]") && openCamera());
  listenToDrops();
  listenToRequests();
}

/** Keeps an unsent sentence over a reload or a change of language. */
export function saveDraft() {
  const text = field();
  if (text && text.value !== text.defaultValue) sessionStorage.setItem(DRAFT, draft(text.value));
  else sessionStorage.removeItem(DRAFT);
}

export function restoreDraft() {
  const [sample, value] = JSON.parse(sessionStorage.getItem(DRAFT) ?? "[]");
  if (field() && value && sample === sampleOf()) field().value = value;
}

function draft(value) {
  return JSON.stringify([sampleOf(), value]);
}

function sampleOf() {
  return form().elements.sample?.value ?? "";
}

function paste(event) {
  const photo = firstPhoto(event.clipboardData?.files);
  if (!photo || !form()) return;
  event.preventDefault();
  take(photo);
}

function listenToDrops() {
  const carriesFiles = (event) => form() && event.dataTransfer?.types.includes("Files");
  const veil = (shown) => document.documentElement.classList.toggle("is-dropping", shown);
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    veil(true);
  });
  document.addEventListener("dragleave", (event) => !event.relatedTarget && veil(false));
  document.addEventListener("drop", (event) => {
    veil(false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const file = firstPhoto(event.dataTransfer.files) ?? event.dataTransfer.files[0];
    if (file) take(file);
  });
}

function firstPhoto(files) {
  return [...(files ?? [])].find((file) => file.type.startsWith("image/"));
}

function openCamera() {
  const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  camera.setAttribute("capture", "environment");
  camera.addEventListener("change", () => camera.files[0] && take(camera.files[0]));
  camera.click();
}

/** Puts a file into the form as if it had been picked there. */
function take(file) {
  const files = new DataTransfer();
  files.items.add(file);
  document.querySelector("#ask-file").files = files.files;
  choose(file);
}

function choose(file) {
  const { maxBytes, tooLarge, notPhoto, newPhoto } = form().dataset;
  const wrong = file.size > Number(maxBytes) ? tooLarge : file.type && !file.type.startsWith("image/") ? notPhoto : "";
  showError(wrong);
  if (wrong) {
    document.querySelector("#ask-file").value = "";
    return;
  }
  showPhoto(file, newPhoto);
  field().focus();
  field().select();
}

/** The new photo where it will stay, before anything has looked at it. */
function showPhoto(file, note) {
  URL.revokeObjectURL(previewed);
  previewed = URL.createObjectURL(file);
  const thumb = document.querySelector("#ask-thumb");
  document.querySelector(".ask-photo-text").textContent = file.name;
  const probe = new Image();
  probe.onload = () => {
    thumb.src = previewed;
    thumb.hidden = false;
    showOnStage(probe, note);
  };
  probe.onerror = () => (thumb.hidden = true); // the server may read what this browser cannot show
  probe.src = previewed;
  announce(note);
}

function showOnStage(image, note) {
  const stage = document.querySelector("#stage");
  if (!stage || image.src !== previewed) return;
  const [width, height] = [image.naturalWidth, image.naturalHeight];
  stage.querySelector(".stage-picture").setAttribute("viewBox", `0 0 ${width} ${height}`);
  const photo = stage.querySelector("#photo");
  Object.entries({ href: previewed, width, height }).forEach(([name, value]) => photo.setAttribute(name, value));
  stage.querySelector("#stage-note").textContent = note;
  stage.querySelector("#stage-note").hidden = false;
  document.querySelector("#explore").classList.add("is-new");
}

function listenToRequests() {
  document.addEventListener("htmx:before:request", (event) => isAsk(event) && begin(event.detail.ctx));
  document.addEventListener("htmx:finally:request", (event) => isAsk(event) && end());
  document.addEventListener("htmx:error", (event) => {
    if (isAsk(event) && event.detail.error?.name !== "AbortError") showError(form()?.dataset.noAnswer);
  });
  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail.ctx.response.status;
    if (isAsk(event) && status >= 500 && status !== 503) showError(form()?.dataset.noAnswer);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const done = event.detail.ctx.target?.id === "explore" && document.querySelector("#explore[data-done]");
    if (done) arrive(done);
  });
}

function isAsk(event) {
  return event.detail?.ctx?.request?.method === "POST";
}

function begin(ctx) {
  settle();
  showError("");
  document.querySelector("#explore").setAttribute("aria-busy", "true");
  const progress = document.querySelector("#ask-progress");
  waiting = setTimeout(() => {
    progress.textContent = progress.dataset.text;
    progress.append(" ", cancelling(progress.dataset.cancel, ctx));
  }, SAY_AFTER);
}

function end() {
  clearTimeout(waiting);
  document.querySelector("#explore")?.removeAttribute("aria-busy");
  const progress = document.querySelector("#ask-progress");
  if (progress) progress.textContent = "";
}

function arrive(explore) {
  URL.revokeObjectURL(previewed);
  announce(explore.dataset.done);
  if (matchMedia("(pointer: coarse)").matches) document.activeElement?.blur(); // closes the phone's keyboard
  const stage = document.querySelector("#stage");
  if (!stage) return;
  const { top, bottom } = stage.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) stage.scrollIntoView({ block: "nearest" });
}

/** An error beside the form; an empty text takes it away. Swapped-in errors of the server land in the same place. */
function showError(text) {
  const place = document.querySelector("#ask-error");
  if (!place) return;
  const notice = document.createElement("p");
  notice.className = "notice is-error";
  notice.textContent = text;
  place.replaceChildren(...(text ? [notice] : []));
}
