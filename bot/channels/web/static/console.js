"use strict";
/* What the console can do better with JavaScript: copy, keys, no reload. Everything else works without. */
(() => {
  const toast = document.getElementById("toast");
  const box = document.getElementById("q");
  let fading = 0;

  const say = (text) => {
    toast.textContent = text;
    clearTimeout(fading);
    fading = setTimeout(() => { toast.textContent = ""; }, 4000);
  };

  const spokenIn = (copying) => copying.querySelector("[data-language][aria-pressed=true]");

  const write = async (form, text) => {
    if (form === "html" && window.ClipboardItem) {
      const item = new ClipboardItem({
        "text/html": new Blob([text], { type: "text/html" }),
        "text/plain": new Blob([text], { type: "text/plain" }),
      });
      await navigator.clipboard.write([item]);
      return;
    }
    await navigator.clipboard.writeText(text);
  };

  const copy = async (button) => {
    const copying = button.closest("[data-copying]");
    const source = copying.querySelector(`[data-text="${spokenIn(copying).dataset.language}-${button.dataset.form}"]`);
    try {
      await write(button.dataset.form, source.value);
    } catch {
      /* No clipboard (plain http, an old browser): the text is shown to be copied by hand. */
      source.hidden = false;
      source.focus();
      source.select();
      return;
    }
    button.dataset.done = "";
    setTimeout(() => { delete button.dataset.done; }, 2000);
    say(`${button.dataset.said} · ${spokenIn(copying).textContent}`);
  };

  const speak = (button) => {
    const copying = button.closest("[data-copying]");
    for (const other of copying.querySelectorAll("[data-language]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    for (const reply of copying.parentElement.querySelectorAll("[data-reply]")) {
      reply.hidden = reply.dataset.reply !== button.dataset.language;
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.form) copy(button);
    if (button.dataset.language) speak(button);
  });

  const walk = (step) => {
    const hits = [...document.querySelectorAll("[data-hit]")];
    if (!hits.length) return false;
    const at = hits.indexOf(document.activeElement) + step;
    if (at < 0) box.focus();
    else hits[Math.min(at, hits.length - 1)].focus();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(document.activeElement?.tagName || "");
    /* The key, not what it writes: with Option a Mac writes other signs. */
    const digit = event.altKey && /^(?:Digit|Numpad)([1-4])$/.exec(event.code);
    if (digit) {
      const button = document.querySelectorAll("[data-copying] [data-form]")[Number(digit[1]) - 1];
      if (button) {
        event.preventDefault();
        copy(button);
      }
      return;
    }
    if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !typing) {
      event.preventDefault();
      box.focus();
      box.select();
    }
    if (event.key === "Escape" && document.activeElement?.dataset.hit !== undefined) box.focus();
    const onHit = document.activeElement?.dataset.hit !== undefined;
    if (event.key === "ArrowDown" && (onHit || atEnd())) { if (walk(1)) event.preventDefault(); }
    if (event.key === "ArrowUp" && onHit) { if (walk(-1)) event.preventDefault(); }
  });

  /* A message pasted anywhere is asked for. */
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text").trim();
    if (!box || !text || event.target.closest?.("input, textarea, select")) return;
    event.preventDefault();
    box.value = text;
    box.focus();
    box.form.requestSubmit(document.getElementById("go"));
  });

  const atEnd = () => document.activeElement === box && !box.value.slice(box.selectionEnd).includes("\n");

  box?.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    box.form.requestSubmit(document.getElementById("go"));
  });

  /* What was asked for needs no list of what could be meant: one that is late would stand before the answer. */
  let asked = false;
  box?.addEventListener("input", () => { asked = false; });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "ask") asked = true;
    else if (asked && event.detail.elt === box) event.preventDefault();
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (asked && event.detail.requestConfig.elt === box) event.detail.shouldSwap = false;
  });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "answer") return;
    if (event.detail.requestConfig.elt.id !== "ask") return;
    document.getElementById("found").replaceChildren();
    document.querySelector(".latest").open = false;
    if (document.activeElement === box) box.select(); /* The next message takes the place of this one. */
    if (matchMedia("(max-width: 61.99rem)").matches) {
      event.detail.target.scrollIntoView({ block: "start" });
      event.detail.target.focus({ preventScroll: true });
    }
  });

  /* A form that answers by itself keeps the field that was being filled in. */
  let field = "";
  document.body.addEventListener("htmx:beforeSwap", () => { field = document.activeElement?.name || ""; });
  document.body.addEventListener("htmx:afterSettle", () => {
    const again = field.startsWith("fact.") && document.querySelector(`#facts [name="${field}"]`);
    if (again) again.focus({ preventScroll: true });
  });

  document.body.addEventListener("htmx:responseError", (event) => { say(event.detail.xhr.responseText.slice(0, 200)); });

  for (const input of document.querySelectorAll("[data-filter]")) {
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      for (const row of document.querySelectorAll(input.dataset.filter)) {
        row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
      }
      for (const section of document.querySelectorAll(".base section")) {
        section.hidden = !section.querySelector("li:not([hidden])");
      }
    });
  }

  if (box && !box.value && !document.querySelector("[autofocus]") && matchMedia("(hover: hover) and (pointer: fine)").matches) box.focus();
})();
