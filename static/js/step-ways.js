// The ways out of a row: as many lines as are needed, each leading to a step by its name.
(() => {
  "use strict";

  const steps = window.riskreg.steps;
  if (!steps) return;
  const { form, pattern, rows } = steps;

  const lines = (row) => [...row.querySelectorAll(".way")];
  const keyOf = (line) => Number(/-exit-(\d+)-/.exec(line.querySelector("select").name)[1]);
  const target = (line) => line.querySelector("[data-target]");

  function lineLike(line, key) {
    const copy = line.cloneNode(true);
    for (const box of copy.querySelectorAll("[name]")) {
      box.name = box.name.replace(/-exit-\d+-/, `-exit-${key}-`);
      box.value = "";
      box.removeAttribute("aria-invalid");
    }
    copy.querySelector(".cell-error")?.remove();
    return copy;
  }

  function addWay(row) {
    const present = lines(row);
    if (present.some((line) => !target(line).value)) return;
    present.at(-1).after(lineLike(present.at(-1), Math.max(...present.map(keyOf)) + 1));
  }

  // One line for each way that `fields` names, and one to fill in.
  function shapeWays(row, fields) {
    const keys = new Set();
    for (const name of fields.keys()) {
      const match = /^exit-(\d+)-/.exec(name);
      if (match) keys.add(Number(match[1]));
    }
    keys.add(Math.max(-1, ...keys) + 1);
    const first = lines(row)[0];
    const wanted = [...keys].map((key) => lines(row).find((line) => keyOf(line) === key) || lineLike(first, key));
    first.parentElement.replaceChildren(...wanted);
  }
  steps.shapeWays = shapeWays;

  // One empty way to fill in is enough when more are added as needed.
  function trimWays(row) {
    const spare = lines(row).filter((line) => !target(line).value && !line.querySelector("[name$=-condition]").value);
    for (const line of spare.slice(1)) line.remove();
  }

  form.addEventListener("click", (event) => {
    const line = event.target.closest("[data-way-remove]")?.closest(".way");
    if (!line) return;
    const row = line.closest("tbody.step");
    steps.act(() => {
      for (const box of line.querySelectorAll("select, input")) box.value = "";
      if (lines(row).length > 1) line.remove();
    });
  });

  // Before the rows are numbered anew, which forgets this choice.
  form.addEventListener(
    "input",
    (event) => {
      if (!event.target.matches("[data-target]") || event.target.selectedOptions[0]?.dataset.other === undefined) return;
      event.target.value = "";
      askName(event.target.closest("tbody.step"), event.target);
    },
    true,
  );

  form.addEventListener("input", (event) => {
    const row = event.target.closest("tbody.step");
    if (!row) return;
    if (event.target.matches("[data-target]")) addWay(row);
    if (event.target.matches("[data-way]") && event.target.value === "branch") {
      row.querySelector("[data-target]").focus();
    }
  });

  // "New step…": the name is typed where it is needed. A name that exists leads there, another adds a row.
  const names = document.getElementById("step-names");

  function askName(row, select) {
    const box = document.createElement("input");
    box.className = "cell";
    box.autocomplete = "off";
    box.placeholder = names.dataset.ask;
    box.setAttribute("aria-label", names.dataset.ask);
    box.setAttribute("list", names.id);
    const others = rows().filter((other) => other !== row && !steps.isBlank(other));
    names.replaceChildren(...others.map((other) => new Option(steps.label(other))));
    select.hidden = true;
    select.after(box);
    let done = false;
    const settle = (keep) => {
      if (done) return;
      done = true;
      const name = box.value.trim();
      select.hidden = false;
      const focused = document.activeElement === box;
      box.remove(); // before a line is added that is like this one
      if (keep && name) lead(row, select, others.find((other) => steps.label(other) === name), name);
      if (focused) (select.value ? select.closest(".way").querySelector("[name$=-condition]") : select).focus();
    };
    box.addEventListener("input", (event) => event.stopPropagation());
    box.addEventListener("change", (event) => event.stopPropagation());
    box.addEventListener("blur", () => settle(true));
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || !["Enter", "Escape"].includes(event.key) || event.ctrlKey) return;
      event.preventDefault();
      event.stopPropagation();
      settle(event.key === "Enter");
    });
    box.focus();
  }

  function lead(row, select, existing, name) {
    if (!existing && !steps.hasRoom(1)) return;
    let to = existing;
    steps.act(() => {
      to ||= addBranch(row, name);
      steps.refresh();
      select.value = to.dataset.key;
      addWay(row);
    });
    if (!existing) steps.cell(to, "label").dispatchEvent(new Event("change", { bubbles: true })); // typed like others
  }

  // Below the row that branches, after the branches that were added before.
  function addBranch(row, name) {
    let last = row;
    while (last.nextElementSibling?.dataset.from === row.dataset.key) last = last.nextElementSibling;
    const added = steps.addBelow(last);
    added.dataset.from = row.dataset.key;
    steps.cell(added, "label").value = name;
    return added;
  }

  for (const row of [...rows(), ...pattern.content.querySelectorAll("tbody.step")]) trimWays(row);
  steps.refresh();
})();
