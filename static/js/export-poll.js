// Follows the making of a workbook without reloading the page. Without it, the page comes back by itself every three seconds.
(() => {
  const box = document.querySelector("[data-poll]");
  if (!box) return;
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.poll, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("export-state");
      if (!part) return;
      if (!["waiting", "running"].includes(part.dataset.status)) {
        window.location.reload();
        return;
      }
      box.replaceChildren(part);
    } catch {
      // The network came and went: the next look will tell.
    }
    window.setTimeout(look, 1000);
  };
  window.setTimeout(look, 1000);
})();
