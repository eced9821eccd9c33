// Pages the slides by itself; pause with Space, page with the arrow keys. Needs no network once it is loaded:
// at the end of a round it asks for a newer edition, and goes on as it is when nobody answers.
"use strict";

(() => {
  const RENEW_AFTER = 60 * 60 * 1000;
  const SEEN_FOR = 3000;
  const slides = [...document.querySelectorAll(".slide")];
  const controls = document.getElementById("controls");
  const place = document.getElementById("place");
  const pauseButton = controls.querySelector('[data-do="pause"]');
  const every = Number(document.body.dataset.every) * 1000;
  const loaded = Date.now();
  let at = 0;
  let paused = false;
  let timer = 0;
  let hiding = 0;
  if (!slides.length) return;

  function show(number) {
    at = (number + slides.length) % slides.length;
    slides.forEach((slide, index) => {
      slide.classList.toggle("is-shown", index === at);
      slide.toggleAttribute("inert", index !== at);
    });
    place.textContent = `${at + 1} / ${slides.length}`;
    clearTimeout(timer);
    if (!paused) timer = setTimeout(forward, every);
  }

  async function forward() {
    if (at === slides.length - 1 && Date.now() - loaded > RENEW_AFTER) {
      try {
        const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
        if (answer.ok) return location.reload();
      } catch {
        /* no network: the slides go on as they are */
      }
    }
    show(at + 1);
  }

  function pause() {
    paused = !paused;
    pauseButton.setAttribute("aria-pressed", String(paused));
    show(at);
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  }

  const doing = { back: () => show(at - 1), next: () => show(at + 1), pause, full };
  const keys = {
    ArrowLeft: "back", ArrowUp: "back", PageUp: "back", Backspace: "back",
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", Enter: "next",
    " ": "pause", p: "pause", P: "pause", f: "full", F: "full",
  };

  function seen() {
    controls.classList.add("is-seen");
    document.body.classList.remove("is-idle");
    clearTimeout(hiding);
    hiding = setTimeout(() => {
      controls.classList.remove("is-seen");
      document.body.classList.add("is-idle");
    }, SEEN_FOR);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("button") && (event.key === " " || event.key === "Enter")) return;
    if (event.key === "Home" || event.key === "End") show(event.key === "Home" ? 0 : -1);
    else if (keys[event.key]) doing[keys[event.key]]();
    else return;
    event.preventDefault();
  });
  controls.addEventListener("click", (event) => doing[event.target.closest("[data-do]")?.dataset.do]?.());
  document.addEventListener("mousemove", seen);
  document.body.classList.add("playing");
  controls.hidden = false;
  seen();
  show(0);
})();
