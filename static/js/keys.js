// Keyboard: / searches, ? explains, j and k walk rows, data-key="e" answers to e, Ctrl+Enter sends.
// Single keys can be switched off in the help dialog (WCAG 2.1.4).
(() => {
  "use strict";

  const { store, openDialog } = window.riskreg;
  const help = document.getElementById("keys-dialog");
  const switchBox = document.querySelector("[data-keys-switch]");
  if (switchBox) {
    switchBox.checked = store.get("keys") !== "off";
    switchBox.addEventListener("change", () => store.set("keys", switchBox.checked ? "on" : "off"));
  }

  function typing(target) {
    return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  }

  function walk(step) {
    const links = [...document.querySelectorAll(".table tbody tr")]
      .map((row) => row.querySelector("a, button"))
      .filter((link) => link && link.offsetParent);
    if (!links.length) return false;
    const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const next = links[Math.max(0, Math.min(links.length - 1, here + step))] || links[0];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  function answer(key) {
    if (key === "?") return openDialog(help), true;
    if (key === "/") {
      const box = document.querySelector("main input[type=search], [data-search], input[type=search]");
      if (box) box.focus(), box.select();
      return Boolean(box);
    }
    if (key === "j") return walk(1);
    if (key === "k") return walk(-1);
    const named = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (named) named.click();
    return Boolean(named);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.form;
      if (form?.getAttribute("method")?.toLowerCase() === "post") {
        event.preventDefault();
        form.requestSubmit(form.querySelector("[data-ctrl-enter]") || undefined);
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.key.length !== 1) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (store.get("keys") === "off") return;
    if (answer(event.key)) event.preventDefault();
  });
})();
