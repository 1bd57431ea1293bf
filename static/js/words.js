// The words of the sentence: pointing at one lights up where it looks, arrow keys walk from one to the next.

import { page } from "./page.js";
import { litSpan } from "./phrase.js";
import { current, preview, shownPlace, tellsOfPlace, update } from "./state.js";

let pressing = false; // a press moves the focus before it becomes a click, which may mean something else

export function listenToWords() {
  document.addEventListener("pointerover", (event) => {
    if (!(event.buttons & 1)) point(event.pointerType !== "touch" && wordOf(event.target)); // dragging reads several as one
  });
  document.addEventListener("pointerdown", () => (pressing = true));
  document.addEventListener("focusin", (event) => {
    if (!pressing && event.target.matches?.("#sentence .word")) pick(wordOf(event.target));
  });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (pressing = false));
  document.addEventListener("click", click);
  document.addEventListener("keydown", key);
}

export function drawWords(state) {
  const { words, heatA, heatB, summary } = page();
  const lit = state.preview === null && state.span ? litSpan(state.span) : words.get(state.preview ?? state.word);
  if (lit === "coming") {
    for (const word of words.values()) mark(word, false, false);
    return;
  }
  const second = state.view === "compare" && state.preview === null ? words.get(state.compare) : undefined;
  setHeat(heatA, lit?.heat, second && "url(#hue-a)");
  setHeat(heatB, second?.heat, "url(#hue-b)");
  for (const word of words.values()) mark(word, word.index === state.word, word === second);
  if (!tellsOfPlace()) summarise(summary, lit);
}

/** Puts `bold` and `text` where the picked word is described. */
export function say(element, bold, text) {
  const name = document.createElement("bdi");
  name.textContent = bold;
  const strong = document.createElement("b");
  strong.append(name, element.dataset.colon);
  element.replaceChildren(...(bold ? [strong, text] : [text]));
}

function summarise(element, word) {
  const text = word ? `${word.text}${element.dataset.colon}${word.summary}` : element.dataset.empty;
  if (element.textContent.trim() === text) return; // nothing new to read out
  say(element, word?.text, word ? word.summary : text);
}

function setHeat(image, address, filter) {
  if (image.getAttribute("href") !== (address ?? null)) {
    if (address) image.setAttribute("href", address);
    else image.removeAttribute("href");
  }
  if (filter) image.setAttribute("filter", filter);
  else image.removeAttribute("filter");
}

function mark(word, picked, second) {
  for (const element of [word.link, word.figure]) {
    if (!element) continue;
    if (picked) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
    element.toggleAttribute("data-second", second);
  }
  word.link.tabIndex = word.index === tabStop() ? 0 : -1;
}

/** The word that the tab key comes to: the picked one, the first of a phrase, or the first of all. */
function tabStop() {
  const { span, word } = current();
  const index = span ? Number.parseInt(span, 10) : word;
  return page().words.has(index) ? index : page().words.keys().next().value;
}

function wordOf(target) {
  const element = target.closest?.("[data-word]:not(#explore)");
  return element && page()?.words.get(Number(element.dataset.word));
}

function point(word) {
  const index = word ? word.index : null;
  if (page() && index !== current().preview) preview({ preview: index });
}

function pick(word) {
  if (word) update({ word: word.index, span: null, preview: null, pointed: null, told: "word" });
}

function click(event) {
  const word = event.button === 0 && !event.ctrlKey && !event.metaKey && wordOf(event.target);
  if (!word) return;
  event.preventDefault();
  if (event.shiftKey && word.heat) update({ view: "compare", span: null, compare: word.index, preview: null, pointed: null, told: "word" });
  else pick(word);
}

function key(event) {
  if (event.key === "Escape" && page() && !event.target.closest("form")) {
    escape();
    return;
  }
  const word = event.target.matches?.("#sentence .word") && wordOf(event.target);
  if (!word || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const next = event.key === " " ? word : neighbour(word, event.key);
  if (!next) return;
  event.preventDefault();
  if (next === word) pick(word);
  else next.link.focus();
}

/** Takes away what was shown last: the place first, then the word. */
function escape() {
  update(shownPlace() ? { place: null, pointed: null, told: "word" } : { word: null, span: null, preview: null });
}

/** The word that a key leads to. */
export function neighbour(word, name) {
  const all = [...page().words.values()];
  const forward = getComputedStyle(word.link.parentElement).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const at = all.indexOf(word);
  if (name === "Home") return all[0];
  if (name === "End") return all.at(-1);
  if (name === "ArrowRight" || name === "ArrowLeft") return all[at + (name === forward ? 1 : -1)];
  return undefined;
}
