// The step table: rows, their numbers and targets; add, insert, duplicate, move and delete.
// Every button also works without this file, by a round trip. `riskreg.steps` is what the files beside it use:
// step-ways, step-history, step-paste, step-typed, step-shapes, step-device, step-draft.
(() => {
  "use strict";

  const form = document.getElementById("chart-form");
  const table = document.getElementById("steps");
  const pattern = document.getElementById("step-template");
  if (!form || !table || !pattern) return;
  const most = Number(table.dataset.most);
  const known = new Map(); // every row there ever was, by key: undo brings the same element back
  const notes = []; // functions to call when something has changed for good

  const rows = () => [...table.querySelectorAll("tbody.step")];
  const cell = (row, name) => row.querySelector(`[name="step-${row.dataset.key}-${name}"]`);
  const label = (row) => cell(row, "label").value.trim();

  function isBlank(row) {
    if (cell(row, "id").value) return false;
    const boxes = row.querySelectorAll(
      "input[name]:not([type=hidden], [type=checkbox]), textarea, select:not([name$='-kind'], [name$='-way'])",
    );
    return ![...boxes].some((box) => box.value.trim());
  }

  function fresh(key) {
    const holder = document.createElement("template");
    holder.innerHTML = pattern.innerHTML.replaceAll("__key__", String(key));
    const row = holder.content.querySelector("tbody.step");
    dress(row);
    known.set(String(key), row);
    return row;
  }

  function dress(scope) {
    for (const part of scope.querySelectorAll("[data-with-js]")) part.hidden = false;
    for (const part of scope.querySelectorAll("[data-without-js]")) part.hidden = true;
  }

  const nextKey = () => Math.max(-1, ...[...known.keys()].map(Number)) + 1;

  // Whatever already says so is left alone: in a table of 80 rows a letter typed must not build 80 lists anew.
  function setText(box, text) {
    if (box.textContent !== text) box.textContent = text;
  }

  // A list of targets is wanted where the row branches; elsewhere it is filled when the row begins to.
  function fillTargets(select, row, choices) {
    const options = choices.filter((choice) => choice.key !== row.dataset.key);
    const shown = [...select.options].slice(1).filter((option) => !("other" in option.dataset));
    if (shown.length === options.length && shown.every((option, at) => option.value === options[at].key)) {
      shown.forEach((option, at) => setText(option, options[at].text));
      return;
    }
    const chosen = select.value;
    const other = [...select.options].find((option) => "other" in option.dataset);
    select.replaceChildren(select.options[0], ...options.map((choice) => new Option(choice.text, choice.key)));
    if (other) select.append(other);
    select.value = options.some((choice) => choice.key === chosen) ? chosen : "";
  }

  function refresh() {
    let no = 0;
    const choices = [];
    for (const row of rows()) {
      const blank = isBlank(row);
      if (!blank) {
        no += 1;
        // The name first, so that typing it finds it; the number tells two of one name apart.
        choices.push({ key: row.dataset.key, text: `${label(row)} · ${no}` });
      }
      setText(row.querySelector("[data-no]"), blank ? "＋" : String(no));
      const stated = [...row.querySelectorAll("[data-long]")].filter((box) => box.value.trim()).length;
      setText(row.querySelector("[data-stated]"), `${stated}/4`);
    }
    for (const row of rows()) {
      if (cell(row, "way").value !== "branch") continue;
      for (const select of row.querySelectorAll("[data-target]")) fillTargets(select, row, choices);
    }
    return no;
  }

  // Tells the unsaved-work guard, the draft and the preview.
  function changed() {
    refresh();
    form.elements.seen.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const note = () => notes.forEach((tell) => tell());

  // A change that is undone at once: what was typed before is a step of its own.
  function act(change) {
    note();
    change();
    changed();
    note();
  }

  function hasRoom(more) {
    const used = rows().filter((row) => !isBlank(row)).length;
    if (used + more <= most) return true;
    window.riskreg.toast(table.dataset.full, "warn");
    return false;
  }

  function addBelow(row) {
    const added = fresh(nextKey());
    if (row) row.after(added);
    else table.append(added);
    return added;
  }

  function insertBelow(row) {
    if (!hasRoom(1)) return;
    const following = row ? row.nextElementSibling : null;
    if (following && isBlank(following)) return cell(following, "label").focus();
    act(() => cell(addBelow(row), "label").focus());
  }

  function duplicate(row) {
    if (isBlank(row) || !hasRoom(1)) return;
    act(() => {
      const copy = addBelow(row);
      const from = `step-${row.dataset.key}-`;
      const fields = read([row]).filter(([name]) => !name.endsWith("-id"));
      write(copy, new Map(fields.map(([name, text]) => [name.slice(from.length), text])));
      cell(copy, "label").focus();
      cell(copy, "label").select();
    });
  }

  function remove(row) {
    const present = rows();
    const near = present[present.indexOf(row) + 1] || present[present.indexOf(row) - 1];
    act(() => {
      row.remove();
      cell(near || addBelow(null), "label").focus();
    });
  }

  function move(row, step) {
    const present = rows();
    const other = present[present.indexOf(row) + step];
    if (!other) return;
    const focused = document.activeElement;
    act(() => {
      if (step < 0) other.before(row);
      else other.after(row);
      focused?.focus();
      row.scrollIntoView({ block: "nearest" });
    });
  }

  // The fields as the server reads them: [name, text] in the order of the page, empty ones left out.
  function read(some = rows()) {
    const found = [];
    for (const box of some.flatMap((row) => [...row.querySelectorAll("[name^='step-']")])) {
      const text = box.type === "checkbox" ? (box.checked ? "on" : "") : box.value;
      if (text) found.push([box.name, text]);
    }
    return found;
  }

  // The rows up to the last one with anything in it.
  function typed() {
    const present = rows();
    while (present.length && isBlank(present.at(-1))) present.pop();
    return present;
  }

  // Put fields, by their names without the row's, into one row.
  function write(row, fields) {
    window.riskreg.steps.shapeWays?.(row, fields);
    const prefix = `step-${row.dataset.key}-`;
    for (const box of row.querySelectorAll(`[name^="${prefix}"]`)) {
      const text = fields.get(box.name.slice(prefix.length)) ?? "";
      if (box.type === "checkbox") box.checked = Boolean(text);
      else {
        if (box.matches("[data-target]") && text) box.append(new Option("", text)); // named by refresh()
        box.value = text;
      }
    }
  }

  // Make the table say what `read` once returned.
  function restore(fields) {
    const focused = document.activeElement?.name;
    const place = rows().indexOf(document.activeElement?.closest("tbody.step"));
    const wanted = new Map();
    for (const [name, text] of fields) {
      const [, key, rest] = /^step-(\d+)-(.*)$/.exec(name);
      if (!wanted.has(key)) wanted.set(key, new Map());
      wanted.get(key).set(rest, text);
    }
    for (const row of rows()) row.remove();
    for (const [key, values] of wanted) {
      const row = known.get(key) || fresh(key);
      table.append(row);
      write(row, values);
    }
    if (!rows().length || !isBlank(rows().at(-1))) addBelow(rows().at(-1));
    changed();
    if (place < 0) return;
    const box = form.elements[focused] || cell(rows()[Math.min(place, rows().length - 1)], "label");
    box.focus();
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button?.closest("tbody.step");
    if (button?.name !== "do") return;
    const verb = button.value.split("-")[0];
    // Rows with risk points go through the server, after the confirmation of app.js.
    if (verb === "delete" && row.dataset.risks) return;
    if (!["up", "down", "insert", "copy", "delete", "add"].includes(verb)) return;
    event.preventDefault();
    if (verb === "add") insertBelow(rows().at(-1));
    else if (verb === "insert") insertBelow(row);
    else if (verb === "copy") duplicate(row);
    else if (verb === "delete") remove(row);
    else move(row, verb === "up" ? -1 : 1);
  });

  form.addEventListener("input", (event) => {
    if (!event.target.closest("tbody.step")) return;
    event.target.closest("[aria-invalid]")?.removeAttribute("aria-invalid");
    refresh();
  });
  form.addEventListener("change", (event) => {
    if (event.target.closest("tbody.step")) note();
  });

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody.step");
    if (!row || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      const does = {
        ArrowUp: () => move(row, -1),
        ArrowDown: () => move(row, 1),
        Insert: () => insertBelow(row),
        KeyD: () => duplicate(row),
      }[event.code];
      if (does) event.preventDefault(), does();
    } else if (event.key === "Enter" && event.target.matches("input[name]:not([type=checkbox]), .step-main select")) {
      event.preventDefault();
      // As in a spreadsheet: below the last row that is filled begins the next one, above it the column goes on.
      const below = row.nextElementSibling;
      if (event.target === cell(row, "label") || !below || isBlank(below)) return insertBelow(row);
      const name = event.target.name.replace(`step-${row.dataset.key}-`, "");
      (cell(below, name) || cell(below, "label")).focus();
    }
  });

  for (const row of rows()) known.set(row.dataset.key, row);
  dress(document);
  window.riskreg.steps = {
    form, table, pattern, notes, rows, cell, label, isBlank, refresh, changed, act, hasRoom, addBelow, read, typed, write, restore,
  };
})();
