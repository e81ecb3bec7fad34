// Shortens the wait of a form under pressure: a worker computes while the person writes. Sending waits
// for it. Without scripts, or where anything fails here, the wait that the form tells of is the way.
const box = document.querySelector("[data-challenge]");
const form = box.closest("form");
const status = box.querySelector("[role=status]");
const field = form.elements["challenge-solution"];
const challenge = JSON.parse(box.dataset.challenge);

let pending; // how the person sent the form before the worker was ready

const tell = (stage) => (status.textContent = status.dataset[stage] ?? "");

function hold(event) {
  event.preventDefault();
  pending = { button: event.submitter };
  tell("sending");
}

function end(stage) {
  form.removeEventListener("submit", hold);
  tell(stage);
  if (pending) form.requestSubmit(pending.button);
}

function hear({ data: { share, solution, failed } }) {
  if (failed) return end();
  if (share > 0.5 && !pending) tell("nearly");
  if (!solution) return;
  field.value = btoa(JSON.stringify({ challenge, solution }));
  end("done");
}

if (crypto.subtle && window.Worker && form.requestSubmit) {
  const worker = new Worker(box.dataset.worker);
  worker.onmessage = hear;
  worker.onerror = () => end();
  form.addEventListener("submit", hold);
  tell("working");
  worker.postMessage({ parameters: challenge.parameters, tries: Number(box.dataset.tries) });
}
