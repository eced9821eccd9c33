// The page frame: menus, dialogs, confirmation, toasts, row links, large type. Pages work without it.
(() => {
  "use strict";

  const store = {
    get(key) {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(key, value);
      } catch {
        /* private mode: the choice lasts for this page */
      }
    },
  };

  // Large type
  function showTextSize(large) {
    document.documentElement.dataset.text = large ? "large" : "";
    for (const button of document.querySelectorAll("[data-text-size]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(large));
    }
  }
  showTextSize(store.get("text") === "large");

  // Dialogs
  function openDialog(dialog) {
    if (dialog && !dialog.open) dialog.showModal();
  }

  const confirmDialog = document.getElementById("confirm-dialog");
  let waiting = null;

  function askFirst(form, submitter, source) {
    waiting = { form, submitter };
    document.getElementById("confirm-dialog-text").textContent = source.dataset.confirm;
    const yes = confirmDialog.querySelector("[data-confirm-yes]");
    yes.textContent = source.dataset.confirmLabel || yes.dataset.words;
    openDialog(confirmDialog);
    yes.focus();
  }

  function confirmed() {
    const { form, submitter } = waiting;
    confirmDialog.close();
    form.dataset.confirmed = "yes";
    if (submitter) form.requestSubmit(submitter);
    else form.requestSubmit();
  }

  // Capture phase, so that neither htmx nor the browser sends before the answer.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.dataset.confirmed) {
        delete form.dataset.confirmed;
        return;
      }
      const source = event.submitter?.dataset.confirm ? event.submitter : form;
      if (!source.dataset.confirm || !confirmDialog) return;
      event.preventDefault();
      event.stopPropagation();
      askFirst(form, event.submitter, source);
    },
    true,
  );

  // Toasts, shown from the response header HX-Trigger: {"toast": {"text": "…", "tone": "good"}}
  function toast(text, tone) {
    const template = document.getElementById(`toast-${tone}`) || document.getElementById("toast-info");
    if (!template) return;
    const shown = [...document.querySelectorAll("#toasts .alert-title")];
    if (shown.some((title) => title.textContent === text)) return; // once is enough
    const alert = template.content.firstElementChild.cloneNode(true);
    alert.querySelector(".alert-title").textContent = text;
    document.getElementById("toasts").append(alert);
    if (tone !== "bad") setTimeout(() => alert.remove(), 10000);
  }

  document.addEventListener("toast", (event) => toast(event.detail.text || event.detail.value, event.detail.tone));

  // A refused fragment request says why, in the words of refused.html.
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const reason = page.querySelector("[data-reason]") || page.querySelector("h1");
    toast(reason?.textContent.trim() || String(event.detail.xhr.status), "bad");
  });
  document.addEventListener("htmx:sendError", () => {
    toast(document.getElementById("toasts").dataset.offline, "bad");
  });

  // One listener for everything that is clicked.
  function rowLink(event) {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, select, textarea, label, summary")) return;
    if (String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  }

  function toggleNav(button) {
    const shown = document.getElementById("nav").classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(shown));
  }

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    if (event.target.matches?.("dialog")) event.target.close();
    const control = event.target.closest(
      "[data-open], [data-close], [data-dismiss], [data-confirm-yes], [data-nav-toggle], [data-text-size], [data-print]",
    );
    if (!control) return rowLink(event);
    const does = control.dataset;
    if ("open" in does) openDialog(document.getElementById(does.open));
    else if ("close" in does) control.closest("dialog").close();
    else if ("dismiss" in does) control.closest(".alert").remove();
    else if ("confirmYes" in does) confirmed();
    else if ("navToggle" in does) toggleNav(control);
    else if ("print" in does) print();
    else {
      const large = control.getAttribute("aria-pressed") !== "true";
      store.set("text", large ? "large" : "");
      showTextSize(large);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A dialog whose form came back with errors opens again.
  for (const dialog of document.querySelectorAll("dialog[data-content]")) {
    if (dialog.querySelector(".error-summary, .errorlist")) openDialog(dialog);
  }
  document.querySelector("[data-autofocus]")?.focus();

  window.riskreg = { toast, openDialog, store };
})();
