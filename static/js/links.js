// The link to this view, and the same view in another language.

import { announce, page } from "./page.js";
import { address, settle } from "./state.js";

const SHOWN_FOR = 2000; // ms

export function listenToLinks() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy-link]");
    if (button) copy(button);
    const language = event.target.closest?.("[data-language]");
    if (language) language.href = inLanguage(language.dataset.language);
  });
}

function inLanguage(tag) {
  settle();
  const query = new URLSearchParams(location.search);
  query.set("lang", tag);
  return `${location.pathname}?${query.toString().replaceAll("%2C", ",")}`;
}

async function copy(button) {
  const link = new URL(page() ? address() : location.pathname + location.search, location.origin).href;
  const copied = await write(link);
  const label = button.querySelector("span");
  button.dataset.text ??= label.textContent;
  label.textContent = copied ? button.dataset.done : button.dataset.failed;
  button.classList.add("is-done");
  announce(label.textContent);
  setTimeout(() => {
    label.textContent = button.dataset.text;
    button.classList.remove("is-done");
  }, SHOWN_FOR);
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeTheOldWay(text); // http:// on another machine has no clipboard API
  }
}

function writeTheOldWay(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
