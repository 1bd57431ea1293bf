// What forced colours take away: a chosen thing that looks like its neighbours, a drawing that is gone, a button without an edge.
() => {
  const problems = [];
  const box = (one) => one.getBoundingClientRect();
  const seen = (one) => box(one).width > 1 && box(one).height > 1 && !one.closest(".unseen");
  const named = (one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") ?? ""} in .${one.parentElement?.getAttribute("class") ?? ""}`;

  // Only the system's own colours are kept, and those of what opts out; all others become the same.
  const probe = document.body.appendChild(document.createElement("i"));
  const SYSTEM = new Map(["Highlight", "HighlightText", "Canvas"].map((name) => {
    probe.setAttribute("style", "");
    probe.style.color = name;
    return [getComputedStyle(probe).color, name];
  }));
  probe.remove();
  const kept = (style, name) => (style.forcedColorAdjust === "none" ? style[name] : (SYSTEM.get(style[name]) ?? "forced"));
  const SHAPES = ["borderTopWidth", "borderBottomWidth", "outlineStyle", "fontWeight", "textDecorationLine", "display"];
  const COLOURS = ["borderTopColor", "borderBottomColor", "outlineColor", "backgroundColor", "color"];
  const look = (style) => [...SHAPES.map((name) => style[name]), ...COLOURS.map((name) => kept(style, name))].join();
  const looks = (one) => [one, ...one.querySelectorAll("*")].flatMap((each) => [look(getComputedStyle(each)), look(getComputedStyle(each, "::before"))]).join();
  const chosen = (one) => one.matches('[aria-current]:not([aria-current="false"]), [aria-pressed="true"]');
  for (const one of document.querySelectorAll("[aria-current], [aria-pressed]")) {
    if (!chosen(one) || !seen(one)) continue;
    const like = [...document.querySelectorAll(`${one.tagName}[class="${one.getAttribute("class") ?? ""}"], ${one.tagName}:not([class])`)].find(
      (other) => seen(other) && !chosen(other) && other.className === one.className && other.parentElement.className === one.parentElement.className,
    );
    if (like && look(getComputedStyle(one)) === look(getComputedStyle(like)) && looks(one) === looks(like)) problems.push(`chosen, not seen: ${named(one)}`);
  }

  for (const one of document.querySelectorAll("svg")) {
    const parts = [...one.querySelectorAll("rect, path, circle")];
    const drawn = parts.some((each) => {
      const { fill, stroke } = getComputedStyle(each);
      return (fill !== "none" && fill !== "rgba(0, 0, 0, 0)") || stroke !== "none";
    });
    if (seen(one) && parts.length && !drawn) problems.push(`a drawing that is gone: ${named(one)}`);
  }
  for (const one of document.querySelectorAll(":is(.chart, .squares, .wiring, .number-grid, .ribbon, .strip-picture, .key svg, .legend-scale)")) {
    if (seen(one) && getComputedStyle(one).forcedColorAdjust !== "none" && one.matches("svg")) problems.push(`colours are its data: ${named(one)}`);
  }

  for (const one of document.querySelectorAll("button, .button")) {
    const style = getComputedStyle(one);
    const edge = style.borderTopStyle !== "none" || style.textDecorationLine !== "none" || one.querySelector("svg, img");
    if (seen(one) && !edge) problems.push(`no edge: ${named(one)}`);
  }
  return [...new Set(problems)];
};
