// Saves work, is never needed: textareas grow, "now" beside a time, a warning before typed text is lost,
// "/" goes to the search, Ctrl+Enter sends; on a warning's screens each change is kept and shown, a digit chooses a
// length, the map ticks the list, and the seconds since an alert go on.
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

  for (const area of document.querySelectorAll("textarea[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = area.dataset.copy;
    button.addEventListener("click", () => {
      area.select();
      navigator.clipboard.writeText(area.value).then(() => { button.textContent = area.dataset.copied; }, () => {});
    });
    area.after(button);
  }

  let unsaved = false;
  for (const form of document.querySelectorAll("form[data-keep]")) {
    form.addEventListener("input", () => { unsaved = true; });
    form.addEventListener("submit", () => { unsaved = false; });
    if (form.dataset.keep === "typed") unsaved = true;
  }
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

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

  // A warning's screen: what changed is kept at once, and the previews follow.
  const live = document.querySelector("form[data-live]");
  let keeping = Promise.resolve();
  const keep = async () => {
    const typed = new FormData(live);
    typed.delete("password");
    typed.delete("add");
    typed.set("then", "look");
    const answer = await fetch(live.action, { method: "POST", body: typed });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const edition = page.querySelector("form[data-live] [name=edition]");
    if (!answer.ok || !edition) return;
    unsaved = false;
    for (const one of document.querySelectorAll("[name=edition]")) one.value = edition.value;
    for (const id of ["previews", "missing", "chosen"]) {
      const [old, made] = [document.getElementById(id), page.getElementById(id)];
      if (old && made) old.replaceWith(made);
    }
  };
  if (live) {
    live.addEventListener("change", (event) => {
      if (["password", "add"].includes(event.target.name)) return;
      for (const path of document.querySelectorAll(".map a")) {
        path.querySelector("path").classList.toggle("on", document.getElementById(path.dataset.ticks)?.checked);
      }
      keeping = keeping.then(keep).catch(() => {});
    });
    // A form is sent with the edition that the last keeping made.
    live.addEventListener("submit", (event) => {
      if (live.dataset.sending) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      const send = () => { live.dataset.sending = "yes"; live.requestSubmit(button); };
      keeping.finally(() => setTimeout(send)); // not before this event has ended: a form being sent is not sent again
    }, true);
    for (const link of document.querySelectorAll(".map a")) {
      link.addEventListener("click", (event) => {
        const box = document.getElementById(link.dataset.ticks);
        if (!box) return;
        event.preventDefault();
        box.click();
      });
    }
  }
  document.addEventListener("keydown", (event) => {
    const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const typing = event.target instanceof Element && event.target.matches("input:not([type=radio]), textarea, select");
    if (wanted && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) wanted.click();
  });
  for (const clock of document.querySelectorAll("[data-seconds]")) {
    setInterval(() => { clock.textContent = Math.round(Number(clock.dataset.seconds) + (Date.now() - loaded) / 1000); }, 1000);
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
