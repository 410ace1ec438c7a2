// Saves work, is never needed: textareas grow, "now" beside a time, a warning before typed text is lost,
// "/" goes to the search, Ctrl+Enter sends.
"use strict";
(() => {
  const grow = (area) => {
    area.style.blockSize = "auto";
    area.style.blockSize = `${area.scrollHeight + 4}px`;
  };
  for (const area of document.querySelectorAll("textarea")) {
    area.addEventListener("input", () => grow(area));
    if (area.value) grow(area);
  }

  let typed = false;
  for (const form of document.querySelectorAll("form[data-keep]")) {
    form.addEventListener("input", () => { typed = true; });
    form.addEventListener("submit", () => { typed = false; });
    if (form.dataset.keep === "typed") typed = true;
  }
  addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

  // "now" beside each time: the desk's clock, which in a demonstration is not the machine's.
  const { now, nowWord } = document.body.dataset;
  const loaded = Date.now();
  for (const input of document.querySelectorAll("input[type=datetime-local]")) {
    const label = document.querySelector(`label[for="${input.id}"]`);
    if (!label || !now) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "now-button";
    button.textContent = nowWord;
    button.setAttribute("aria-label", `${label.textContent}: ${nowWord}`);
    button.addEventListener("click", () => {
      const at = new Date(Date.parse(`${now}Z`) + Date.now() - loaded);
      input.value = at.toISOString().slice(0, 16);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const together = document.createElement("span");
    together.className = "with-now";
    input.before(together);
    together.append(input, button);
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field && field.form) {
      event.preventDefault();
      field.form.requestSubmit();
    } else if (event.key === "/" && !field && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); } else { location.href = "/documents#q"; }
    }
  });
  if (location.hash === "#q") document.querySelector("input[type=search]")?.focus();

  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", () => {
      for (const button of form.querySelectorAll("button")) setTimeout(() => { button.disabled = true; });
    });
  }
})();
