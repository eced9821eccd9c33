// Undo and redo of the step table, by whole cells and rows; inside a text the browser undoes letters.
(() => {
  "use strict";

  const steps = window.riskreg.steps;
  if (!steps) return;
  const { form, notes } = steps;
  const most = 200;
  const buttons = { undo: form.querySelector("[data-undo]"), redo: form.querySelector("[data-redo]") };
  const text = () => JSON.stringify(steps.read());
  let past = [text()];
  let at = 0;

  function show() {
    buttons.undo.disabled = at === 0 && text() === past[at]; // also what is being typed
    buttons.redo.disabled = at === past.length - 1;
  }

  function note() {
    const now = text();
    if (now === past[at]) return;
    past = [...past.slice(0, at + 1), now].slice(-most);
    at = past.length - 1;
    show();
  }

  function go(step) {
    note();
    const place = at + step;
    if (place < 0 || place >= past.length) return;
    at = place;
    steps.restore(JSON.parse(past[at]));
    show();
  }

  // Letters typed since the cell was entered are undone by the browser.
  function isTyping(box) {
    if (!box.matches("input[name]:not([type=checkbox]), textarea")) return false;
    const kept = JSON.parse(past[at]).find(([name]) => name === box.name);
    return box.value !== (kept ? kept[1] : "");
  }

  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    const step = key === "z" ? (event.shiftKey ? 1 : -1) : key === "y" ? 1 : 0;
    if (!step || !event.target.closest("#steps, [data-undo], [data-redo]")) return;
    if (step < 0 && isTyping(event.target)) return;
    event.preventDefault();
    go(step);
  });
  buttons.undo.addEventListener("click", () => go(-1));
  buttons.redo.addEventListener("click", () => go(1));
  form.addEventListener("input", show);
  notes.push(note);
  show();
})();
