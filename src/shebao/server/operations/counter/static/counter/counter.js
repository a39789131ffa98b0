// The counter by keyboard: a card reader types a number and Enter, wherever the cursor is; / goes to the search, . to the
// service that is wanted, a digit opens what was found. Everything works without it.
"use strict";

const FAST = 70;      // milliseconds a character on the average: a reader is faster, nobody types so fast for so long
const PAUSE = 300;    // milliseconds after which something else begins
const SHORTEST = 8;
let typed = "", begun = 0, last = 0, from = null, before = "";

const search = () => document.querySelector("form[role=search] input[name=q]");
const was_read = (now) => typed.length >= SHORTEST && now - last < PAUSE && (last - begun) / (typed.length - 1) < FAST
  && /^[0-9A-Za-z]+$/.test(typed);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const now = event.timeStamp;
  if (event.key === "Enter" && was_read(now)) {
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
  if (event.key.length !== 1) return;
  if (now - last >= PAUSE || document.activeElement !== from) {
    typed = "";
    begun = now;
    from = document.activeElement;
    before = from && "value" in from ? from.value : "";
  }
  typed += event.key;
  last = now;
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === ".") {
    const field = document.querySelector("[data-begin]");
    if (field) { event.preventDefault(); field.focus(); }
  } else if (event.key === "/") {
    const field = search();
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  } else if (/^[1-9]$/.test(event.key)) {
    const row = document.querySelector(`[data-found="${event.key}"]`);
    if (row) window.setTimeout(() => { if (typed === event.key) row.click(); }, PAUSE);  // unless more of a card follows
  }
});
