// Findings and their marks belong together: choosing one shows the other; the keyboard walks through the list.
"use strict";
(() => {
  const body = document.getElementById("report-body");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const wide = () => window.matchMedia("(min-width: 60.01rem)").matches;
  const pictured = Boolean(document.querySelector(".examination[data-view=pages]"));
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let current = null;
  document.documentElement.classList.add("scripted");
  for (const help of all(".keys-help")) help.hidden = false;

  const cards = () => all("#findings > .finding");
  const cardOf = (id) => document.getElementById(id);
  const words = (element, key) => (element.dataset[key] || "").split(" ").filter(Boolean);
  const findingsOf = (mark) => (pictured ? words(mark, "finding") : words(mark, "f"));
  const marks = () => (!body ? [] : pictured ? all(".spot", body) : all("mark[data-f], mark[data-o], td[data-f]", body));

  function rests(mark, id) {
    return pictured ? mark.classList.contains("spot-basis") && findingsOf(mark).includes(id) : words(mark, "o").includes(id);
  }

  function shows(mark, id) {
    return findingsOf(mark).includes(id) && !(pictured && mark.classList.contains("spot-basis"));
  }

  function select(card, { scroll = true, focus = true } = {}) {
    for (const element of all(".current, .report .basis:not(details)")) element.classList.remove("current", "basis");
    current = card;
    if (!card) return;
    const id = card.dataset.finding;
    for (let parent = card.parentElement; parent; parent = parent.parentElement) {
      if (parent.tagName === "DETAILS") parent.open = true;
    }
    card.classList.add("current");
    let first = null;
    for (const mark of marks()) {
      if (shows(mark, id)) {
        mark.classList.add("current");
        if (!first || (mark.classList.contains("exact") && !first.classList.contains("exact"))) first = mark;
      } else if (rests(mark, id)) mark.classList.add("basis");
    }
    if (focus) {
      card.focus({ preventScroll: true });
      reveal(card);
    }
    if (scroll && wide()) goto(first || pageOf(card));
  }

  function pageOf(card) {
    const link = card.querySelector(":scope > header .go");
    const hash = link ? link.hash.slice(1) : "";
    return hash ? document.getElementById(hash) : null;
  }

  function goto(place) {
    if (!place) return;
    const far = Math.abs(place.getBoundingClientRect().top) > 2 * window.innerHeight; // pages in between need not load
    place.scrollIntoView({ block: "center", inline: "center", behavior: calm || far ? "auto" : "smooth" });
  }

  // Where findings and pages stand one below the other, the way back from a page is long.
  const back = document.querySelector(".back");
  function offerWayBack(card) {
    if (wide()) return;
    back.href = `#${card.id}`;
    back.textContent = `↑ 回到第 ${card.querySelector(".number").textContent} 处`;
    back.hidden = false;
  }
  back.addEventListener("click", (event) => {
    event.preventDefault();
    back.hidden = true;
    if (current) current.scrollIntoView({ block: "center" });
  });

  function reveal(card) {
    const side = document.querySelector(".side");
    if (!wide() || side.scrollHeight <= side.clientHeight) {
      card.scrollIntoView({ block: "nearest" });
      return;
    }
    const covered = document.querySelector(".filters").offsetHeight + 8;
    const box = card.getBoundingClientRect();
    const pane = side.getBoundingClientRect();
    if (box.top < pane.top + covered) side.scrollTop += box.top - pane.top - covered;
    else if (box.bottom > pane.bottom) side.scrollTop += Math.min(box.bottom - pane.bottom + 8, box.top - pane.top - covered);
  }

  function step(by) {
    const list = cards();
    const top = current && current.closest("#findings > .finding");
    const at = list.indexOf(top);
    const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by];
    if (next) select(next);
  }

  function enter() {
    if (!current) return step(1);
    const consequences = current.querySelector(":scope > .consequences");
    if (consequences && current.classList.contains("visited")) consequences.open = !consequences.open;
    current.classList.add("visited");
    const id = current.dataset.finding;
    return goto(marks().find((mark) => shows(mark, id)) || pageOf(current));
  }

  function answer(selector) {
    const place = current && current.querySelector(":scope > .decision");
    const control = place && place.querySelector(selector);
    if (!control) return;
    if (control.tagName === "BUTTON") control.click();
    else {
      control.open = true;
      control.querySelector("textarea").focus();
    }
  }

  // Marks of findings that the filter leaves out step back.
  function follow() {
    const listed = new Set(all("#findings .finding").map((card) => card.dataset.finding));
    const filtered = Boolean(document.querySelector("#findings .shown a")) || document.querySelector("#findings .pagination");
    for (const mark of marks()) mark.classList.toggle("away", Boolean(filtered) && !findingsOf(mark).some((id) => listed.has(id)));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".finding a[href^='#']");
    const card = event.target.closest(".finding");
    if (card) {
      if (link) {
        event.preventDefault();
        select(card, { scroll: false, focus: false });
        const place = document.getElementById(link.hash.slice(1));
        history.replaceState(null, "", link.hash);
        if (place && place.classList.contains("spot")) {
          for (const other of all(".spot.current", body)) other.classList.remove("current");
          place.classList.add("current");
        }
        goto(place);
        offerWayBack(card);
      } else if (!event.target.closest("summary, button, input, textarea, select, label, .decision form")) {
        select(card, { focus: false });
      }
      return;
    }
    const mark = event.target.closest(".spot, mark[data-f], td[data-f]");
    if (mark && body && body.contains(mark)) {
      event.preventDefault();
      const listed = findingsOf(mark).map(cardOf).find(Boolean);
      if (listed) {
        select(listed, { scroll: false });
        if (!wide()) listed.scrollIntoView({ block: "center" });
      }
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.matches("input:not([type=checkbox]), select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const inList = Boolean(event.target.closest(".finding, #findings"));
    const onControl = event.target.closest("a, button, summary, input");
    const actions = {
      j: () => step(1),
      k: () => step(-1),
      a: () => answer(".accept"),
      d: () => answer(".dispute"),
      "/": () => document.getElementById("filter-q").focus(),
      "?": () => document.getElementById("keys").showModal(),
      Escape: () => select(null),
    };
    if (inList && !onControl) Object.assign(actions, { ArrowDown: () => step(1), ArrowUp: () => step(-1) });
    if (!onControl) actions.Enter = enter;
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "findings") {
      current = null;
      follow();
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.target.closest ? event.target.closest(".decision") : null;
    const card = place && place.closest(".finding");
    if (!card) return;
    card.classList.remove("is-open", "is-accepted", "is-disputed");
    card.classList.add(`is-${place.dataset.state}`);
    if (document.activeElement === document.body) card.focus({ preventScroll: true });
  });

  // A page that the server had no time to draw is asked for again.
  for (const image of pictured ? all(".paper img", body) : []) {
    let tries = 0;
    image.addEventListener("error", () => {
      tries += 1;
      if (tries <= 5) window.setTimeout(() => { image.src = `${image.src.split("?")[0]}?again=${tries}`; }, 1000 * tries);
    });
  }

  // Pages with marks are drawn one after another, before somebody jumps to them.
  const ahead = pictured ? all(".sheet", body).filter((sheet) => sheet.querySelector(".spot:not(.spot-basis)")).slice(0, 40) : [];
  function draw() {
    const sheet = ahead.shift();
    if (!sheet) return;
    const image = sheet.querySelector("img");
    if (image.complete && image.naturalWidth) draw();
    else {
      image.addEventListener("load", draw, { once: true });
      image.addEventListener("error", draw, { once: true });
      image.loading = "eager";
    }
  }
  window.addEventListener("load", () => window.setTimeout(draw, 300));
  follow();
  const named = window.location.hash && document.getElementById(window.location.hash.slice(1));
  if (named && named.classList.contains("finding")) select(named, { focus: false });
  else if (!window.location.hash && pictured) select(document.querySelector("#findings .finding"), { focus: false });
})();
