// Share buttons: shown only where the device has its own way to share.
(() => {
  if (!navigator.share) return;
  for (const button of document.querySelectorAll("button[data-share]")) {
    const source = document.getElementById(button.dataset.share);
    if (!source) continue;
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ text: source.textContent }).catch(() => {}));
  }
})();
