// The counter by keyboard: a card reader types a number and Enter, wherever the cursor is; / goes to the search, g and a digit
// open what was found. Everything works without it.
"use strict";

const FAST = 60;      // milliseconds between two characters of a reader; nobody types so fast for so long
const SHORTEST = 8;
let typed = "", last = 0, from = null, before = "";

const search = () => document.querySelector("form[role=search] input[name=q]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const now = event.timeStamp;
  if (event.key === "Enter" && typed.length >= SHORTEST && now - last < FAST * 4 && /^[0-9A-Za-z]+$/.test(typed)) {
    const field = search();
    if (field && from !== field) {
      event.preventDefault();
      if (from && "value" in from) from.value = before;
      field.value = typed;
      typed = "";
      field.form.requestSubmit();
      return;
    }
  }
  if (event.key.length === 1) {
    if (now - last >= FAST || document.activeElement !== from) {
      typed = "";
      from = document.activeElement;
      before = from && "value" in from ? from.value : "";
    }
    typed += event.key;
    last = now;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "/") {
    const field = search();
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  } else if (/^[1-9]$/.test(event.key)) {
    const row = document.querySelector(`[data-found="${event.key}"]`);
    if (row && event.timeStamp - last >= 0) window.setTimeout(() => { if (typed === event.key) row.click(); }, 4 * FAST);
  }
});
