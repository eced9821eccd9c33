// What was typed and could not be kept on the server, on this machine: one copy for each page that is open, so that
// two windows never overwrite one another.
(() => {
  "use strict";

  const steps = window.riskreg.steps;
  if (!steps) return;
  const { form } = steps;
  const does = form.dataset;
  const base = `chart:${does.user}:${does.power}`;
  const mine = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
  const offset = Date.now() - Number(does.now) * 1000; // the server's clock decides what is newer

  function forget(key = `${base}:${mine}`) {
    try {
      localStorage.removeItem(key);
    } catch {
      /* there is none */
    }
  }

  function keep(fields) {
    try {
      const copy = { fields, seen: form.elements.seen.value, at: Date.now() - offset };
      localStorage.setItem(`${base}:${mine}`, JSON.stringify(copy));
      return true;
    } catch {
      return false;
    }
  }

  // Copies that other pages left, newest first.
  function left() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key === base || (key.startsWith(`${base}:`) && !key.endsWith(`:${mine}`)))
        .map((key) => ({ ...JSON.parse(localStorage.getItem(key)), key, window: key.slice(base.length + 1) }))
        .sort((one, other) => other.at - one.at);
    } catch {
      return [];
    }
  }

  steps.device = { window: mine, keep, forget, left, forgetWindow: (name) => forget(`${base}:${name}`) };
})();
