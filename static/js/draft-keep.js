// Keep what is being typed: on this device at once, on the server when it answers. Nothing is saved in the person's name.
// A computer of the association has several writers: each key begins with its own member's number.
(() => {
  const PREFIX = "portevoix-";
  const store = {
    read(key) {
      try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; }
    },
    write(key, value) {
      // Storage may be full or forbidden: the server's copy remains.
      try { localStorage.setItem(PREFIX + key, JSON.stringify(value)); return true; } catch { return false; }
    },
    drop(key) {
      try { localStorage.removeItem(PREFIX + key); } catch { /* nothing was kept */ }
    },
  };

  // The page of a saved post: what was kept for it is now in a version, unless it was typed on top of this one.
  const done = document.querySelector("[data-keep-done]");
  if (done) {
    const own = store.read(done.dataset.keepDone);
    if (own && Number(own.expected) < Number(done.dataset.keepRevision)) store.drop(done.dataset.keepDone);
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX + done.dataset.keepNew)) continue;
      const fresh = store.read(key.slice(PREFIX.length));
      if (fresh && fresh.token === done.dataset.keepToken) localStorage.removeItem(key);
    }
  }

  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const key = form.dataset.keep;
  const status = form.querySelector("[data-keep-status]");
  const skipped = new Set(["csrfmiddlewaretoken", "image", "submit"]);
  const hint = form.querySelector("[data-keep-hint]");
  if (hint) hint.hidden = false;
  const sign = form.querySelector("[data-keep-sign]");
  // A lost connection is a warning, with its sign; the rest is a quiet line.
  const say = (sentence, isWarning = false) => {
    if (!status) return;
    status.className = isWarning ? "alert alert-warning keep-status is-lost" : "small soft keep-status";
    const words = document.createElement("div");
    words.textContent = sentence;
    status.replaceChildren(...(isWarning && sign ? [sign.content.cloneNode(true)] : []), words);
  };

  const fields = () => {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (!skipped.has(name) && typeof value === "string") (found[name] ??= []).push(value);
    }
    return found;
  };
  const flat = (value) => JSON.stringify(Object.entries(value).filter(([name]) => name !== "token").sort());

  const fill = (values) => {
    for (const control of form.elements) {
      if (!control.name || skipped.has(control.name) || control.type === "file") continue;
      const wanted = values[control.name];
      if (control.type === "checkbox" || control.type === "radio") control.checked = !!wanted && wanted.includes(control.value);
      else if (wanted) control.value = wanted[0];
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
    form.dispatchEvent(new Event("kept:restored"));
  };

  const first = fields();
  let offline = false;
  let timer = 0;
  let wait = 2000;
  let sending = null;

  // Typed here, never saved: put it back, and say so. A refused form already holds the newest words.
  const kept = store.read(key);
  if (kept && kept.fields && !document.querySelector(".is-invalid, [role=alert]") && flat(kept.fields) !== flat(first)) {
    fill(kept.fields);
    const back = document.createElement("button");
    back.type = "button";
    back.className = "btn btn-link";
    back.textContent = form.dataset.saidBack;
    back.addEventListener("click", () => { fill(first); store.drop(key); say(""); });
    say(form.dataset.saidRestored + " ");
    if (status) status.append(back);
  }

  const send = async () => {
    const body = new FormData(form);
    body.delete("image");
    body.delete("submit");
    try {
      sending = new AbortController();
      const answer = await fetch(form.dataset.keepUrl, { method: "POST", body: new URLSearchParams(body), credentials: "same-origin", signal: sending.signal });
      if (answer.redirected) throw new Error("signed out");
      if (answer.ok || answer.status === 413) say((await answer.json()).sentence);
      offline = false;
      wait = 2000;
    } catch (problem) {
      if (problem.name === "AbortError") return;
      offline = true;
      say(form.dataset.saidOffline, true);
      clearTimeout(timer);
      timer = setTimeout(send, wait);
      wait = Math.min(wait * 2, 60000);
    }
  };

  form.addEventListener("input", () => {
    const now = fields();
    store.write(key, { fields: now, expected: now.expected ? now.expected[0] : 0, token: now.token ? now.token[0] : "" });
    clearTimeout(timer);
    timer = setTimeout(send, 1500);
  });
  addEventListener("online", () => { if (offline) send(); });

  // In a tunnel the browser would show its own error page: stay here, say so, keep the words.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (navigator.onLine) {
      // A copy that arrives after the save would be offered again as if it were not saved.
      if (sending) sending.abort();
      return;
    }
    event.preventDefault();
    offline = true;
    say(form.dataset.saidWait, true);
    if (status) status.scrollIntoView({ block: "center" });
  });
})();
