// Wires the page. State lives in the address; every module draws its part of it and listens on the document,
// so that what htmx swaps in works without being wired again.

import { listenToForm, restoreDraft, saveDraft } from "./ask.js";
import { drawCompare, listenToCompare } from "./compare.js";
import { listenToTerms } from "./glossary.js";
import { listenToLinks } from "./links.js";
import { listenToMine } from "./mine.js";
import { readPage } from "./page.js";
import { listenToPanel } from "./panel.js";
import { drawPhrase, listenToPhrase } from "./phrase.js";
import { drawPlace, listenToPlace } from "./place.js";
import { listenToSize } from "./size.js";
import { loadState, onChange } from "./state.js";
import { drawStrength, listenToStrength } from "./strength.js";
import { listenToSweep } from "./sweep.js";
import { drawTake } from "./take.js";
import { listenToTour } from "./tour.js";
import { listenToTrouble } from "./trouble.js";
import { listenToWaits } from "./waits.js";
import { drawWords, listenToWords } from "./words.js";

function reload() {
  const page = readPage();
  if (page) loadState(page.explore.dataset);
}

onChange((state) => {
  drawWords(state);
  drawStrength(state);
  drawCompare(state);
  drawPlace(state);
  drawPhrase(state);
  drawTake(state);
});

listenToWords();
listenToStrength();
listenToCompare();
listenToPlace();
listenToPhrase();
listenToLinks();
listenToForm();
listenToPanel();
listenToSweep();
listenToTour();
listenToTrouble();
listenToWaits();
listenToMine();
listenToSize();
listenToTerms();
document.addEventListener("htmx:after:swap", reload);
window.addEventListener("pagehide", saveDraft);
reload();
restoreDraft();
