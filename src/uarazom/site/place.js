/* Is the place that this device keeps affected? One file is asked (alerts.json); nothing is told to anyone.

   Rules: what cannot be relied on reads "not known", never "none in force": no answer, no JSON, another record's file,
   an older copy than one seen before, one made more than five minutes ago or in the future, a place that the record no
   longer lists. An answer has an end, kept on a clock that nobody can set and on the wall's, since the first stands
   still while a device sleeps; past either it reads "not known" by itself. What a network does can take "none" away and
   never a warning: one that was told stays, with its "as of", until its end or until a file that can be relied on says
   that it is over. What the page itself says of no danger is hidden once something newer speaks. The place stays in
   localStorage. Without this script every place has a page that says the same. The rules of whom a warning concerns are
   those of the file (docs/formats/alert.md, "Whom it concerns"). */
"use strict";
(() => {
  const box = document.getElementById("here");
  if (!box) return;
  const say = box.dataset, KEY = "uarazom.place." + say.origin;
  const LASTS = 300e3, AHEAD = 60e3, EVERY = 30e3, WAIT = 10e3, BYTES = 4e6, LINES = 10;
  const CODE = /^[A-Z]{2}(-[A-Z0-9]{1,3})?(:[A-Za-z0-9]{1,32})?$/;
  const ID = /^[a-z0-9][a-z0-9-]{0,79}$/, INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
  const instant = text => INSTANT.test(text) ? Date.parse(text) : NaN; /* NaN too for a day that no calendar has */
  const HOW = ["whole", "part", "possibly"];
  /* A demonstration has a clock of its own, which began when its page was made; everything else has the reader's. */
  const behind = say.mode === "demonstration" ? Date.now() - Date.parse(say.made) : 0, wall = () => Date.now() - behind;
  const own = say.code ? { code: say.code, name: say.name } : null;
  let answer = null, latest = { entries: 0, made: Date.parse(say.made) || 0 }, timer = 0, turn = 0, lied = false;
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
    const file = JSON.parse(text), made = instant(file.made_at), now = wall();
    const whole = one => {
      const concerns = Object.entries(one.concerns);
      return ID.test(one.id) && (one.valid_until === undefined || instant(one.valid_until))
        && one.reads !== null && typeof one.reads === "object"
        && concerns.length > 0 && concerns.every(([code, how]) => CODE.test(code) && HOW.includes(how));
    };
    const lists = [file.alerts, file.ran_out, file.exercises];
    if (file.format !== "uarazom/alerts/1" || file.origin !== say.origin || file.mode !== say.mode) throw Error("another record");
    if (!Number.isSafeInteger(file.entries) || Number.isNaN(made)) throw Error("no age");
    if (!lists.every(list => Array.isArray(list) && list.every(whole))) throw Error("not whole");
    if (!file.ran_out.every(one => one.valid_until)) throw Error("over, and nobody knows when");
    if (!file.exercises.every(one => typeof one.mark === "string" && one.mark)) throw Error("an exercise without its mark");
    if (!Array.isArray(file.places_gone) || !file.places_gone.every(code => CODE.test(code))) throw Error("not whole");
    if (file.entries < latest.entries || made < latest.made) throw Error("an old copy");
    if (now - made > LASTS || made - now > AHEAD) throw Error("too old, or a clock is wrong");
    const left = LASTS - Math.max(0, now - made);
    return { file, made, until: now + left, ends: performance.now() + left };
  };

  /* The text of the file; null where nobody answers. No more is read than a file may have. */
  const fetched = async () => {
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), WAIT);
    try {
      const got = await fetch(say.file, { cache: "no-store", credentials: "omit", redirect: "error",
        referrerPolicy: "no-referrer", mode: "same-origin", signal: stop.signal });
      if (!got.ok) return null;
      const reader = got.body.getReader(), words = new TextDecoder();
      let text = "", bytes = 0;
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        bytes += part.value.length;
        if (bytes > BYTES) { stop.abort(); return ""; } /* no file of ours */
        text += words.decode(part.value, { stream: true });
      }
      return text + words.decode();
    } catch { return null; } finally { clearTimeout(late); }
  };
  const ask = async () => {
    clearTimeout(timer);
    timer = setTimeout(ask, EVERY);
    if (!own && !stored()) return draw();
    const mine = ++turn, text = await fetched();
    if (mine !== turn) return; /* asked again since: that answer counts */
    if (text !== null) try {
      answer = check(text);
      saw({ entries: answer.file.entries, made: answer.made });
      lied = false;
    } catch { lied = true; }
    draw();
  };

  /* ── what is said ────────────────────────────────────────────────────────────────────────────────────────────── */
  const digits = text => text.replace(/\d/g, digit => [...say.digits][digit]);
  const clock = at => digits(new Intl.DateTimeFormat("en-GB",
    { timeZone: say.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at));
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
    if (reads.where && !made.textContent.includes(reads.where)) to.append(": " + reads.where);
  };
  /* The box: the place's name where the page is not its own, what holds, the rest, the button. They stay, so that what
     has not changed is neither said again by a screen reader nor taken from under a finger. */
  const title = own ? null : add(add(box, "h3"), "a"), line = add(add(box, "p"), "b");
  const rest = add(box, "div"), press = add(box, "button");
  press.type = "button";
  const write = (part, text) => { if (part.textContent !== text) part.textContent = text; };
  /* A line each, a few; what the page itself tells above, where it can be seen, is not told twice: of what was issued
     before it was made whatever it links to, and all of it while it counts as many warnings as the file. An update of
     since then is told, for the page has the words of before. */
  const told = (one, count) => said && !said.hidden && Date.parse(one.issued_at) <= Date.parse(say.made)
    && (count === Number(said.dataset.count)
      || [...said.querySelectorAll("a")].some(link => link.href.endsWith(`/${one.id}.html`)));
  const listed = (every, page, name, how) => {
    const list = every.filter(one => !told(one, how ? NaN : every.length)), more = list.splice(LINES).length;
    for (const one of list) {
      const item = add(rest, "p");
      if (one.mark) add(item, "b", one.mark + " ", "dm");
      link(item, one);
      if (how === "ran") item.append(". " + fill(say.ran, { when: clock(Date.parse(one.valid_until)) }));
      else if (one.valid_until) item.append(", " + fill(say.until, { when: clock(Date.parse(one.valid_until)) }));
    }
    if (more) {
      const others = add(rest, "p", fill(say.more, { count: digits(String(more)) }) + " ");
      add(others, "a", name).href = say.up + page;
    }
  };
  const gone = place => answer.file.places_gone.includes(place.code);
  const state = place => {
    if (!answer) return { how: "unknown", now: [], ran: [], drills: [] };
    const at = wall(), here = list => list.filter(one => concern(one.concerns, place.code));
    const open = here(answer.file.alerts), over = one => one.valid_until && Date.parse(one.valid_until) <= at;
    const now = open.filter(one => !over(one)), ran = [...open.filter(over), ...here(answer.file.ran_out)];
    const found = alive() ? now.map(one => concern(one.concerns, place.code)) : [];
    const sure = alive() && !lied && !ran.length && !gone(place);
    const how = HOW.find(one => found.includes(one)) || (sure ? "none" : "unknown");
    return { how, now, ran, drills: alive() ? here(answer.file.exercises).filter(one => !over(one)) : [] };
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
    const found = state(place), printed = holds(), sure = HOW.includes(found.how), kept = stored();
    box.dataset.how = found.how;
    box.className = sure ? "al hot" : "al";
    if (title) {
      write(title, place.name);
      title.href = say.up + "place/" + place.code.replace(":", ".") + ".html";
      title.dir = "auto";
    }
    if (said) said.hidden = warned ? Boolean(alive()) && !sure && !gone(place) : !printed;
    line.setAttribute("role", sure ? "alert" : "status");
    write(line, printed ? "" : say[found.how]);
    line.parentNode.hidden = printed;
    rest.replaceChildren();
    if (!printed) {
      listed(found.now, "index.html#n", say.all);
      listed(found.ran, "archive/kind/alert/index.html", say.past, "ran");
      if (found.how === "unknown" && !(alive() && found.ran.length)) add(rest, "p", say.reload);
      if (found.how !== "unknown" || found.now.length || found.ran.length)
        add(rest, "p", fill(say.valid, { when: clock(answer.made), until: clock(answer.until) }));
      listed(found.drills, "exercises.html", say.drills, "drill");
    }
    const mine = kept && kept.code === place.code;
    write(press, mine ? say.forget : say.keep);
    press.onclick = () => { store(mine ? null : place); draw(); ask(); };
  };

  /* Once a second, and first of all when the reader comes back: an answer, or a warning in it, may just have ended. */
  let drawn = "";
  const tick = () => {
    const place = own || stored();
    if (!place) return;
    const found = state(place), sign = [found.how, found.now.length, found.ran.length, holds()].join();
    if (sign !== drawn) { drawn = sign; draw(); }
  };
  const back = () => { tick(); ask(); };
  setInterval(tick, 1000);
  for (const event of ["pageshow", "online"]) addEventListener(event, back);
  document.addEventListener("visibilitychange", () => document.hidden || back());
  addEventListener("storage", draw);
  draw();
  ask();
})();
