// Rows copied from Excel, Word or a letter. What they mean is the server's to say (powers/pasting.py).
(() => {
  "use strict";

  const steps = window.riskreg.steps;
  if (!steps) return;
  const { form, table, rows, cell, isBlank } = steps;

  // The words of a copied page, one line for a paragraph or a row of a table, as Excel writes them.
  function wordsOf(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || /^(STYLE|SCRIPT|TITLE)$/.test(node.nodeName)) return "";
    if (node.nodeName === "TABLE") return `\n${tableText(node)}\n`;
    if (node.nodeName === "BR") return "\n";
    const inside = [...node.childNodes].map(wordsOf).join("");
    return /^(P|DIV|LI|H[1-6])$/.test(node.nodeName) ? `${inside}\n` : inside;
  }

  // Cells of several lines become one; merged cells stand once.
  function tableText(table) {
    const held = []; // by column: how many lines a merged cell still takes
    return [...table.rows]
      .map((line) => {
        const texts = [];
        const skip = () => {
          while (held[texts.length] > 0) held[texts.length] -= 1, texts.push("");
        };
        for (const one of line.cells) {
          skip();
          const flat = [...one.childNodes].map(wordsOf).join("").replace(/\s+/g, " ").trim();
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
    if (!/<table/i.test(html)) return plain;
    const grid = wordsOf(new DOMParser().parseFromString(html, "text/html").body).replace(/^\s*\n|\n\s*$/g, "");
    return /[\t\n]/.test(grid) ? grid : plain;
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

  // One column copied into the column of actors or limits fills it downwards, as in Excel.
  function fillDown(row, told) {
    const present = rows();
    const place = present.indexOf(row);
    if (!steps.hasRoom(Math.max(0, told.length - (present.length - place)))) return;
    steps.act(() => {
      let to = row;
      for (const cells of told) {
        for (const [name, text] of Object.entries(cells)) cell(to, name).value = text;
        to = to.nextElementSibling || steps.addBelow(to);
      }
    });
  }

  async function columnOf(name, lines) {
    if (name === "actor") return lines.map((actor) => (actor ? { actor } : {}));
    const found = (await understood(lines.filter(Boolean).join("\n"))).values();
    return lines.map((line) => {
      if (!line) return {};
      const { time_limit_value: value = "", time_limit_unit: unit } = found.next().value || {};
      return unit ? { time_limit_value: value, time_limit_unit: unit } : { time_limit_value: line };
    });
  }

  async function pasteRows(row, text) {
    let found;
    try {
      found = await understood(text);
    } catch {
      // Without the server every line is a step as it stands.
      found = text.split("\n").map((line) => ({ label: line.replace(/\s+/g, " ").trim() })).filter((one) => one.label);
      window.riskreg.toast(table.dataset.unread, "warn");
    }
    place(row.isConnected ? row : rows().at(-1), found);
  }

  async function pasteColumn(row, name, text) {
    const lines = text.split("\n").map((line) => line.trim());
    try {
      fillDown(row.isConnected ? row : rows().at(-1), await columnOf(name, lines));
    } catch {
      fillDown(row, lines.map((line) => (line ? { [name]: line } : {})));
    }
  }

  form.addEventListener("paste", async (event) => {
    const row = event.target.closest("tbody.step");
    if (!row || !event.target.closest(".step-main")) return;
    const text = copied(event.clipboardData);
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const name = /-(actor|time_limit_value)$/.exec(event.target.name)?.[1];
    table.setAttribute("aria-busy", "true");
    if (name && !text.includes("\t")) await pasteColumn(row, name, text);
    else await pasteRows(row, text);
    table.removeAttribute("aria-busy");
  });
  steps.understood = understood;
})();
