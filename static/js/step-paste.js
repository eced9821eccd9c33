// Rows copied from Excel, Word or a letter. What they mean is the server's to say (powers/pasting.py).
(() => {
  "use strict";

  const steps = window.riskreg.steps;
  if (!steps) return;
  const { form, table, rows, cell, isBlank } = steps;

  // A copied table as text: cells of several lines in quotes, as Excel does it; merged cells once.
  function tableText(html) {
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!found) return "";
    const held = []; // by column: how many lines a merged cell still takes
    return [...found.rows]
      .map((line) => {
        const texts = [];
        const skip = () => {
          while (held[texts.length] > 0) held[texts.length] -= 1, texts.push("");
        };
        for (const one of line.cells) {
          skip();
          const words = one.innerText ?? one.textContent;
          const flat = words.replace(/\s+/g, " ").trim();
          for (let at = 0; at < (one.colSpan || 1); at += 1) {
            held[texts.length] = (one.rowSpan || 1) - 1;
            texts.push(at ? "" : flat);
          }
        }
        skip();
        return texts.join("\t");
      })
      .join("\n");
  }

  function copied(data) {
    const plain = data.getData("text/plain").replace(/\s+$/, "");
    const html = data.getData("text/html");
    const grid = html.includes("<table") ? tableText(html) : "";
    return grid.includes("\t") ? grid : plain;
  }

  async function understood(text) {
    const body = new FormData(form);
    for (const name of [...body.keys()]) if (name !== "csrfmiddlewaretoken") body.delete(name);
    body.set("text", text);
    const answer = await fetch(table.dataset.pasteUrl, { method: "POST", body, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).steps;
  }

  function place(row, found) {
    if (!found.length || !steps.hasRoom(found.length)) return;
    steps.act(() => {
      let last = row;
      for (const cells of found) {
        last = steps.addBelow(last);
        steps.write(last, new Map(Object.entries({ kind: "execute", way: "next", ...cells })));
      }
      if (isBlank(row)) row.remove();
      if (last === rows().at(-1)) steps.addBelow(last);
      cell(last, "label").focus();
    });
    window.riskreg.toast(table.dataset.pasted.replace("{n}", found.length), "good");
  }

  form.addEventListener("paste", async (event) => {
    const row = event.target.closest("tbody.step");
    if (!row || !event.target.closest(".step-main")) return;
    const text = copied(event.clipboardData);
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    table.setAttribute("aria-busy", "true");
    let found;
    try {
      found = await understood(text);
    } catch {
      // Without the server every line is a step as it stands.
      found = text.split("\n").map((line) => ({ label: line.replace(/\s+/g, " ").trim() })).filter((one) => one.label);
      window.riskreg.toast(table.dataset.unread, "warn");
    }
    table.removeAttribute("aria-busy");
    place(row.isConnected ? row : rows().at(-1), found);
  });
})();
