// Moves through the entry grid with Enter and the arrows, as in a spreadsheet. Without it, Tab does the same, more slowly.
(() => {
  const move = (from, step) => {
    const cell = from.closest("td");
    const row = cell?.parentElement;
    const column = Array.prototype.indexOf.call(row.children, cell);
    let next = row;
    do {
      next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
    } while (next && !next.children[column]?.querySelector("input:not([type=hidden])"));
    const field = next?.children[column].querySelector("input:not([type=hidden])");
    field?.focus();
    field?.select();
    return Boolean(field);
  };
  document.querySelectorAll("[data-grid]").forEach((grid) => {
    grid.addEventListener("keydown", (event) => {
      if (event.target.type === "hidden" || event.isComposing) return;
      const steps = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };
      const step = steps[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      // Enter must not send half a grid by surprise.
      event.preventDefault();
      move(event.target, event.key === "Enter" && event.shiftKey ? -1 : step);
    });
  });
  document.getElementById("refused")?.focus();
})();
