// Shows in the page what an embed links to, once its reader asks for it. Until then nobody but us is
// asked for anything; without scripts the link is the way. The page's policy names who may be framed.
for (const card of document.querySelectorAll(".embed[data-frame]")) {
  const button = card.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => show(card, button));
}

function show(card, button) {
  const frame = document.createElement("iframe");
  frame.title = card.querySelector("a").textContent;
  frame.allow = card.dataset.allow ?? "";
  const isFilm = frame.allow.includes("fullscreen");
  frame.toggleAttribute("data-wide", isFilm);
  frame.referrerPolicy = isFilm ? "strict-origin" : "no-referrer"; // YouTube refuses who doesn't say whose page it is
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  frame.src = card.dataset.frame;
  button.replaceWith(frame);
  frame.focus();
}
