// Keeps an article as it is typed. Without this file the page is a plain form.
// What is typed is copied on the device first, then sent; the copy goes only once the house has answered that it kept it.
"use strict";
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch) return;
  const state = form.querySelector("[data-autosave-state]");
  const banner = form.querySelector("[data-draft]");
  const { title, body, revision } = form.elements;
  const words = () => ({ title: title.value, body: body.value });
  const same = (a, b) => a.title === b.title && a.body === b.body;
  let kept = words();
  let stopped = false;
  let timer = 0;
  let running = false;

  const local = {
    read() { try { return JSON.parse(localStorage.getItem(form.dataset.key)); } catch { return null; } },
    write(value) { try { localStorage.setItem(form.dataset.key, JSON.stringify(value)); } catch { /* a full or closed store: the server still keeps */ } },
    drop() { try { localStorage.removeItem(form.dataset.key); } catch { /* nothing to drop */ } },
  };
  const say = (text, late = false) => { state.textContent = text; state.classList.toggle("is-late", late); };

  let left = local.read();
  // Sent by the button, and the article has moved on since: it arrived.
  if (left && (same(left, kept) || (left.sent && Number(revision.value) > left.sent))) { local.drop(); left = null; }
  if (left) {
    banner.hidden = false;
    form.querySelector("[data-draft-take]").addEventListener("click", () => {
      title.value = left.title; body.value = left.body; banner.hidden = true; body.focus(); later(0);
    });
    form.querySelector("[data-draft-drop]").addEventListener("click", () => { local.drop(); banner.hidden = true; body.focus(); });
  }

  async function send() {
    const sent = words();
    if (running || stopped || same(sent, kept)) return;
    running = true;
    say(form.dataset.saving);
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, credentials: "same-origin",
      });
      if (!(answer.headers.get("content-type") || "").includes("json")) { say(form.dataset.signin, true); return; }
      const told = await answer.json();
      if (answer.ok) {
        kept = sent; revision.value = told.revision; say(told.words);
        if (same(words(), kept)) local.drop(); else later();
      } else {
        say(told.words, true);
        stopped = answer.status === 409; // two texts: a person decides, by the button
      }
    } catch {
      say(form.dataset.offline, true);
      later(15000);
    } finally {
      running = false;
    }
  }
  function later(wait = 1500) { clearTimeout(timer); timer = setTimeout(send, wait); }

  form.addEventListener("input", () => { banner.hidden = true; local.write(words()); later(); });
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; local.write({ ...words(), sent: Number(revision.value) }); });
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
})();
