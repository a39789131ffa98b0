"use strict";
const body = document.body;
const articles = [...document.querySelectorAll("article")];
const marker = document.getElementById("marker");
const shown = document.getElementById("shown");
const told = document.getElementById("told");
const marks = new Map();
let current = null;
let unsaved = false;

function count() {
  document.getElementById("count").textContent = `已标记 ${marks.size} / ${articles.length} 对`;
}

function paint(article) {
  const found = marks.get(article.dataset.id);
  for (const button of article.querySelectorAll("[data-mark]"))
    button.setAttribute("aria-pressed", String(found !== undefined && found.mark === button.dataset.mark));
}

function go(article) {
  if (!article) return;
  if (current) current.classList.remove("current");
  current = article;
  current.classList.add("current");
  current.focus({ preventScroll: true });
  current.scrollIntoView({ block: "start" });
}

function step(by) {
  const open = articles.filter((each) => !each.hidden);
  const place = open.indexOf(current);
  go(open[Math.min(open.length - 1, Math.max(0, place + by))]);
}

function set(article, mark) {
  const note = article.querySelector(".note").value;
  const before = marks.get(article.dataset.id);
  if (before && before.mark === mark) marks.delete(article.dataset.id);
  else marks.set(article.dataset.id, { mark, note });
  unsaved = true;
  paint(article);
  count();
}

function filter() {
  for (const article of articles) {
    const open = shown.value === "open" && marks.has(article.dataset.id);
    const other = shown.value && shown.value !== "open" && article.dataset.class !== shown.value;
    article.hidden = open || Boolean(other);
  }
}

function save() {
  const name = marker.value.trim();
  if (!name) {
    told.textContent = "请先写上标记人的姓名。";
    marker.focus();
    return;
  }
  const content = { form: body.dataset.form, list: body.dataset.code, marker: name, marks: Object.fromEntries(marks) };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: "application/json" }));
  link.download = `标记-${body.dataset.code}-${name}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  unsaved = false;
  told.textContent = `已把 ${marks.size} 对的标记存成文件 ${link.download}，请交给汇总的人。`;
}

async function load(file) {
  try {
    const content = JSON.parse(await file.text());
    if (content.form !== body.dataset.form || content.list !== body.dataset.code) throw new Error();
    for (const article of articles) {
      const found = content.marks[article.dataset.id];
      if (!found || !["same", "different", "unsure"].includes(found.mark)) continue;
      marks.set(article.dataset.id, { mark: found.mark, note: String(found.note || "") });
      article.querySelector(".note").value = String(found.note || "");
      paint(article);
    }
    marker.value = String(content.marker || "");
    told.textContent = `已读入 ${file.name}。`;
    count();
    filter();
  } catch {
    told.textContent = `${file.name} 不是这一批清单的标记文件。`;
  }
}

for (const article of articles) {
  for (const button of article.querySelectorAll("[data-mark]"))
    button.addEventListener("click", () => set(article, button.dataset.mark));
  article.querySelector(".note").addEventListener("input", (event) => {
    const found = marks.get(article.dataset.id);
    if (found) found.note = event.target.value;
    unsaved = true;
  });
  article.addEventListener("focusin", () => {
    if (current) current.classList.remove("current");
    current = article;
    article.classList.add("current");
  });
}
document.getElementById("save").addEventListener("click", save);
document.getElementById("load").addEventListener("change", (event) => event.target.files[0] && load(event.target.files[0]));
shown.addEventListener("change", filter);
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const places = { 1: "same", 2: "different", 3: "unsure" };
  if (event.key in places && current) set(current, places[event.key]);
  else if (event.key === "ArrowDown") step(1);
  else if (event.key === "ArrowUp") step(-1);
  else return;
  event.preventDefault();
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
count();
