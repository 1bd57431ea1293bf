// What can be taken away follows what the photo shows.

import { page } from "./page.js";
import { nameSpan } from "./state.js";

export function drawTake(state) {
  const take = document.querySelector("#take");
  if (!take || state.preview !== null) return;
  const lit = state.span ? page().spans.get(state.span) : page().words.get(state.word);
  if (lit === "coming") return;
  const nothing = !lit || state.span === "sentence";
  take.querySelector("#take-what bdi").textContent = nothing ? document.querySelector("#phrases").dataset.sentence : lit.text;
  for (const link of take.querySelectorAll("[data-take]")) {
    link.href = link.dataset.take + which(state);
    link.parentElement.hidden = link.dataset.take.endsWith(".png") && lit !== undefined && !lit.heat;
  }
}

/** Of the sentence nothing is said. */
function which({ span, word }) {
  const query = new URLSearchParams();
  if (span && span !== "sentence") nameSpan(query, span);
  else if (!span && word !== null) query.set("word", word);
  const text = query.toString();
  return text && `?${text}`;
}
