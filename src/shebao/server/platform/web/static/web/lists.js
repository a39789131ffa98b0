// Tick all rows of the page at once, and say how many are ticked.
"use strict";

document.addEventListener("change", (event) => {
  const boxes = [...document.querySelectorAll("input[name=choice]")];
  if (event.target.matches("[data-tick-all]")) boxes.forEach((box) => { box.checked = event.target.checked; });
  const told = document.querySelector("[data-ticked]");
  const ticked = boxes.filter((box) => box.checked).length;
  if (told) told.textContent = ticked ? `已选 ${ticked} 个单位` : "";
});
