// Questions that follow the answers, rows of lists, the link that keeps the answers behind its #; all works without it but the link.
"use strict";

const form = () => document.querySelector("form[data-linked]");

// A question that does not matter with the answers so far is not shown and not sent
function follow() {
  for (const question of form()?.querySelectorAll("[data-when]") ?? []) {
    question.hidden = !JSON.parse(question.dataset.when).every(met);
  }
}

function met(when) {
  const sent = new FormData(form());
  const answers = when.fields.map((name) => (sent.get(name) ?? "").trim());
  return answers.some((answer) => (when.values.length ? when.values.includes(answer) : answer !== "")) !== when.other;
}

// The answers as the part of the address that a browser never sends
function answers() {
  const sent = new URLSearchParams();
  for (const field of form().elements) {
    const chosen = !["radio", "checkbox"].includes(field.type) || field.checked;
    const told = field.name && field.name !== "add" && !("unlinked" in field.dataset) && !field.closest("[hidden]");
    if (chosen && told && field.value.trim()) sent.append(field.name, field.value.trim());
  }
  return sent.toString();
}

function keepInAddress() {
  const told = answers();
  window.history.replaceState(null, "", window.location.pathname + (told ? `#${told}` : ""));
}

// A link with answers fills the form and computes
function fill() {
  const told = new URLSearchParams(window.location.hash.slice(1));
  if (!form() || ![...told].length) return;
  for (const [name, value] of told) {
    const list = name.split(".");
    while (list.length === 3 && !form().elements[name] && addRow(list[0])) { /* rows until there is one for it */ }
    const field = form().elements[name] ?? further(name);
    if (field instanceof RadioNodeList) field.value = value;
    else if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
  follow();
  form().querySelector("[data-compute]")?.click();
}

// A question that an earlier answer called for: its text is sent, and comes back with the question
function further(name) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  form().append(field);
  return field;
}

function addRow(name) {
  const rows = form().querySelector(`[data-rows="${CSS.escape(name)}"]`);
  if (!rows || rows.children.length >= 60) return false;
  const fresh = rows.lastElementChild.cloneNode(true);
  for (const input of fresh.querySelectorAll("input")) {
    const [list, number, column] = input.name.split(".");
    input.name = `${list}.${Number(number) + 1}.${column}`;
    input.value = "";
  }
  rows.append(fresh);
  return fresh;
}

document.addEventListener("input", follow);
document.addEventListener("change", follow);
document.addEventListener("submit", (event) => { if (event.target.matches("[data-linked]")) keepInAddress(); });

document.addEventListener("click", (event) => {
  const adding = event.target.closest("[data-add]");
  if (adding) {
    event.preventDefault();
    event.stopPropagation();
    const fresh = addRow(adding.dataset.add);
    if (fresh) fresh.querySelector("input").focus();
  }
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.closest("[data-copy-link]")) copyLink();
}, true);

async function copyLink() {
  const told = document.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(window.location.href);
    told.textContent = "链接已复制：填的内容在 # 后面，只有拿到链接的人看得到。";
  } catch {
    told.textContent = "浏览器不让复制，请从地址栏复制网址。";
  }
}

function show() {
  follow();
  for (const button of document.querySelectorAll("[data-print], [data-copy-link]")) button.hidden = false;
}

document.addEventListener("htmx:afterSettle", () => {
  show();
  toAnswer();
});

// What was computed, or what is wrong, is what one sees next
function toAnswer() {
  const place = document.querySelector("#questions [role=alert]") ?? document.getElementById("answer");
  place?.setAttribute("tabindex", "-1");
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "start" });
}
window.addEventListener("hashchange", () => window.location.reload());

show();
toAnswer();
// After htmx has taken the form over; a page that already answers was sent, not linked
window.addEventListener("load", () => { if (!document.querySelector("#answer, #questions [role=alert]")) fill(); });
