// Small behaviour shared by pages; everything works without it.
"use strict";

// On a narrow screen the entry that one is at stands in sight
for (const bar of document.querySelectorAll("nav.menu, nav.tabs")) {
  const current = bar.querySelector("[aria-current]");
  if (current) bar.scrollLeft = current.offsetLeft - bar.offsetLeft - (bar.clientWidth - current.offsetWidth) / 2;
}

// Forms and links that ask first: <button data-confirm="确定删除？">
document.addEventListener("click", (event) => {
  const asking = event.target.closest("[data-confirm]");
  if (asking && !window.confirm(asking.dataset.confirm)) event.preventDefault();
});

// Controls that submit their form when changed: <select data-autosubmit>
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

// Dialogs: <button data-open="id"> opens <dialog id>, <button data-close> closes the one it is in
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open).showModal();
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog").close();
});

// A form is sent once: its buttons rest until the page answers
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.matches("[data-repeatable]")) return;
  for (const button of event.target.querySelectorAll("button:not([type=button])")) {
    window.setTimeout(() => { button.disabled = true; }, 0);
    window.setTimeout(() => { button.disabled = false; }, 8000);
  }
});

// A failed request of htmx is told, not swallowed
document.addEventListener("htmx:responseError", (event) => tell(`操作没有成功（${event.detail.xhr.status}）。请刷新页面后重试。`));
document.addEventListener("htmx:sendError", () => tell("连不上服务器。请检查网络后重试。"));

function tell(text) {
  const place = document.getElementById("messages");
  const alert = document.createElement("p");
  alert.className = "alert alert-error";
  alert.textContent = text;
  place.replaceChildren(alert);
  place.scrollIntoView({ block: "nearest" });
}
