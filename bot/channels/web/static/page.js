"use strict";
/* What the page can do better with JavaScript: no reload, the question shown at once, trouble said without losing text. */
(() => {
  const composer = document.getElementById("composer");
  const input = document.getElementById("text");
  const send = document.getElementById("send");
  const log = document.getElementById("log");
  const trouble = document.getElementById("trouble");
  const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
  let pending = null;
  let typed = "";

  const showPending = (text) => {
    pending = document.getElementById("pending").content.firstElementChild.cloneNode(true);
    pending.querySelector(".asked p").textContent = text;
    log.append(pending);
    pending.scrollIntoView({ block: "start" });
  };

  const finish = () => {
    if (pending) pending.remove();
    pending = null;
    send.disabled = false;
  };

  const asked = (event) => {
    const button = event.detail.requestConfig.triggeringEvent?.submitter;
    return button && button !== send ? button.textContent.trim() : input.value;
  };

  const fail = (xhr) => {
    const ours = xhr && xhr.status && (xhr.getResponseHeader("content-type") || "").startsWith("text/plain");
    trouble.textContent = ours ? xhr.responseText : trouble.dataset.failed;
    if (typed && !input.value) input.value = typed;
    typed = "";
  };

  /* What arrives by itself (a person's answer), and what is said of an answer, must not disturb what is being typed. */
  const isAside = (element) => element?.id === "news" || Boolean(element?.closest?.(".helpful"));
  const byItself = (event) => isAside(event.detail.elt) || isAside(event.target);

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (byItself(event)) return;
    trouble.textContent = "";
    showPending(asked(event));
    send.disabled = true;
    typed = "";
    if (event.target === composer) {
      typed = input.value;
      input.value = "";
    }
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => { if (!isAside(event.detail.requestConfig?.elt)) finish(); });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (isAside(event.detail.requestConfig?.elt)) {
      if (hasKeyboard && event.detail.requestConfig.elt.id !== "news") input.focus({ preventScroll: true });
      return;
    }
    typed = "";
    const newest = log.lastElementChild;
    if (!newest) return;
    newest.scrollIntoView({ block: "start" });
    if (document.activeElement === input) return;
    (hasKeyboard ? input : newest).focus({ preventScroll: true });
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (byItself(event)) return;
    finish();
    if (!event.detail.successful) fail(event.detail.xhr);
  });

  input.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    if (!send.disabled) composer.requestSubmit(send);
  });

  /* Only words are read: a file that is pasted or dropped gets a line that says so, and does not take the page's place. */
  const refuse = (event, file) => {
    event.preventDefault();
    trouble.textContent = trouble.dataset[file.type.split("/")[0]] ?? trouble.dataset.file;
  };

  document.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    if (files.length && !types.includes("text/plain")) refuse(event, files[0]);
  });

  document.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });

  document.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) refuse(event, event.dataTransfer.files[0]);
  });

  if (hasKeyboard) input.focus({ preventScroll: true });
  log.lastElementChild?.scrollIntoView({ block: "start" });
})();
