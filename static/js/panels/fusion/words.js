// The chooser of words in the fusion panel: arrow keys walk through the sentence.

document.addEventListener("keydown", (event) => {
  const word = event.target.closest?.("#fusion-words .fusion-word");
  if (!word || event.altKey || event.ctrlKey || event.metaKey) return;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const words = [...document.querySelectorAll("#fusion-words .fusion-word")];
  const next = words[(words.indexOf(word) + step + words.length) % words.length];
  next.focus();
  next.click();
});
