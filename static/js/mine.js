// The last dozen of one's own samples, kept in this browser alone, and a way to forget them.

const KEPT = "fovea.mine";
const MOST = 12;

export function listenToMine() {
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail?.ctx?.target?.id !== "explore") return;
    note();
    draw();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-forget-mine]")) return;
    localStorage.removeItem(KEPT);
    draw();
  });
  note();
  draw();
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

/** A sample that this browser may delete is its own. */
function note() {
  const key = document.querySelector(".confirm input[name=key]");
  const sample = document.querySelector("#explore")?.dataset.sample;
  const photo = document.querySelector("#ask-thumb")?.dataset.small;
  if (!key || !sample || !photo) return;
  const sentence = document.querySelector("#ask-sentence").defaultValue;
  const others = kept().filter((each) => each.sample !== sample);
  localStorage.setItem(KEPT, JSON.stringify([{ sample, photo, sentence }, ...others].slice(0, MOST)));
}

function draw() {
  const place = document.querySelector("#mine");
  if (!place) return;
  place.hidden = !kept().length;
  const root = document.querySelector(".brand").getAttribute("href");
  place.querySelector("ul").replaceChildren(...kept().map((each) => thumbnail(each, root)));
}

function thumbnail({ sample, photo, sentence }, root) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: `${root}s/${sample}`, title: sentence });
  const picture = Object.assign(new Image(44, 44), { src: photo, alt: sentence, loading: "lazy" });
  picture.addEventListener("error", () => item.remove()); // deleted, or aged out
  link.append(picture);
  item.append(link);
  return item;
}
