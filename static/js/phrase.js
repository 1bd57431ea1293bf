// Several words read as one: dragged over, taken with Shift and the arrow keys, or picked from what is offered.

import { page } from "./page.js";
import { current, nameSpan, refresh, update } from "./state.js";
import { neighbour } from "./words.js";

let drag = null; // the words where a press began and where it is

export function listenToPhrase() {
  document.addEventListener("pointerdown", (event) => {
    const word = event.isPrimary && event.button === 0 && !event.shiftKey ? wordAt(event.target) : null;
    drag = word && { anchor: word.index, head: word.index };
  });
  document.addEventListener("pointermove", move);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (drag = null));
  // A press on a word would drag the link away, or select its letters.
  for (const kind of ["dragstart", "selectstart"]) {
    document.addEventListener(kind, (event) => drag && wordAt(event.target) && event.preventDefault());
  }
  document.addEventListener("click", pickOffer);
  document.addEventListener("keydown", key);
}

export function drawPhrase(state) {
  const [first, last] = ends(state.span);
  for (const word of page().words.values()) {
    word.link.toggleAttribute("data-held", state.preview === null && word.index >= first && word.index <= last);
  }
  for (const offer of document.querySelectorAll("#phrases [data-phrase]")) {
    if (offer.dataset.phrase === state.span) offer.setAttribute("aria-current", "true");
    else offer.removeAttribute("aria-current");
  }
}

/** What is shown of words read as one; "coming" while it is on its way, undefined where it cannot be had. */
export function litSpan(name) {
  const { spans } = page();
  if (!spans.has(name)) {
    spans.set(name, "coming");
    load(name, spans);
  }
  return spans.get(name);
}

async function load(name, spans) {
  const address = new URL(document.querySelector("#phrases").dataset.span, location.href);
  nameSpan(address.searchParams, name);
  try {
    const answer = await fetch(name === "sentence" ? withoutWord(address) : address);
    const { text, summary, heat } = answer.ok ? await answer.json() : {};
    spans.set(name, answer.ok ? { text, summary, heat } : undefined);
  } catch {
    spans.delete(name); // the server is away: the next time it is tried again
    return;
  }
  if (current().span === name && page()?.spans === spans) refresh();
}

/** The sentence is what is meant where no word is named. */
function withoutWord(address) {
  address.searchParams.delete("word");
  return address;
}

function move(event) {
  if (!drag || !page()) return;
  const word = wordAt(document.elementFromPoint(event.clientX, event.clientY));
  if (!word || word.index === drag.head) return;
  drag.head = word.index;
  select(drag.anchor, drag.head);
}

function select(anchor, head) {
  const shown = { preview: null, pointed: null, told: "word" };
  if (anchor === head) update({ ...shown, word: anchor, span: null });
  else pick(`${Math.min(anchor, head)},${Math.max(anchor, head)}`);
}

function pick(span) {
  const view = current().view === "compare" ? "all" : current().view;
  update({ span, word: null, view, preview: null, pointed: null, told: "word" });
}

function pickOffer(event) {
  const offer = event.target.closest?.("#phrases [data-phrase]");
  if (!offer || !page() || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  pick(offer.dataset.phrase);
}

/** Shift with an arrow, Home or End: the focused word stays, the other end moves. */
function key(event) {
  const word = event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey && wordAt(event.target);
  if (!word) return;
  const [first, last] = ends(current().span);
  const head = first === word.index ? last : last === word.index ? first : word.index;
  const next = neighbour(page().words.get(head) ?? word, event.key);
  if (!next) return;
  event.preventDefault();
  select(word.index, next.index);
}

/** The first and the last word; of the sentence all, of nothing none. */
function ends(span) {
  if (!span) return [Infinity, -Infinity];
  return span.includes(",") ? span.split(",").map(Number) : [0, Infinity];
}

function wordAt(target) {
  const element = target?.nodeType === Node.TEXT_NODE ? target.parentElement : target;
  const link = element?.closest?.("#sentence .word");
  return link ? page()?.words.get(Number(link.dataset.word)) : null;
}
