// How strongly the heat lies over the photo.

import { fill, page } from "./page.js";
import { update } from "./state.js";

export function listenToStrength() {
  document.addEventListener("input", (event) => {
    if (event.target.id === "strength") update({ strength: Number(event.target.value) });
  });
}

export function drawStrength(state) {
  page().heat.setAttribute("opacity", state.strength / 100);
  const slider = document.querySelector("#strength");
  if (Number(slider.value) !== state.strength) slider.value = state.strength;
  const output = document.querySelector("#strength-value");
  output.textContent = fill(output.dataset.pattern, { value: state.strength });
  slider.setAttribute("aria-valuetext", output.textContent);
}
