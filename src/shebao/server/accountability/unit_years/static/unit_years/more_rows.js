// The rows of the following pages come below those that stand there: as one scrolls, or as a range needs them.
"use strict";

(() => {
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  const sentinel = () => grid.querySelector("[data-more]");
  const count = () => grid.querySelectorAll("tr[data-line]").length;
  let coming = null;
  const watcher = new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting)) more(); }, { root: grid, rootMargin: "300px" });

  // The next rows; false where there are none or they did not come.
  function more() {
    coming ??= fetched().finally(() => { coming = null; });
    return coming;
  }

  async function fetched() {
    const place = sentinel();
    if (!place) return false;
    const answer = await fetch(place.querySelector("[data-address]").dataset.address).catch(() => null);
    if (answer?.redirected) { location.reload(); return false; }
    if (!answer?.ok) {
      place.querySelector("a").textContent = "没有读到后面的行，点这里再试";
      return false;
    }
    const table = document.createElement("table");
    table.innerHTML = await answer.text();
    for (const row of table.querySelectorAll("tr[data-line]")) if (document.getElementById(row.id)) row.remove();
    const parts = [...table.children];
    place.replaceWith(...parts);
    parts.forEach((part) => htmx.process(part));
    watch();
    return true;
  }

  function watch() {
    watcher.disconnect();
    if (sentinel()) watcher.observe(sentinel());
  }

  grid.addEventListener("click", (event) => {
    if (event.target.closest("[data-more] a")) { event.preventDefault(); more(); }
  });

  // For ranges: as many rows as are wanted, where there are so many; whether all rows of the sheet stand there.
  window.gridRows = {
    async upTo(wanted) { while (count() < wanted && await more()) { /* the next page */ } },
    complete: () => !sentinel(),
  };
  watch();
})();
