// What is wrong with the present page for people who hear it or see it badly: a list of texts.
// After the rules that need no judgement in WCAG 2.2 (1.1.1, 1.3.1, 1.4.3, 2.4.6, 3.1.1, 4.1.2).
() => {
  const faults = [];
  const say = (element, what) => {
    const id = element.id ? `#${element.id}` : "";
    const kind = element.getAttribute("class") ? `.${element.getAttribute("class")}` : "";
    faults.push(`<${element.localName}${id}${kind}> ${what}`);
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const hidden = (element) => element.closest("[aria-hidden=true]") !== null;
  const named = (element) =>
    (element.getAttribute("aria-label") ?? "").trim() !== "" ||
    element.hasAttribute("aria-labelledby");

  if (!["nl", "en"].includes(document.documentElement.lang)) faults.push("<html> has no language");
  if (!document.title.trim()) faults.push("no title");
  if (all("h1").length !== 1) faults.push(`${all("h1").length} h1`);
  if (all("main").length !== 1) faults.push(`${all("main").length} main`);
  for (const field of all("input:not([type=hidden], [hidden]), select, textarea")) {
    if (!field.labels.length && !named(field)) say(field, "has no label");
  }
  for (const act of all("a[href], button, summary")) {
    if (!act.textContent.trim() && !named(act)) say(act, "has no name");
  }
  for (const image of all("img")) if (!image.hasAttribute("alt")) say(image, "has no alt");
  for (const drawing of all("svg")) {
    const told = ["img", "group"].includes(drawing.getAttribute("role")) && named(drawing);
    if (!hidden(drawing) && !told) say(drawing, "is neither named nor hidden");
  }
  for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
    for (const element of all(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) {
        if (!document.getElementById(id)) say(element, `${attribute} names no element: ${id}`);
      }
    }
  }
  const ids = all("[id]").map((element) => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) {
    faults.push(`id ${id} is there more than once`);
  }
  let level = 1;
  for (const heading of all("main h1, main h2, main h3, main h4")) {
    const own = Number(heading.localName[1]);
    if (own > level + 1) say(heading, `follows a heading of level ${level}`);
    level = own;
  }

  // Contrast of text with what lies behind it (1.4.3: 4.5, large text 3).
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const pixel = (...colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const layers = (element) => {
    const behind = [];
    for (let at = element; at; at = at.parentElement) {
      behind.unshift(getComputedStyle(at).backgroundColor);
    }
    return ["Canvas", ...behind];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || seen.has(element)) continue;
    seen.add(element);
    const box = element.getBoundingClientRect();
    if (!element.checkVisibility({ opacityProperty: true }) || box.width < 2) continue;
    if (element.closest("svg") || hidden(element) || element.matches(":disabled")) continue;
    const style = getComputedStyle(element);
    const behind = layers(element);
    const [front, back] = [pixel(...behind, style.color), pixel(...behind)].map(luminance);
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5) - 0.05) say(element, `has a contrast of ${ratio.toFixed(2)}`);
  }
  return [...new Set(faults)];
};
