// The tour: lights up what a step speaks of, keeps the place where it was left, and takes arrow keys on its card.

const LEFT_AT = "fovea.tour"; // in the browser: the step that was seen last

export function listenToTour() {
  document.addEventListener("keydown", key);
  document.addEventListener("htmx:after:swap", (event) => {
    light();
    keepAddress();
    if (event.detail?.ctx?.target?.id === "tour") document.querySelector(".tour-guess[aria-current]")?.focus();
  });
  begin();
  offer();
}

function card() {
  return document.querySelector("#tour");
}

/** The step has come: it is remembered, lit, and read out. */
function begin() {
  const tour = card();
  if (!tour) return;
  localStorage.setItem(LEFT_AT, tour.dataset.number);
  light();
  document.querySelector(".is-lit")?.scrollIntoView({ block: "center" });
  document.querySelector("#tour-question").focus({ preventScroll: true });
}

function light() {
  for (const lit of document.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
  const lights = card()?.dataset.lights;
  if (lights) for (const each of document.querySelectorAll(lights)) each.classList.add("is-lit");
}

/** Links of the panel know nothing of the tour: the address keeps its step all the same. */
function keepAddress() {
  const number = card()?.dataset.number;
  const query = new URLSearchParams(location.search);
  if (!number || query.has("tour")) return;
  query.set("tour", number);
  history.replaceState(history.state, "", `${location.pathname}?${query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`);
}

/** Where the tour was left: offered on its page, and the way in from every other. */
function offer() {
  const number = Number(localStorage.getItem(LEFT_AT));
  if (!(number > 1)) return;
  const resume = document.querySelector("[data-tour-resume]");
  if (!resume) return;
  const link = document.querySelector(`.tour-list li:nth-child(${number}) a`);
  resume.href = link?.href ?? "";
  resume.textContent = resume.dataset.text.replace("{number}", number);
  resume.hidden = !link;
}

function key(event) {
  const tour = event.target.closest?.("#tour");
  if (!tour || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const name = { ArrowRight: "a[rel=next]", ArrowLeft: "a[rel=prev]", Escape: ".tour-leave" }[event.key];
  const link = name && tour.querySelector(name);
  if (!link) return;
  event.preventDefault();
  link.click();
}
