// Rows of a formset: add from the template, remove by ticking the row's delete box. Without it: spare rows.
(() => {
  "use strict";

  function changed(list) {
    list.querySelector("input")?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function dress(scope) {
    for (const part of scope.querySelectorAll("[data-with-js]")) part.hidden = false;
    for (const part of scope.querySelectorAll("[data-without-js]")) part.hidden = true;
  }

  function add(list) {
    const total = list.querySelector("[name$='-TOTAL_FORMS']");
    const html = list.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    list.querySelector("template").insertAdjacentHTML("beforebegin", html);
    const row = [...list.querySelectorAll("[data-row]")].at(-1);
    dress(row);
    row.querySelector("select, input:not([type=hidden])").focus();
    changed(list);
  }

  function remove(list, row) {
    const rows = [...list.querySelectorAll("[data-row]:not([hidden])")];
    const next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
    row.querySelector("[name$='-DELETE']").checked = true;
    row.hidden = true;
    (next?.querySelector("input:not([type=hidden])") || list.querySelector("[data-row-add]")).focus();
    changed(list);
  }

  for (const list of document.querySelectorAll("[data-rows]")) {
    dress(list);
    // What was deleted before the page came back with errors stays deleted.
    for (const row of list.querySelectorAll("[data-row]")) row.hidden = row.querySelector("[name$='-DELETE']").checked;
    // Of the empty spare rows one is enough when more can be added.
    const spare = [...list.querySelectorAll("[data-row]:not([hidden])")].filter(
      (row) => ![...row.querySelectorAll("input:not([type=checkbox]), textarea")].some((box) => box.value),
    );
    for (const row of spare.slice(1)) {
      row.querySelector("[name$='-DELETE']").checked = true;
      row.hidden = true;
    }
    list.addEventListener("click", (event) => {
      if (event.target.closest("[data-row-add]")) add(list);
      const button = event.target.closest("[data-row-remove]");
      if (button) remove(list, button.closest("[data-row]"));
    });
  }
})();
