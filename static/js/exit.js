// The quick exit with scripts: the page goes blank, the neutral site takes its place in the history,
// and the server signs out and clears up meanwhile. Without them the link does it in one step.
const PRESSES = 3; // of Esc
const WITHIN = 1500; // milliseconds from the first to the last
const link = document.querySelector("[data-leave]");
let presses = [];

function leave() {
  const { leave: neutral } = link.dataset;
  top.document.documentElement.hidden = true; // around a preview, too
  top.document.title = new URL(neutral).hostname; // the tab still names the page while the other loads
  fetch(link.href, { method: "POST", keepalive: true }).catch(() => {}); // offline: leave all the same
  top.location.replace(neutral);
}

link?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

if (link) {
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      if (event.isComposing || event.keyCode === 229) return; // it cancels a word being composed
      presses = [...presses, event.timeStamp].slice(-PRESSES);
      if (presses.length === PRESSES && event.timeStamp - presses[0] <= WITHIN) leave();
    },
    { capture: true }, // before a dialog's or a field's own use of the key
  );
}
