// Comfort while writing: marks, a live preview, drafts as one types, pictures by drop and paste, and
// quoting what is selected. Everything here has a button that works without it.
const PAUSE = 800; // milliseconds of rest before the preview is asked for
const SAVING = 5000; // milliseconds between two drafts

for (const form of document.querySelectorAll("[data-composer]")) compose(form);
document.addEventListener("click", quote);
document.addEventListener("click", like);

function compose(form) {
  const text = form.elements.text;
  const status = form.querySelector("[data-status]");
  const count = form.querySelector("[data-count]");
  const preview = form.querySelector("[data-preview]");
  const toolbar = form.querySelector(".toolbar");
  let saved = text.value;
  let looking; // the timer of the preview
  let saving; // the timer of the draft
  let isSent = false;

  toolbar.hidden = false;
  toolbar.addEventListener("click", (event) => mark(text, event.target.closest("button")));
  text.addEventListener("input", () => {
    const left = text.maxLength - text.value.length;
    count.textContent = left < 1000 ? `${count.dataset.left} ${left}` : "";
    clearTimeout(looking);
    looking = setTimeout(look, PAUSE);
    saving ??= setTimeout(save, SAVING);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector("[value=publish]"));
  });
  form.addEventListener("submit", () => (isSent = true));
  addEventListener("pageshow", () => (isSent = false));
  addEventListener("beforeunload", (event) => {
    if (!isSent && text.value !== saved) event.preventDefault();
  });
  text.addEventListener("paste", (event) => take(event, event.clipboardData.files));
  text.addEventListener("dragover", (event) => event.preventDefault());
  text.addEventListener("drop", (event) => take(event, event.dataTransfer.files));

  function send(deed, more = {}) {
    const data = new FormData(form);
    data.delete("picture");
    data.set("deed", deed);
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    return fetch(form.action || location.href, { method: "POST", body: data, headers: { "X-Piece": "1" } });
  }

  async function look() {
    const asked = text.value;
    try {
      const page = await shown(form, asked);
      if (asked === text.value) preview.replaceChildren(...(asked.trim() ? page.body.childNodes : []));
    } catch {
      // Without a connection there is no preview; the text stays where it is.
    }
  }

  async function save() {
    saving = undefined;
    const asked = text.value;
    if (isSent || asked === saved) return;
    try {
      const answer = await send("save");
      if (!answer.ok || answer.redirected) throw new Error();
      saved = asked;
      status.textContent = form.dataset.saved;
    } catch {
      status.textContent = form.dataset.failed;
      saving ??= setTimeout(save, SAVING * 2);
    }
  }

  async function take(event, files) {
    const pictures = [...files].filter((file) => file.type.startsWith("image/"));
    if (!pictures.length) return;
    event.preventDefault();
    for (const picture of pictures) {
      try {
        const answer = await (await send("picture", { picture })).json();
        if (answer.error) status.textContent = answer.error;
        else insert(text, `\n${answer.markdown}\n`);
      } catch {
        status.textContent = form.dataset.failed;
      }
    }
  }
}

// The preview as our own server rendered and cleaned it, parsed by the browser as any of its pages.
function shown(form, asked) {
  const data = new FormData(form);
  data.delete("picture");
  data.set("deed", "preview");
  data.set("text", asked);
  const request = new XMLHttpRequest();
  request.open("POST", form.action || location.href);
  request.setRequestHeader("X-Piece", "1");
  request.responseType = "document";
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => (request.status === 200 ? resolve(request.response) : reject()));
    request.addEventListener("error", reject);
    request.send(data);
  });
}

function insert(text, piece, start = text.selectionStart, end = text.selectionEnd) {
  text.focus();
  text.setRangeText(piece, start, end, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function mark(text, button) {
  if (!button) return;
  const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
  if (button.dataset.mark) {
    insert(text, `${button.dataset.mark}${chosen}${button.dataset.mark}`);
    if (!chosen) text.selectionStart = text.selectionEnd -= button.dataset.mark.length;
  } else if (button.dataset.line) {
    const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
    const lines = text.value.slice(start, text.selectionEnd).split("\n");
    insert(text, lines.map((line) => button.dataset.line + line).join("\n"), start);
  } else {
    insert(text, `[${chosen}]()`);
    text.selectionStart = text.selectionEnd -= 1;
  }
}

// “Quote” puts the words that are selected in the post, or all of them, into the form of this page.
async function quote(event) {
  const link = event.target.closest("a.quote");
  const text = document.querySelector("[data-composer] textarea");
  if (!link || !text || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const address = new URL(link.href);
  const selection = getSelection();
  const post = link.closest(".post-line");
  if (selection.toString() && post.contains(selection.anchorNode)) address.searchParams.set("words", selection.toString());
  try {
    const answer = await fetch(address, { headers: { "X-Piece": "1" } });
    if (!answer.ok || !answer.headers.get("Content-Type").startsWith("text/plain")) throw new Error();
    insert(text, (text.value.trim() ? "\n\n" : "") + (await answer.text()));
    text.scrollIntoView({ block: "center" });
  } catch {
    location.assign(link.href);
  }
}

async function like(event) {
  const button = event.target.closest("button.like");
  if (!button) return;
  event.preventDefault();
  const token = document.querySelector("#deeds [name=csrfmiddlewaretoken]").value;
  const isLiked = button.getAttribute("aria-pressed") === "true";
  try {
    const headers = { "X-CSRFToken": token, "X-Piece": "1" };
    const answer = await fetch(button.formAction, { method: "POST", headers });
    if (!answer.ok || answer.redirected) throw new Error();
  } catch {
    return document.querySelector("#deeds").requestSubmit(button);
  }
  const number = button.querySelector("b") ?? button.appendChild(document.createElement("b"));
  number.textContent = Math.max(0, Number(number.textContent) + (isLiked ? -1 : 1)) || "";
  button.setAttribute("aria-pressed", String(!isLiked));
  button.formAction = isLiked ? button.formAction.replace("/unlike/", "/like/") : button.formAction.replace("/like/", "/unlike/");
}
