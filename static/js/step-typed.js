// What is typed into one cell says more: a name what kind of step it is, "5个工作日" number and unit of a limit.
// As with rows that are pasted, what words mean is the server's to say; without it they stay as typed.
(() => {
  "use strict";

  const steps = window.riskreg.steps;
  if (!steps) return;
  const { form, cell } = steps;
  const usual = "execute"; // the kind of a new row
  const chosen = new WeakSet(); // rows whose kind somebody chose

  async function meant(box) {
    const text = box.value.trim();
    if (!text) return null;
    try {
      const found = await steps.understood(text);
      return found.length === 1 && box.value.trim() === text ? found[0] : null; // not if it was typed on meanwhile
    } catch {
      return null;
    }
  }

  async function nameTyped(row, box, kind) {
    if (cell(row, "id").value || chosen.has(row) || kind.value !== usual) return;
    const found = await meant(box);
    if (found && found.kind !== usual && kind.value === usual) steps.act(() => (kind.value = found.kind));
  }

  async function limitTyped(box, unit) {
    if (/^\d*$/.test(box.value.trim())) return;
    const found = await meant(box);
    if (!found?.time_limit_unit) return;
    steps.act(() => {
      box.value = found.time_limit_value ?? "";
      unit.value = found.time_limit_unit;
    });
  }

  form.addEventListener("change", (event) => {
    const row = event.target.closest("tbody.step");
    if (!row) return;
    const [kind, value] = [cell(row, "kind"), cell(row, "time_limit_value")];
    if (event.target === kind) chosen.add(row);
    else if (event.target === cell(row, "label")) nameTyped(row, event.target, kind);
    else if (event.target === value) limitTyped(value, cell(row, "time_limit_unit"));
  });
})();
