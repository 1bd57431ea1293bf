// What the page shows, and its mirror in the address. The defaults are the server's (WordsQuery).

import { page } from "./page.js";

const DEFAULTS = { word: null, span: null, compare: null, view: "all", strength: 80, place: null };
const WRITE_AFTER = 150; // ms: browsers refuse an address that changes hundreds of times a minute

/**
 * `span` names words that are read as one, "2,3" or "sentence"; then no `word` is picked.
 * Not in the address: `preview`, the word pointed at; `pointed`, the place pointed at; and `told`, whether the line
 * under the sentence is about the picked "word" or about the held "place".
 */
const state = { ...DEFAULTS, preview: null, pointed: null, told: "word" };
const listeners = [];
let started; // the word that was lit when the page came: an address without `word` means that one
let timer;

export function onChange(listener) {
  listeners.push(listener);
}

export function current() {
  return state;
}

/** Takes the state that the server rendered. */
export function loadState(values) {
  Object.assign(state, {
    word: index(values.word),
    span: values.span || null,
    compare: index(values.compare),
    view: values.view,
    strength: Number(values.strength),
    place: place(values.place),
    preview: null,
    pointed: null,
    told: values.view === "place" && values.place ? "place" : "word",
  });
  started = state.span ? undefined : state.word;
  notify();
}

/** Changes what is shown and, a moment later, the address. */
export function update(changes) {
  Object.assign(state, changes);
  notify();
  clearTimeout(timer);
  timer = setTimeout(writeAddress, WRITE_AFTER);
}

/** Shows something for as long as it is pointed at. */
export function preview(changes) {
  Object.assign(state, changes);
  notify();
}

/** Shows again what is shown, when more of it has come. */
export function refresh() {
  notify();
}

/** The place that is shown: pointed at, or held. */
export function shownPlace() {
  return state.pointed ?? (state.view === "place" ? state.place : null);
}

/** Whether the line under the sentence is about that place rather than about a word. */
export function tellsOfPlace() {
  return state.preview === null && shownPlace() !== null && (state.pointed !== null || state.told === "place");
}

/** The address of what is shown now. */
export function address() {
  const query = new URLSearchParams();
  if (state.span) nameSpan(query, state.span);
  else if (state.word !== started) query.set("word", state.word ?? "none");
  else if (state.word !== null && new URLSearchParams(location.search).has("word")) query.set("word", state.word);
  if (state.view === "compare" && state.compare !== null) query.set("compare", state.compare);
  if (state.view !== DEFAULTS.view) query.set("view", state.view);
  if (state.strength !== DEFAULTS.strength) query.set("strength", state.strength);
  if (state.view === "place" && state.place) query.set("place", state.place.map((share) => share.toFixed(3)).join(","));
  const step = document.querySelector("#tour")?.dataset.number;
  if (step) query.set("tour", step);
  const text = query.toString().replaceAll("%2C", ",");
  return `${page().explore.dataset.base}${text && "?"}${text}`;
}

/** Which words are read as one, in an address: "2,3" is from=2&to=3. */
export function nameSpan(query, span) {
  const [first, last] = span.split(",");
  if (last === undefined) query.set("word", span);
  else {
    query.set("from", first);
    query.set("to", last);
  }
}

/** Writes a change that is still waiting, before something reads or leaves the address. */
export function settle() {
  if (timer) writeAddress();
}

function writeAddress() {
  clearTimeout(timer);
  timer = undefined;
  if (page()) history.replaceState(history.state, "", address());
}

function notify() {
  if (page()) for (const listener of listeners) listener(state);
}

function index(text) {
  return text === "none" || text === undefined ? null : Number(text);
}

function place(text) {
  return text ? text.split(",").map(Number) : null;
}
