// Copy buttons: shown only where the browser can copy; the text beside them can always be selected by hand.
(() => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    if (!source) continue;
    // Beside the button, never in it: the button keeps its name.
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    said.className = "small";
    button.after(said);
    button.hidden = false;
    let timer = 0;
    const say = (sentence) => {
      clearTimeout(timer);
      said.textContent = sentence;
      timer = setTimeout(() => { said.textContent = ""; }, 4000);
    };
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        say(button.dataset.copied);
      } catch {
        getSelection().selectAllChildren(source);
        say(button.dataset.selected);
      }
    });
  }
})();
