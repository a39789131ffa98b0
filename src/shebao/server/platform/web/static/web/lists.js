// Lists with rows to tick: tick all rows of the page at once, move and tick by keyboard, say how many are ticked.
"use strict";

const boxes = () => [...document.querySelectorAll("input[name=choice]")];

function tell_ticked() {
  const told = document.querySelector("[data-ticked]");
  if (!told) return;
  const ticked = boxes().filter((box) => box.checked).length;
  told.textContent = ticked ? `已选 ${ticked} ${told.dataset.ticked || "个单位"}` : "";
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
  tell_ticked();
});

// Keys where nothing is being typed: j and k go down and up, x ticks, Shift+X ticks from the last ticked row to here,
// Enter opens the row, r goes to the reason.
let last = -1;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!document.querySelector("[data-keys]") || event.target.closest("textarea, select, input:not([type=checkbox])")) return;
  const rows = boxes();
  const at = rows.indexOf(document.activeElement);
  const go = (place) => rows[Math.max(0, Math.min(rows.length - 1, place))]?.focus();
  const reason = document.querySelector("[data-keys] textarea");
  if (event.key === "j") go(at + 1);
  else if (event.key === "k") go(at < 0 ? 0 : at - 1);
  else if (event.key === "x" && at >= 0) { rows[at].click(); last = at; }
  else if (event.key === "X" && at >= 0) {
    const from = last < 0 ? at : last;
    rows.slice(Math.min(from, at), Math.max(from, at) + 1).forEach((box) => { box.checked = true; });
    last = at;
    tell_ticked();
  } else if (event.key === "Enter" && at >= 0) rows[at].closest("tr").querySelector("a")?.click();
  else if (event.key === "r" && reason) reason.focus();
  else return;
  event.preventDefault();
});
