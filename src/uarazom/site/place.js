/* Is the place that this device keeps affected? One file is asked (alerts.json); nothing is told to anyone.

   Rules: what cannot be relied on reads "not known", never "none in force": no answer, no JSON, another record's file,
   an older copy than one seen before, one made more than five minutes ago or in the future. An answer has an end, kept
   on a clock that nobody can set and on the wall's, since the first stands still while a device sleeps; past either it
   reads "not known" by itself. What the page itself says of no danger is hidden once something newer speaks; its
   warnings stay until a file that can be relied on says that they are over. The place stays in localStorage. Without
   this script every place has a page that says the same. The rules of whom a warning concerns are those of the file
   (docs/formats/alert.md, "Whom it concerns"). */
"use strict";
(() => {
  const box = document.getElementById("here");
  if (!box) return;
  const say = box.dataset, KEY = "uarazom.place." + say.origin;
  const LASTS = 300e3, AHEAD = 60e3, EVERY = 30e3, WAIT = 10e3, MOST = 4e6;
  const CODE = /^[A-Z]{2}(-[A-Z0-9]{1,3})?(:[A-Za-z0-9]{1,32})?$/;
  const HOW = ["whole", "part", "possibly"];
  /* A demonstration has a clock of its own, which began when its page was made; everything else has the reader's. */
  const behind = say.mode === "demonstration" ? Date.now() - Date.parse(say.made) : 0, wall = () => Date.now() - behind;
  const own = say.code ? { code: say.code, name: say.name } : null;
  let answer = null, latest = { entries: 0, made: Date.parse(say.made) || 0 }, timer = 0, lied = false;
  const alive = () => answer && performance.now() < answer.ends && Math.abs(wall() - answer.made) < LASTS;

  /* The newest file seen on the pages before this one, while it can be relied on: a host may have many copies. */
  try {
    const seen = JSON.parse(sessionStorage.getItem(KEY + ".seen"));
    if (Math.abs(wall() - seen.made) < LASTS && seen.made > latest.made) latest = seen;
  } catch { /* nothing was seen, or nothing is kept */ }
  const saw = file => {
    latest = file;
    try { sessionStorage.setItem(KEY + ".seen", JSON.stringify(file)); } catch { /* then this page alone knows */ }
  };

  const stored = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept && CODE.test(kept.code) && typeof kept.name === "string" ? kept : null;
    } catch { return null; }
  };
  const store = place => {
    try {
      if (place) localStorage.setItem(KEY, JSON.stringify(place)); else localStorage.removeItem(KEY);
    } catch { /* a device that keeps nothing still answers on the place's own page */ }
  };

  /* Whom a warning concerns: the same as `acts.alerts.concern_of`. */
  const within = (code, other) => code.startsWith(other + "-") || code.startsWith(other + ":");
  const concern = (concerns, place) => {
    const found = Object.entries(concerns).map(([code, how]) =>
      code === place ? how : within(place, code) ? (how === "whole" ? "whole" : "possibly")
        : within(code, place) ? (how === "possibly" ? "possibly" : "part") : null);
    return HOW.find(how => found.includes(how)) || null;
  };

  /* A file that can be relied on, or an error: every member that is used is looked at. */
  const check = text => {
    const file = JSON.parse(text), made = Date.parse(file.made_at), now = wall();
    const instant = value => value === undefined || !Number.isNaN(Date.parse(value));
    const whole = one => typeof one.id === "string" && instant(one.valid_until) && one.reads && typeof one.reads === "object"
      && one.concerns && typeof one.concerns === "object"
      && Object.entries(one.concerns).every(([code, how]) => CODE.test(code) && HOW.includes(how));
    const lists = [file.alerts, file.ran_out, file.exercises];
    if (file.format !== "uarazom/alerts/1" || file.origin !== say.origin || file.mode !== say.mode) throw Error("another record");
    if (!Number.isSafeInteger(file.entries) || Number.isNaN(made)) throw Error("no age");
    if (!lists.every(list => Array.isArray(list) && list.every(whole))) throw Error("not whole");
    if (file.entries < latest.entries || made < latest.made) throw Error("an old copy");
    if (now - made > LASTS || made - now > AHEAD) throw Error("too old, or a clock is wrong");
    return { file, made, ends: performance.now() + LASTS - Math.max(0, now - made) };
  };

  const ask = async () => {
    clearTimeout(timer);
    timer = setTimeout(ask, EVERY);
    if (!own && !stored()) return draw();
    const text = await fetch(say.file, { cache: "no-store", credentials: "omit", redirect: "error",
      referrerPolicy: "no-referrer", mode: "same-origin", signal: AbortSignal.timeout(WAIT) })
      .then(got => got.ok ? got.text() : null).catch(() => null);
    if (text !== null) try {
      answer = text.length > MOST ? null : check(text);
      if (answer) saw({ entries: answer.file.entries, made: answer.made });
      lied = !answer;
    } catch {
      [answer, lied] = [null, true];
    }
    draw();
  };

  /* ── what is said ────────────────────────────────────────────────────────────────────────────────────────────── */
  const clock = at => new Intl.DateTimeFormat("en-GB", { timeZone: say.zone, hour: "2-digit", minute: "2-digit" })
    .format(at).replace(/\d/g, digit => [...say.digits][digit]);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const add = (to, name, text, css) => {
    const made = to.appendChild(document.createElement(name));
    if (text) made.textContent = text;
    if (css) made.className = css;
    return made;
  };
  const link = (to, one) => {
    const reads = one.reads[say.lang] || Object.values(one.reads)[0] || {}, made = document.createElement("a");
    const path = /^[\w-]+\/(alert|exercise)\/[a-z0-9-]+\.html$/.test(reads.path) ? reads.path : "";
    made.textContent = reads.title || one.id;
    if (path) made.href = say.file.replace("alerts.json", path);
    made.dir = "auto";
    to.append(made);
    if (reads.where) to.append(": " + reads.where);
  };
  const listed = (list, how) => {
    for (const one of list) {
      const item = add(box, "p");
      if (one.mark) add(item, "b", one.mark + " ", "dm");
      link(item, one);
      if (how === "ran") item.append(". " + fill(say.ran, { when: clock(Date.parse(one.valid_until)) }));
      else if (one.valid_until) item.append(", " + fill(say.until, { when: clock(Date.parse(one.valid_until)) }));
    }
  };
  const state = place => {
    if (!alive()) return { how: "unknown", now: [], ran: [], drills: [] };
    const at = wall(), here = list => list.filter(one => concern(one.concerns, place.code));
    const open = here(answer.file.alerts), over = one => one.valid_until && Date.parse(one.valid_until) <= at;
    const now = open.filter(one => !over(one)), ran = [...open.filter(over), ...here(answer.file.ran_out)];
    const found = now.map(one => concern(one.concerns, place.code));
    const how = HOW.find(one => found.includes(one)) || (ran.length ? "unknown" : "none");
    return { how, now, ran, drills: here(answer.file.exercises).filter(one => !over(one)) };
  };
  const button = place => {
    const kept = stored(), mine = kept && kept.code === place.code;
    const made = add(box, "button", mine ? say.forget : say.keep);
    made.type = "button";
    made.onclick = () => { store(mine ? null : place); ask(); draw(); };
  };
  /* What the page itself says: whether it warns, and whether its "none" holds, by a clock that is not far behind. */
  const said = document.getElementById("said"), warned = said && HOW.includes(said.dataset.how);
  const holds = () => {
    const left = said ? Date.parse(said.dataset.until) - wall() : 0;
    return left > 0 && left <= LASTS + AHEAD && !answer && !lied;
  };
  const draw = () => {
    const place = own || stored();
    box.hidden = !place;
    if (!place) return;
    const focused = box.contains(document.activeElement);
    const found = state(place), printed = holds();
    box.replaceChildren();
    box.dataset.how = found.how;
    box.className = HOW.includes(found.how) ? "al hot" : "al";
    if (!own) {
      const name = add(add(box, "h3"), "a", place.name);
      name.href = say.up + "place/" + place.code.replace(":", ".") + ".html";
      name.dir = "auto";
    }
    if (said) said.hidden = warned ? Boolean(alive()) && !HOW.includes(found.how) : !printed;
    if (!printed) {
      const line = add(add(box, "p"), "b", say[found.how]);
      line.setAttribute("role", HOW.includes(found.how) ? "alert" : "status");
      listed(found.now);
      listed(found.ran, "ran");
      if (found.how === "unknown" && !found.ran.length) add(box, "p", say.reload);
      else if (answer) {
        const left = answer.ends - performance.now();
        add(box, "p", fill(say.valid, { when: clock(answer.made), until: clock(wall() + left) }));
      }
      listed(found.drills);
    }
    button(place);
    if (focused) box.lastChild.focus();
  };

  /* Once a second: an answer, or a warning in it, may just have ended. */
  let shown = "";
  setInterval(() => {
    const place = own || stored();
    if (!place) return;
    const found = state(place), sign = [found.how, found.now.length, holds()].join();
    if (sign !== shown) { shown = sign; draw(); }
  }, 1000);
  for (const event of ["pageshow", "online"]) addEventListener(event, ask);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("storage", draw);
  draw();
  ask();
})();
