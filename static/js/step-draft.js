// Nothing typed is lost: a draft on the server; a copy on this machine while the server cannot be reached.
(() => {
  "use strict";

  const steps = window.riskreg.steps;
  if (!steps) return;
  const { form, device } = steps;
  const does = form.dataset;
  const status = document.getElementById("draft-status");
  const signIn = document.getElementById("draft-sign-in");
  const cookie = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  const text = () => JSON.stringify(steps.read(steps.typed()));
  const opened = { text: text(), seen: form.elements.seen.value };
  // What needs no keeping: what the server has, or rows that came from elsewhere and nobody has touched.
  let kept = "unsaved" in does && !("draft" in does || "begun" in does) ? null : opened.text;
  let timer = 0;
  let running = null;
  let leaving = false;
  let warned = false; // that signing out now loses the draft

  function say(words, tone = "") {
    status.setAttribute("aria-live", tone ? "assertive" : "off"); // a draft that is kept is no news
    status.textContent = words;
    status.dataset.tone = tone;
    signIn.hidden = words !== status.dataset.signedOut;
  }

  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

  // `why` names the sentence. While another window's draft is there this one stays on the machine.
  function missed(fields, why) {
    if (fields !== text() || leaving) return;
    const words = status.dataset[device.keep(fields) ? why : "lost"];
    if (status.textContent !== words) say(words, "bad");
    if (why !== "elsewhere") schedule(15000);
  }

  function arrived(fields) {
    kept = fields;
    device.forget();
    if (fields !== text()) return;
    say(`${status.dataset.kept} ${clock()}`);
    form.dispatchEvent(new CustomEvent("riskreg:kept", { bubbles: true }));
  }

  // Returns whether the server now has what is typed.
  async function save(options = {}) {
    const fields = text();
    clearTimeout(timer);
    if (fields === kept) return device.forget(), true;
    const body = new FormData();
    body.set("fields", fields);
    body.set("seen", form.elements.seen.value);
    body.set("window", device.window);
    body.set("began", does.draftWindow || "");
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    let why = "local";
    try {
      const headers = { "X-CSRFToken": cookie() || form.elements.csrfmiddlewaretoken.value };
      const answer = await fetch(does.draftUrl, {
        method: "POST", body, headers, signal, redirect: "manual", ...options,
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) why = "signedOut";
      else if (answer.status === 409) why = "elsewhere";
      if (answer.status !== 204) throw new Error(String(answer.status));
      arrived(fields);
      return true;
    } catch {
      if (!signal.aborted) missed(fields, why);
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
    device.keep(fields);
    save({ keepalive: true });
  }
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });

  // Sending the form: the copy stays until a page says that it was saved.
  form.addEventListener("submit", () => {
    device.keep(text());
    clearTimeout(timer);
    running?.abort();
    leaving = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });
  form.addEventListener("formdata", (event) => {
    if (cookie()) event.formData.set("csrfmiddlewaretoken", cookie()); // signed in anew in another window
    event.formData.set("window", device.window);
    event.formData.set("began", does.draftWindow || "");
  });
  document.getElementById("draft-discard").addEventListener("submit", () => {
    leaving = true;
    running?.abort();
    clearTimeout(timer);
    device.forget();
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

  function show(copy) {
    form.elements.seen.value = copy.seen;
    steps.act(() => steps.restore(JSON.parse(copy.fields)));
    device.keep(copy.fields);
    device.forget(copy.key);
  }

  function bringBack(copy) {
    show(copy);
    const bar = document.getElementById("local-bar");
    document.getElementById("draft-bar")?.remove();
    bar.hidden = false;
    bar.querySelector("[data-undo-local]").addEventListener("click", () => {
      form.elements.seen.value = opened.seen;
      steps.act(() => steps.restore(JSON.parse(opened.text)));
      bar.remove();
      device.forget();
    });
  }

  // The draft on the server comes from another window: neither replaces the other unasked.
  function offer(copy) {
    const bar = document.getElementById("other-bar");
    bar.hidden = false;
    bar.querySelector("[data-show-other]").addEventListener("click", () => {
      show(copy);
      bar.remove();
      steps.cell(steps.rows()[0], "label").focus();
    });
    bar.querySelector("[data-drop-other]").addEventListener("click", () => {
      device.forget(copy.key);
      bar.remove();
    });
  }

  // What this machine kept, unless the same page sent something newer to the server.
  function lookForCopies() {
    const own = (copy) => copy.window === (does.draftWindow || "");
    const older = (copy) => "draft" in does && own(copy) && Number(does.draftAt) * 1000 > copy.at + 2000;
    const copies = device.left();
    for (const copy of copies) if (copy.fields === opened.text || older(copy)) device.forget(copy.key);
    const copy = copies.find((one) => one.fields && one.fields !== opened.text && !older(one));
    if (!copy) return;
    if ("draft" in does && !own(copy)) offer(copy);
    else bringBack(copy);
  }

  const address = new URL(location.href);
  if (address.searchParams.has("saved")) {
    device.forgetWindow(address.searchParams.get("window"));
    for (const name of ["window", "saved"]) address.searchParams.delete(name);
    history.replaceState(history.state, "", address);
  } else if (!("unsaved" in does) || "draft" in does) lookForCopies();
  if ("unsaved" in does && !("draft" in does)) steps.changed(); // the guard asks before it is lost
})();
