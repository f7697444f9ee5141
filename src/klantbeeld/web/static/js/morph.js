// Brings one element into the shape of another without losing focus, scroll or what is open.
// Children are paired by data-key or id, else by their order and tag.

const keyOf = (node) =>
  node.nodeType === Node.ELEMENT_NODE ? node.dataset.key || node.id || null : null;

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function attributes(from, to) {
  for (const { name, value } of to.attributes) {
    if (name === "value" && from === document.activeElement) continue;
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    // What the reader opened stays open, what is typed stays typed; a tint runs to its end.
    if (!to.hasAttribute(name) && name !== "open" && name !== "class") from.removeAttribute(name);
  }
}

export function morph(from, to, changed = new Set()) {
  attributes(from, to);
  const keyed = new Map();
  for (const child of from.childNodes) {
    const key = keyOf(child);
    if (key) keyed.set(key, child);
  }
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    let own = key ? keyed.get(key) : place;
    if (own && !alike(own, wanted)) own = null;
    if (!own) {
      const fresh = document.importNode(wanted, true);
      from.insertBefore(fresh, place);
      if (fresh.nodeType === Node.ELEMENT_NODE) changed.add(fresh);
      continue;
    }
    if (own === place) place = place.nextSibling;
    else from.insertBefore(own, place);
    if (own.nodeType === Node.TEXT_NODE) {
      if (own.data !== wanted.data) {
        own.data = wanted.data;
        const keyedParent = own.parentElement.closest("[data-key]");
        if (keyedParent) changed.add(keyedParent);
      }
    } else if (own.nodeType === Node.ELEMENT_NODE) {
      morph(own, wanted, changed);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
  return changed;
}
