// Forms: send once, warn before leaving unsaved work, filter at once.
(() => {
  "use strict";

  const unsaved = new Set();

  // Not form.method: a field called "method" would hide it.
  const posts = (form) => form.getAttribute("method")?.toLowerCase() === "post";

  // Send once. The values stay in the fields; only the buttons are switched off.
  function release(form) {
    delete form.dataset.sending;
    for (const button of form.querySelectorAll("[data-was-on]")) {
      button.disabled = false;
      button.removeAttribute("data-was-on");
      button.removeAttribute("aria-busy");
    }
  }

  function hold(form) {
    form.dataset.sending = "yes";
    // After this turn, so that the clicked button's own name and value are still sent.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button:not([type=button]):not(:disabled)")) {
        button.disabled = true;
        button.dataset.wasOn = "";
        button.setAttribute("aria-busy", "true");
      }
    });
    setTimeout(() => release(form), 15000); // a download never leaves the page
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !posts(form)) return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    unsaved.delete(form);
    hold(form);
  });

  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release);
  });

  // Unsaved work
  document.addEventListener("input", (event) => {
    const form = event.target.form?.closest("form[data-guard-unsaved]");
    if (form) unsaved.add(form);
  });
  // A page that came back with unsaved work says so before it is left.
  document.querySelectorAll("form[data-unsaved]").forEach((form) => unsaved.add(form));
  document.addEventListener("htmx:afterRequest", (event) => {
    // Only a form that sent itself: a fragment asked for from inside it (a suggestion) saves nothing.
    if (event.target.matches?.("form") && event.detail.successful) unsaved.delete(event.target);
  });
  // A page that keeps a draft says so: leaving loses nothing.
  document.addEventListener("riskreg:kept", (event) => unsaved.delete(event.target));
  addEventListener("beforeunload", (event) => {
    const open = [...unsaved].filter((form) => form.isConnected);
    if (open.length) event.preventDefault();
  });

  // Whoever signs out leaves nothing of what they typed on this machine.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    try {
      const drafts = Object.keys(localStorage).filter((key) => key.startsWith("chart:"));
      for (const key of drafts) localStorage.removeItem(key);
    } catch {
      /* nothing could be kept either */
    }
  });

  // Filters: choosing sends the form; the cursor comes back to where it was.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form?.matches("form[data-autosubmit]")) return;
    if (!event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) return;
    try {
      sessionStorage.setItem("focus", event.target.id);
    } catch {
      /* without storage the cursor starts at the top */
    }
    form.requestSubmit();
  });

  // Empty filters do not clutter the address.
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form[data-autosubmit]")) return;
    for (const [name, value] of [...event.formData.entries()]) {
      if (value === "") event.formData.delete(name);
    }
  });

  try {
    const last = sessionStorage.getItem("focus");
    sessionStorage.removeItem("focus");
    if (last) document.getElementById(last)?.focus();
  } catch {
    /* as above */
  }
})();
