// The sub-view `turn` of the shift panel: the slider says its value while it moves.

document.addEventListener("input", (event) => {
  const slider = event.target;
  if (slider.id !== "turn-value") return;
  document.querySelector("#turn-now").textContent = slider.dataset.pattern.replace("{value}", Number(slider.value));
});
