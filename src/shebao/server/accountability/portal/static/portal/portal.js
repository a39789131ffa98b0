// The panel that says where a figure comes from; without scripts its links open a page instead.
"use strict";

let opener = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  const link = event.detail.elt;
  if (event.detail.target && event.detail.target.id === "derivation" && !link.closest("#derivation")) opener = link;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "derivation") event.detail.target.querySelector(".panel")?.focus();
});

function close() {
  const panel = document.getElementById("derivation");
  if (!panel || !panel.hasChildNodes()) return;
  panel.replaceChildren();
  opener?.focus();
  opener = null;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-empty]")) close();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

if (window.matchMedia("(max-width: 60rem)").matches) {
  document.querySelector(".contents details")?.removeAttribute("open");
}
