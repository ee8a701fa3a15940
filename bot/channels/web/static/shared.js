"use strict";
/* What a shared answer can do with JavaScript: print itself, copy its address. */
(() => {
  const print = document.querySelector("[data-print]");
  const copy = document.querySelector("[data-copy-address]");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    document.getElementById("said").textContent = copy.dataset.said;
  });
})();
