// Nothing typed is lost: a draft on the server; a copy on this machine while the server cannot be reached.
(() => {
  "use strict";

  const steps = window.riskreg.steps;
  if (!steps) return;
  const { form } = steps;
  const does = form.dataset;
  const key = `chart:${does.user}:${does.power}`;
  const status = document.getElementById("draft-status");
  const offset = Date.now() - Number(does.now) * 1000; // the server's clock decides what is newer
  const cookie = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  const text = () => JSON.stringify(steps.read(steps.typed()));
  const opened = { text: text(), seen: form.elements.seen.value };
  // What needs no keeping: what the server has, or rows that came from elsewhere and nobody has touched.
  let kept = "unsaved" in does && !("draft" in does || "begun" in does) ? null : opened.text;
  let timer = 0;
  let running = null;
  let leaving = false;
  let warned = false; // that signing out now loses the draft

  const store = {
    get() {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    set(fields) {
      try {
        const copy = { fields, seen: form.elements.seen.value, at: Date.now() - offset };
        localStorage.setItem(key, JSON.stringify(copy));
        return true;
      } catch {
        return false;
      }
    },
    clear() {
      try {
        localStorage.removeItem(key);
      } catch {
        /* there is none */
      }
    },
  };

  function say(words, tone = "") {
    status.setAttribute("aria-live", tone ? "assertive" : "off"); // a draft that is kept is no news
    status.textContent = words;
    status.dataset.tone = tone;
  }

  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

  function missed(fields) {
    if (fields !== text() || leaving) return;
    const words = store.set(fields) ? status.dataset.local : status.dataset.lost;
    if (status.textContent !== words) say(words, "bad");
    schedule(15000);
  }

  function arrived(fields) {
    kept = fields;
    store.clear();
    if (fields !== text()) return;
    say(`${status.dataset.kept} ${clock()}`);
    form.dispatchEvent(new CustomEvent("riskreg:kept", { bubbles: true }));
  }

  // Returns whether the server now has what is typed.
  async function save(options = {}) {
    const fields = text();
    clearTimeout(timer);
    if (fields === kept) return store.clear(), true;
    const body = new FormData();
    body.set("fields", fields);
    body.set("seen", form.elements.seen.value);
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const headers = { "X-CSRFToken": cookie() || form.elements.csrfmiddlewaretoken.value };
      const answer = await fetch(does.draftUrl, {
        method: "POST", body, headers, signal, redirect: "manual", ...options,
      });
      if (answer.status !== 204) throw new Error(String(answer.status));
      arrived(fields);
      return true;
    } catch {
      if (!signal.aborted) missed(fields);
      return false;
    }
  }

  function schedule(after) {
    clearTimeout(timer);
    timer = setTimeout(save, after);
  }

  form.addEventListener("input", () => schedule(1500)); // whether there is anything to keep is asked then
  addEventListener("online", () => save());

  // Leaving: first the copy that cannot fail, then the draft if it still goes through.
  function leave() {
    const fields = text();
    if (leaving || fields === kept) return;
    store.set(fields);
    save({ keepalive: true });
  }
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });

  // Sending the form: the copy stays until a page says that it was saved.
  form.addEventListener("submit", () => {
    store.set(text());
    clearTimeout(timer);
    running?.abort();
    leaving = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });
  form.addEventListener("formdata", (event) => {
    if (cookie()) event.formData.set("csrfmiddlewaretoken", cookie()); // signed in anew in another window
  });
  document.getElementById("draft-discard").addEventListener("submit", () => {
    leaving = true;
    running?.abort();
    clearTimeout(timer);
    store.clear();
    form.dispatchEvent(new CustomEvent("riskreg:kept", { bubbles: true }));
  });

  // Signing out waits for the draft; forms.js then removes what is kept on this machine.
  document.addEventListener(
    "submit",
    (event) => {
      const way = event.target;
      if (!way.matches("[data-sign-out]") || leaving || warned || text() === kept) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      save().then((done) => {
        warned = !done;
        if (warned) return window.riskreg.toast(status.dataset.stay, "bad");
        leaving = true;
        way.requestSubmit();
      });
    },
    true,
  );

  // The preview too goes with the newest token.
  document.addEventListener("htmx:configRequest", (event) => {
    if (cookie()) event.detail.headers["X-CSRFToken"] = cookie();
  });

  // What this machine kept, unless the server has something newer.
  function bringBack() {
    const copy = store.get();
    if (!copy?.fields || copy.fields === opened.text) return store.clear();
    if (Number(does.draftAt || 0) * 1000 > copy.at + 2000) return store.clear();
    form.elements.seen.value = copy.seen;
    steps.act(() => steps.restore(JSON.parse(copy.fields)));
    const bar = document.getElementById("local-bar");
    document.getElementById("draft-bar")?.remove();
    bar.hidden = false;
    bar.querySelector("[data-undo-local]").addEventListener("click", () => {
      form.elements.seen.value = opened.seen;
      steps.act(() => steps.restore(JSON.parse(opened.text)));
      bar.remove();
      store.clear();
    });
  }

  const address = new URL(location.href);
  if (address.searchParams.has("saved")) {
    store.clear();
    address.searchParams.delete("saved");
    history.replaceState(history.state, "", address);
  } else if (!("unsaved" in does) || "draft" in does) bringBack();
  if ("unsaved" in does && !("draft" in does)) steps.changed(); // the guard asks before it is lost
})();
