// The grid of a sheet: double click or Enter opens a row, Enter saves, Escape leaves, arrows move, pasted cells go to the preview.
"use strict";

let wanted = null;

// A finding leads to a row: what is folded in it is opened, so that the field to mend is seen.
const led = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (led) led.querySelectorAll("details").forEach((each) => { each.open = true; });

document.addEventListener("click", (event) => {
  const grid = event.target.closest("[data-grid]");
  if (!grid) return;
  const drop = event.target.closest("[data-drop]");
  if (drop) drop.closest("tr").remove();
  const link = event.target.closest("[data-edit]");
  if (link || window.matchMedia("(pointer: coarse)").matches) openAt(event, link);
});

document.addEventListener("dblclick", (event) => {
  if (event.target.closest("[data-grid]")) openAt(event, null);
});

// With a mouse a click selects a cell and a double click opens its row; where there is none, a tap opens it.
function openAt(event, link) {
  const row = event.target.closest("tr[data-line][tabindex]");
  if (!row || (!link && event.target.closest("a, button, input, select"))) return;
  event.preventDefault();
  const cell = event.target.closest("td[data-column]");
  open(row, cell ? cell.dataset.column : null);
}

function open(row, column) {
  wanted = column;
  htmx.trigger(row, "edit");
}

document.addEventListener("htmx:afterSettle", (event) => {
  const row = document.querySelector("tr[data-editing]:not([data-met])");
  if (row) {
    row.dataset.met = "";
    const wrong = row.querySelector("[aria-invalid], .differs input, .differs select");
    const cell = wanted && row.querySelector(`td[data-column="${wanted}"] :is(input, select)`);
    const field = wrong || cell || row.querySelector("input, select");
    field.focus();
    if (field.select) field.select();
    wanted = null;
    return;
  }
  const saved = event.target.closest ? event.target.closest("tr.saved") : null;
  if (saved) saved.focus();
});

document.addEventListener("keydown", (event) => {
  const opened = document.querySelector("[data-grid] tr[data-met]");
  if (opened && event.key === "Escape") {
    event.preventDefault();
    opened.querySelector("[data-cancel], [data-drop]").click();
    return;
  }
  const grid = event.target.closest("[data-grid]");
  if (!grid) return;
  const editing = event.target.closest("tr[data-editing]");
  const row = event.target.closest("tr[data-line]");
  if (editing || !row || event.target !== row) return;
  if (event.key === "Enter") { event.preventDefault(); open(row, null); }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const all = [...grid.querySelectorAll("tr[data-line]")];
    const next = all[all.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) next.focus();
  }
  if (event.key === "n") document.querySelector("[data-add-row]").click();
});

document.addEventListener("paste", (event) => {
  if (!document.querySelector("[data-grid]") || event.target.closest("input, textarea, select")) return;
  const link = document.querySelector("a[data-paste]");
  const text = event.clipboardData.getData("text/plain");
  if (!link || !text.includes("\t")) return;
  event.preventDefault();
  const form = document.createElement("form");
  form.method = "post";
  form.action = link.href;
  form.append(field("text", text), field("csrfmiddlewaretoken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]));
  document.body.append(form);
  form.submit();
});

function field(name, value) {
  const area = document.createElement("textarea");
  area.name = name;
  area.value = value;
  area.hidden = true;
  return area;
}
