// Lengths while typing: the server counts, this file only asks and shows. Without it the page still counts at each save.
(() => {
  const form = document.querySelector("form[data-count-url]");
  const place = form && form.querySelector("[data-counts]");
  if (!place) return;
  const hint = place.querySelector("[data-count-hint]");
  if (hint) hint.hidden = false;
  let timer = 0;
  let asked = 0;

  const counted = (name) => ["text", "channels", "kind", "due_on", "due_hour", "pillar"].includes(name) || /^(own|alt|drop|for|bare)_/.test(name);

  const ask = async () => {
    const turn = ++asked;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (counted(name) || name === "csrfmiddlewaretoken") body.append(name, value);
    }
    try {
      const answer = await fetch(form.dataset.countUrl, { method: "POST", body, credentials: "same-origin" });
      // An answer that arrives after a newer question would show yesterday's length.
      if (answer.ok && !answer.redirected && turn === asked) {
        const isOpen = place.querySelector("details.previews[open]") !== null;
        place.innerHTML = await answer.text();
        const cards = place.querySelector("details.previews");
        if (cards) cards.open = isOpen;
      }
    } catch {
      // Offline: the last known lengths stay; the server counts again at the save.
    }
  };

  const later = (event) => {
    if (!counted(event.target.name || "")) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("kept:restored", ask);
})();
