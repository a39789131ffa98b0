(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const has = (element, key, id) => (element.dataset[key] || "").split(" ").includes(id);
  const cards = all(".card");
  const tops = all("aside > .card");
  const marks = all("mark[data-f], mark[data-o], td[data-f]");
  const form = document.querySelector(".filters");
  const shown = document.querySelector(".shown");
  let current = null;
  document.documentElement.classList.add("scripted");

  function select(card, { scroll = true, focus = true } = {}) {
    for (const element of all(".current, .basis")) element.classList.remove("current", "basis");
    current = card;
    if (!card) return;
    const id = card.dataset.id;
    for (let parent = card.parentElement; parent; parent = parent.parentElement) {
      if (parent.tagName === "DETAILS") parent.open = true;
    }
    card.classList.add("current");
    let first = null;
    for (const mark of marks) {
      if (has(mark, "f", id)) {
        mark.classList.add("current");
        if (!first || (mark.classList.contains("exact") && !first.classList.contains("exact"))) first = mark;
      } else if (has(mark, "o", id)) mark.classList.add("basis");
    }
    const wide = matchMedia("(min-width: 901px)").matches;
    if (focus) card.scrollIntoView({ block: "nearest" });
    if (scroll && first && wide) first.scrollIntoView({ block: "center" });
  }

  function visible() {
    return tops.filter((card) => !card.hidden);
  }

  function step(by) {
    const list = visible();
    const top = current && current.closest("aside > .card");
    const at = list.indexOf(top);
    const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by];
    if (next) select(next);
  }

  function filter() {
    const data = new FormData(form);
    const words = (data.get("q") || "").trim().toLowerCase().split(/\s+/).filter(Boolean);
    const severities = data.getAll("severity");
    const rule = data.get("rule") || "";
    for (const card of tops) {
      const family = [card, ...all(".card", card)];
      const text = card.textContent.toLowerCase();
      const keep = severities.includes(card.dataset.severity) && (!rule || family.some((c) => c.dataset.rule === rule))
        && words.every((word) => text.includes(word));
      card.hidden = !keep;
    }
    const kept = new Set(visible().flatMap((card) => [card, ...all(".card", card)]).map((card) => card.dataset.id));
    for (const mark of all("mark[data-f]")) {
      const ids = (mark.dataset.f || "").split(" ").filter(Boolean);
      if (!ids.length) continue;
      mark.style.background = mark.style.boxShadow = ids.some((id) => kept.has(id)) ? "" : "none";
    }
    const count = visible().length;
    shown.textContent = count === tops.length ? "" : `显示 ${count} 处，共 ${tops.length} 处`;
  }

  if (form) {
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  for (const card of cards) {
    card.addEventListener("click", (event) => {
      event.stopPropagation();
      if (event.target.closest("summary")) return;
      const link = event.target.closest("a");
      select(card, { scroll: !link, focus: false });
    });
  }
  for (const mark of marks) {
    mark.addEventListener("click", () => {
      const id = (mark.dataset.f || mark.dataset.o || "").split(" ")[0];
      const card = cards.find((candidate) => candidate.dataset.id === id);
      if (card) {
        card.closest("aside > .card").hidden = false;
        select(card, { scroll: false });
        if (matchMedia("(max-width: 900px)").matches) card.scrollIntoView({ block: "center" });
      }
    });
  }
  if (tops.length && !location.hash) select(tops[0], { focus: false });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "j" || event.key === "n") step(1);
    else if (event.key === "k" || event.key === "p") step(-1);
    else if (event.key === "/" && form) {
      event.preventDefault();
      form.elements.q.focus();
    } else if (event.key === "Escape") select(null);
  });
})();
