"use strict";
(() => {
  const film = document.querySelector("video");
  const scenes = [...document.querySelectorAll(".scene[data-at]")];
  const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const scene of scenes) {
    scene.querySelector(".jump").addEventListener("click", () => {
      film.currentTime = Number(scene.dataset.at);
      film.scrollIntoView({ block: "center", behavior: quiet ? "auto" : "smooth" });
      film.focus({ preventScroll: true });
      film.play().catch(() => {});
    });
  }
  film.addEventListener("timeupdate", () => {
    const now = scenes.filter(scene => Number(scene.dataset.at) <= film.currentTime + 0.01).pop();
    for (const scene of scenes) scene.setAttribute("aria-current", String(scene === now && film.currentTime > 0));
  });
})();
