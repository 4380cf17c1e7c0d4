// Move a post by dragging it, or from its link « Déplacer » with the arrows. Both fill and send the page of that link, which
// works alone: without this script, the link opens it.
(() => {
  const list = document.querySelector("[data-days]");
  const status = document.querySelector("[data-move-status]");
  if (!list || !status) return;
  const first = Date.parse(`${list.dataset.days}T12:00Z`);
  const DAY = 864e5;
  const iso = (time) => new Date(time).toISOString().slice(0, 10);
  const spoken = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  const dayAt = (time) => list.children[Math.round((time - first) / DAY)];
  let taken = null;

  const say = (name) => {
    status.textContent = (status.dataset[name] || "").replace("%title%", taken?.title).replace("%day%", taken ? spoken.format(taken.time) : "");
  };
  const show = () => {
    list.querySelectorAll(".is-target").forEach((day) => day.classList.remove("is-target"));
    dayAt(taken?.time ?? NaN)?.classList.add("is-target");
  };
  const take = (mover) => {
    const link = mover.querySelector(".move");
    const time = Date.parse(`${mover.dataset.at}T12:00Z`);
    const back = `${location.pathname}${location.search}#p${mover.dataset.post}`;
    const path = `${link.getAttribute("href")}?${new URLSearchParams({ retour: back })}`;
    // Asked for at once: what is sent is about the post as it was when it was taken.
    const page = fetch(path, { credentials: "same-origin" }).then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer.status)));
    page.catch(() => {});
    taken = { mover, link, path, page, from: time, time, title: mover.querySelector("b").textContent };
    mover.classList.add("is-taken");
  };
  const drop = async () => {
    const { page, time, from } = taken;
    if (time === from) return leave();
    const sent = taken;
    say("sent");
    release();
    try {
      const form = new DOMParser().parseFromString(await page, "text/html").querySelector("form[data-move]");
      form.elements.due_on.value = iso(time);
      form.setAttribute("action", sent.path.split("?")[0]);
      form.hidden = true;
      document.body.append(document.adoptNode(form));
      form.submit();
    } catch {
      say("lost");
    }
  };
  const leave = () => {
    say("left");
    release();
  };
  const release = () => {
    taken?.mover.classList.remove("is-taken");
    taken = null;
    show();
  };

  // by keys, from the link
  list.addEventListener("click", (event) => {
    const link = event.target.closest(".move");
    // A pointer opens the page of the link; Enter takes the post. `detail` is 0 for a key.
    if (!link || event.detail !== 0 || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (taken) return void drop();
    take(link.closest(".mover"));
    say("taken");
    show();
  });
  list.addEventListener("keydown", (event) => {
    if (!taken) return;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 7, ArrowUp: -7 };
    if (event.key in steps) {
      event.preventDefault();
      taken.time += steps[event.key] * DAY;
      say("taken");
      show();
      dayAt(taken.time)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Escape") {
      leave();
    } else if (event.key.toLowerCase() === "h" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      location.assign(`${taken.path}&jour=${iso(taken.time)}`);
    }
  });
  list.addEventListener("focusout", (event) => {
    if (taken && event.target === taken.link && !taken.dragged) leave();
  });

  // by hand: a mouse takes the post anywhere, a finger takes it by its link and leaves the rest to scrolling
  let start = null;
  list.addEventListener("dragstart", (event) => event.target.closest(".mover") && event.preventDefault());
  list.addEventListener("pointerdown", (event) => {
    const mover = event.target.closest(".mover");
    if (!mover?.dataset.post || event.button || (event.pointerType !== "mouse" && !event.target.closest(".move"))) return;
    start = { mover, x: event.clientX, y: event.clientY, id: event.pointerId };
  });
  addEventListener("pointermove", (event) => {
    if (!start || event.pointerId !== start.id) return;
    if (!taken) {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < 8) return;
      take(start.mover);
      taken.dragged = true;
    }
    const day = document.elementFromPoint(event.clientX, event.clientY)?.closest(".day");
    const place = day ? Array.prototype.indexOf.call(list.children, day) : -1;
    taken.time = place < 0 ? taken.from : first + place * DAY;
    show();
  });
  const end = (event) => {
    if (!start || event.pointerId !== start.id) return;
    start = null;
    if (!taken?.dragged) return;
    // The click that ends a drag opens nothing.
    addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    event.type === "pointerup" ? drop() : leave();
  };
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
  addEventListener("keydown", (event) => event.key === "Escape" && taken?.dragged && leave());

  // Back from a move: the focus is on the post again, and what was done is told where moving is told, with the way back.
  const moved = /^#p\d+$/.test(location.hash) && list.querySelector(`[data-post="${location.hash.slice(2)}"] .move`);
  const done = document.querySelector(".messages p");
  if (moved && done) {
    moved.focus();
    setTimeout(() => status.replaceChildren(...done.cloneNode(true).childNodes), 100);
  }
})();
