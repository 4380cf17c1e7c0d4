// A text of its own is offered for ticked accounts only. Without this file all are shown; an unticked one is not saved.
(() => {
  const place = document.querySelector("[data-own-texts]");
  const form = place && place.closest("form");
  if (!form) return;
  const show = () => {
    const boxes = [...form.querySelectorAll('input[name="channels"]')];
    for (const box of boxes) {
      const row = place.querySelector(`[data-own="own_${box.value}"]`);
      if (row) row.hidden = !box.checked;
    }
    place.hidden = !boxes.some((box) => box.checked);
  };
  form.addEventListener("change", (event) => { if (event.target.name === "channels") show(); });
  form.addEventListener("kept:restored", show);
  show();
})();
