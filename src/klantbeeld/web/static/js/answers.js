// Buttons with keys (data-keys="m y"), and forms that are sent without leaving the page.
import { swapWith } from "./swap.js";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
let sending = false;

async function send(form, button) {
  if (sending) return;
  sending = true;
  const body = new URLSearchParams(new FormData(form, button));
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } });
    await swapWith(answer);
    scrollTo({ top: 0 });
  } finally {
    sending = false;
  }
}

export function answers() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const acts = [...document.querySelectorAll("main [data-keys]")];
    const act = acts.find((each) => each.dataset.keys.split(" ").includes(key));
    if (!act) return;
    event.preventDefault();
    act.click();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-swap]")) return;
    event.preventDefault();
    const { target, submitter } = event;
    // What cannot be sent so is sent as the browser does it, which says what is wrong.
    send(target, submitter).catch(() => {
      target.removeAttribute("data-swap");
      target.requestSubmit(submitter);
    });
  });
}
