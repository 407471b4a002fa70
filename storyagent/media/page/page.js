"use strict";
(() => {
  const film = document.querySelector("video");
  const scenes = [...document.querySelectorAll(".scene[data-at]")];
  const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const mark = () => {
    const now = scenes.filter(scene => Number(scene.dataset.at) <= film.currentTime + 0.01).pop();
    for (const scene of scenes) scene.setAttribute("aria-current", String(scene === now && film.currentTime > 0));
  };
  for (const scene of scenes) {
    scene.querySelector(".jump").addEventListener("click", () => {
      film.currentTime = Number(scene.dataset.at);
      mark();  // the film itself tells its new time only when it has drawn it
      film.scrollIntoView({ block: "center", behavior: quiet ? "auto" : "smooth" });
      film.focus({ preventScroll: true });
      film.play().catch(() => {});
    });
  }
  film.addEventListener("timeupdate", mark);
})();
