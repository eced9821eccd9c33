// The step table: add, insert, move and delete rows, keep numbers and targets in step with them.
// Every button also works without this file, by a round trip.
(() => {
  "use strict";

  const form = document.getElementById("chart-form");
  const table = document.getElementById("steps");
  const pattern = document.getElementById("step-template");
  if (!form || !table || !pattern) return;
  const most = Number(table.dataset.most);

  const rows = () => [...table.querySelectorAll("tbody.step")];
  const cell = (row, name) => row.querySelector(`[name="step-${row.dataset.key}-${name}"]`);

  function isBlank(row) {
    if (cell(row, "id").value) return false;
    const boxes = row.querySelectorAll(
      "input:not([type=hidden], [type=checkbox]), textarea, select:not([name$='-kind'], [name$='-way'])",
    );
    return ![...boxes].some((box) => box.value.trim());
  }

  function fresh(key) {
    const holder = document.createElement("template");
    holder.innerHTML = pattern.innerHTML.replaceAll("__key__", String(key));
    const row = holder.content.querySelector("tbody.step");
    dress(row);
    return row;
  }

  function dress(scope) {
    for (const part of scope.querySelectorAll("[data-with-js]")) part.hidden = false;
    for (const part of scope.querySelectorAll("[data-without-js]")) part.hidden = true;
  }

  function nextKey() {
    return Math.max(-1, ...rows().map((row) => Number(row.dataset.key))) + 1;
  }

  function fillTargets(select, row, choices) {
    const chosen = select.value;
    const first = select.options[0];
    const options = choices.filter((choice) => choice.key !== row.dataset.key);
    select.replaceChildren(first, ...options.map((choice) => new Option(choice.text, choice.key)));
    select.value = options.some((choice) => choice.key === chosen) ? chosen : "";
  }

  function refresh() {
    let no = 0;
    const choices = [];
    for (const row of rows()) {
      const blank = isBlank(row);
      if (!blank) {
        no += 1;
        choices.push({ key: row.dataset.key, text: `${no}. ${cell(row, "label").value.trim()}` });
      }
      row.querySelector("[data-no]").textContent = blank ? "＋" : no;
      row.querySelector("[data-stated]").textContent =
        `${[...row.querySelectorAll("[data-long]")].filter((box) => box.value.trim()).length}/4`;
    }
    for (const row of rows()) {
      for (const select of row.querySelectorAll("[data-target]")) fillTargets(select, row, choices);
    }
    return no;
  }

  // Tells the unsaved-work guard and the preview.
  function changed() {
    refresh();
    form.elements.seen.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function insertBelow(row) {
    const present = rows();
    if (present.length > most) return window.riskreg.toast(table.dataset.full, "warn");
    const following = row ? row.nextElementSibling : null;
    if (row && following && isBlank(following)) return cell(following, "label").focus();
    const added = fresh(nextKey());
    if (row) row.after(added);
    else table.append(added);
    changed();
    cell(added, "label").focus();
  }

  function remove(row) {
    const present = rows();
    const near = present[present.indexOf(row) + 1] || present[present.indexOf(row) - 1];
    row.remove();
    if (!near) insertBelow(null);
    else cell(near, "label").focus();
    changed();
  }

  function move(row, step) {
    const present = rows();
    const other = present[present.indexOf(row) + step];
    if (!other) return;
    const focused = document.activeElement;
    if (step < 0) other.before(row);
    else other.after(row);
    focused?.focus();
    row.scrollIntoView({ block: "nearest" });
    changed();
  }

  function addWay(row) {
    const lines = [...row.querySelectorAll(".way")];
    const last = lines.at(-1);
    if (lines.some((line) => !line.querySelector("[data-target]").value)) return;
    const copy = last.cloneNode(true);
    const key = Math.max(...lines.map((line) => Number(/-exit-(\d+)-/.exec(line.querySelector("select").name)[1]))) + 1;
    for (const box of copy.querySelectorAll("select, input")) {
      box.name = box.name.replace(/-exit-\d+-/, `-exit-${key}-`);
      box.value = "";
    }
    last.after(copy);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button?.closest("tbody.step");
    if (button && row && "wayRemove" in button.dataset) {
      const line = button.closest(".way");
      for (const box of line.querySelectorAll("select, input")) box.value = "";
      if (row.querySelectorAll(".way").length > 1) line.remove();
      return changed();
    }
    if (button?.name !== "do") return;
    const verb = button.value.split("-")[0];
    // Rows with risk points go through the server, after the confirmation of app.js.
    if (verb === "delete" && row.dataset.risks) return;
    if (!["up", "down", "insert", "delete", "add"].includes(verb)) return;
    event.preventDefault();
    if (verb === "add") insertBelow(rows().at(-1));
    else if (verb === "insert") insertBelow(row);
    else if (verb === "delete") remove(row);
    else move(row, verb === "up" ? -1 : 1);
  });

  form.addEventListener("input", (event) => {
    const row = event.target.closest("tbody.step");
    if (!row) return;
    if (event.target.matches("[data-target]")) addWay(row);
    if (event.target.matches("[data-way]") && event.target.value === "branch") {
      row.querySelector("[data-target]").focus();
    }
    const wrong = event.target.closest("[aria-invalid]");
    wrong?.removeAttribute("aria-invalid");
    refresh();
  });

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody.step");
    if (!row || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      move(row, event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === "Enter" && event.target.matches("input:not([type=checkbox])")) {
      event.preventDefault();
      if (event.target === cell(row, "label")) return insertBelow(row);
      const below = row.nextElementSibling;
      const name = event.target.name.replace(`step-${row.dataset.key}-`, "");
      if (below) (cell(below, name) || cell(below, "label")).focus();
    }
  });

  // A problem's link leads to the row and into it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const href = link?.getAttribute("href") || link?.getAttributeNS("http://www.w3.org/1999/xlink", "href");
    const row = href?.startsWith("#row-") && document.getElementById(href.slice(1));
    if (row) setTimeout(() => cell(row, "label").focus());
  });

  // One empty way to fill in is enough when more are added as needed.
  function trimWays(row) {
    const spare = [...row.querySelectorAll(".way")].filter(
      (line) => !line.querySelector("select").value && !line.querySelector("input").value,
    );
    for (const line of spare.slice(1)) line.remove();
  }

  for (const row of [...rows(), ...pattern.content.querySelectorAll("tbody.step")]) trimWays(row);
  dress(document);
  refresh();
  if (form.dataset.unsaved !== undefined) changed();
})();
