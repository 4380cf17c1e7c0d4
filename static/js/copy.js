// Copy buttons: shown only where the browser can copy; the text beside them can always be selected by hand.
(() => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    const words = button.querySelector("span");
    if (!source || !words) continue;
    const before = words.textContent;
    button.hidden = false;
    words.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        words.textContent = button.dataset.copied;
        setTimeout(() => { words.textContent = before; }, 4000);
      } catch {
        getSelection().selectAllChildren(source);
      }
    });
  }
})();
