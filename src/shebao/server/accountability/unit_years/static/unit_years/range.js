// Ranges of the grid: selected with mouse and keyboard, copied as seen, pasted, filled down, cleared, undone. All changes of a range are
// stored at once or not at all.
"use strict";

(() => {
  const grid = document.querySelector("[data-grid][data-cells]");
  if (!grid) return;
  const done = [];
  const undone = [];
  let anchor = null;
  let end = null;
  let dragging = false;

  const rows = () => [...grid.querySelectorAll("tr[data-line]:not([data-editing])")];
  const cellsOf = (row) => [...row.querySelectorAll("td[data-column]")];
  const textOf = (cell) => (cell.firstChild && cell.firstChild.nodeType === Node.TEXT_NODE ? cell.firstChild.data : "").trim();
  const placeOf = (cell) => ({ row: rows().indexOf(cell.parentElement), column: cellsOf(cell.parentElement).indexOf(cell) });
  const cellAt = (place) => { const row = rows()[place.row]; return row && cellsOf(row)[place.column]; };

  function range() {
    if (!anchor) return null;
    return {
      top: Math.min(anchor.row, end.row), bottom: Math.max(anchor.row, end.row),
      left: Math.min(anchor.column, end.column), right: Math.max(anchor.column, end.column),
    };
  }

  function show() {
    grid.querySelectorAll("td.selected").forEach((cell) => cell.classList.remove("selected"));
    const chosen = range();
    if (!chosen) return;
    rows().slice(chosen.top, chosen.bottom + 1)
      .forEach((row) => cellsOf(row).slice(chosen.left, chosen.right + 1).forEach((cell) => cell.classList.add("selected")));
    const cell = cellAt(end);
    if (cell) { cell.tabIndex = -1; cell.focus({ preventScroll: true }); cell.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  }

  function select(from, to) { anchor = from; end = to; show(); }
  function clear() { anchor = null; end = null; show(); }

  // The cells of the range as rows of {row, cell}.
  function chosenRows() {
    const chosen = range();
    return chosen ? rows().slice(chosen.top, chosen.bottom + 1)
      .map((row) => ({ row, cells: cellsOf(row).slice(chosen.left, chosen.right + 1) })) : [];
  }

  grid.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td[data-column]");
    if (!cell || event.button || event.target.closest("a, button, input, select, [data-editing]")) return;
    event.preventDefault();
    dragging = true;
    const place = placeOf(cell);
    select(event.shiftKey && anchor ? anchor : place, place);
  });
  grid.addEventListener("mouseover", (event) => {
    const cell = dragging && event.target.closest("td[data-column]");
    if (cell && !cell.closest("[data-editing]")) select(anchor, placeOf(cell));
  });
  document.addEventListener("mouseup", () => { dragging = false; });
  document.addEventListener("mousedown", (event) => { if (!event.target.closest("[data-grid]")) clear(); });

  const MOST = 1000;
  const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
  grid.addEventListener("keydown", (event) => {
    if (!event.target.matches("td[data-column]") || !anchor) return;
    const command = event.ctrlKey || event.metaKey;
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      move(event.shiftKey, command && step[0] ? { row: step[0] > 0 ? MOST - 1 : 0, column: end.column } : { row: end.row + step[0], column: end.column + step[1] });
    } else if (command && "dzya".includes(event.key.toLowerCase())) {
      event.preventDefault();
      ({ d: fillDown, z: undo, y: redo, a: selectAll })[event.key.toLowerCase()]();
    } else if (event.key === "Delete") {
      event.preventDefault();
      change(chosenRows().map(({ row, cells }) => [row, cells.map((cell) => [cell, ""])]));
    } else if (event.key === "Escape") {
      event.preventDefault();
      const row = event.target.parentElement;
      clear();
      row.focus();
    } else if (event.key === "Enter" || event.key === "F2" || (event.key.length === 1 && !command && !event.altKey)) {
      event.preventDefault();
      event.target.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    }
  });
  // To a place, or the last row before it where the sheet ends earlier; Shift keeps the other corner.
  async function move(extends_, place) {
    await window.gridRows.upTo(place.row + 1);
    const target = { row: Math.min(place.row, rows().length - 1), column: place.column };
    if (cellAt(target)) select(extends_ ? anchor : target, target);
  }
  async function selectAll() {
    await window.gridRows.upTo(MOST);
    const all = rows();
    select({ row: 0, column: 0 }, { row: Math.min(all.length, MOST) - 1, column: cellsOf(all[0]).length - 1 });
    if (all.length > MOST || !window.gridRows.complete()) tell(`只选了前 ${MOST} 行；一次最多改 ${MOST} 行。`);
  }

  document.addEventListener("copy", (event) => {
    const chosen = chosenRows();
    if (!chosen.length || event.target.closest?.("input, textarea, select")) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", chosen.map(({ cells }) => cells.map(textOf).join("\t")).join("\n"));
  });

  document.addEventListener("paste", async (event) => {
    const chosen = range();
    if (!chosen || event.target.closest?.("input, textarea, select")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const block = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    const single = block.length === 1 && block[0].length === 1;
    const height = single ? chosen.bottom - chosen.top + 1 : block.length;
    const width = single ? chosen.right - chosen.left + 1 : Math.max(...block.map((line) => line.length));
    const last = { row: chosen.top + height - 1, column: chosen.left + width - 1 };
    if (height > MOST) { tell(`复制的内容有 ${height} 行，一次最多改 ${MOST} 行；请分几次粘贴，或导入文件。`); return; }
    await window.gridRows.upTo(last.row + 1);
    if (!cellAt(last)) {
      tell(`复制的内容有 ${height} 行 ${width} 列，从选中的格子起放不下。要增加新行，请先按 Esc 取消选择再粘贴。`);
      return;
    }
    select({ row: chosen.top, column: chosen.left }, last);
    change(chosenRows().map(({ row, cells }, down) => [
      row, cells.map((cell, across) => [cell, single ? block[0][0] : block[down][across] ?? ""]),
    ]));
  });

  function fillDown() {
    const chosen = chosenRows();
    if (chosen.length < 2) return;
    const first = chosen[0].cells.map(textOf);
    change(chosen.slice(1).map(({ row, cells }) => [row, cells.map((cell, across) => [cell, first[across]])]));
  }

  // [[row, [[cell, text]…]]…] as what is sent, and as what takes it back.
  function change(wanted) {
    const entry = { after: [], before: [] };
    for (const [row, texts] of wanted) {
      const changed = texts.filter(([cell, text]) => textOf(cell) !== text.trim());
      if (!changed.length) continue;
      entry.after.push({ line: row.dataset.line, cells: Object.fromEntries(changed.map(([cell, text]) => [cell.dataset.column, text.trim()])) });
      entry.before.push({ line: row.dataset.line, cells: Object.fromEntries(changed.map(([cell]) => [cell.dataset.column, textOf(cell)])) });
    }
    if (entry.after.length) send(entry.after).then((stored) => { if (stored) { done.push(entry); undone.length = 0; } });
  }

  async function undo() {
    const entry = done.pop();
    if (entry && await send(entry.before)) undone.push(entry); else if (entry) done.push(entry);
  }
  async function redo() {
    const entry = undone.pop();
    if (entry && await send(entry.after)) done.push(entry); else if (entry) undone.push(entry);
  }

  async function send(changes) {
    const versioned = changes.map((each) => ({ ...each, version: document.getElementById(`line-${each.line}`)?.dataset.version ?? 0 }));
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    grid.classList.add("busy");
    try {
      const answer = await fetch(grid.dataset.cells, {
        method: "POST", body: new URLSearchParams({ changes: JSON.stringify(versioned) }), headers: { "X-CSRFToken": token },
      });
      if (answer.redirected) { location.reload(); return false; }
      const said = await answer.json();
      if (!answer.ok) { refuse(said); return false; }
      said.lines.forEach(({ line, html }) => replace(line, html));
      show();
      document.getElementById("messages").replaceChildren();
      const status = document.getElementById("status");
      if (status) htmx.ajax("GET", grid.dataset.status, { target: "#status", swap: "outerHTML" });
      return true;
    } catch {
      tell("没有保存：连不上服务器。请检查网络后重试。");
      return false;
    } finally {
      grid.classList.remove("busy");
    }
  }

  function replace(line, html) {
    const place = document.createElement("tbody");
    place.innerHTML = html;
    const row = place.firstElementChild;
    document.getElementById(`line-${line}`).replaceWith(row);
    htmx.process(row);
  }

  function refuse(said) {
    grid.querySelectorAll("td.wrong").forEach((cell) => { cell.classList.remove("wrong"); cell.removeAttribute("title"); });
    for (const { line, column, message } of said.problems || []) {
      const row = document.getElementById(`line-${line}`);
      const cell = row && row.querySelector(column ? `td[data-column="${column}"]` : "td[data-column]");
      if (cell) { cell.classList.add("wrong"); cell.title = message; }
    }
    tell(said.message);
  }
})();
