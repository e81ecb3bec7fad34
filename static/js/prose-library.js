// Pictures of the library: chosen in the dialog of a picture, or sent by dropping a file on the text.
// The library answers with pieces of HTML, buttons whose data say what a figure needs.
import * as engine from "../django_prose_editor/editor.js";
import { element } from "./prose-asking.js";

const REST = 300; // milliseconds without a key before the library is asked

// A piece of a page, parsed by the browser as any page of our own server; null when there is none.
export function piece(method, address, body) {
  const request = new XMLHttpRequest();
  request.open(method, address);
  request.setRequestHeader("X-Piece", "1");
  request.responseType = "document";
  return new Promise((resolve) => {
    request.addEventListener("loadend", () => {
      const found = request.response?.body;
      resolve(found && [200, 400].includes(request.status) ? { isTaken: request.status === 200, found } : null);
    });
    request.send(body);
  });
}

// What a button of the library says of its picture, in the language of the text.
function said(button, language) {
  const { address: src, width, height } = button.dataset;
  return { src, alt: button.getAttribute(`data-alt-${language}`) ?? "", width: width ?? null, height: height ?? null };
}

// The first pictures, a search and more of them; `taken` hears which one is chosen.
export function browse({ words, chooser, textarea }, taken) {
  const search = element("input", { type: "search", "aria-label": words.search, placeholder: words.search });
  const shown = element("div", { class: "shown" });
  const more = element("button", { type: "button", class: "quiet", hidden: true }, words.more);
  const status = element("p", { role: "status" });
  let waiting;
  let asked = 0;

  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, REST);
  });
  more.addEventListener("click", () => look(more.dataset.page));
  shown.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-picture]");
    if (button) taken(said(button, textarea.lang));
  });

  async function look(page) {
    const turn = ++asked;
    const answer = await piece("GET", `${chooser}?${new URLSearchParams({ q: search.value, page: page ?? 1 })}`);
    if (turn !== asked) return;
    status.textContent = answer ? "" : words.unreachable;
    const list = answer?.found.querySelector("ul");
    if (!list) return;
    more.dataset.page = list.dataset.next;
    more.hidden = !list.dataset.next;
    if (page) shown.querySelector("ul").append(...list.children);
    else shown.replaceChildren(list);
  }

  look();
  return element("div", { class: "library" }, search, status, shown, more);
}

// Sends a file; promises what the library says of the picture, or what is wrong.
export async function send({ adder, textarea, words }, file) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", textarea.form.elements.csrfmiddlewaretoken.value);
  body.set("upload", file);
  const answer = await piece("POST", adder, body);
  const button = answer?.found.querySelector("[data-picture]");
  if (answer?.isTaken && button) return { picture: said(button, textarea.lang) };
  return { refusal: answer?.found.textContent.trim() || words.unreachable };
}

// Pictures dropped on the text or pasted into it are sent, and stand where the cursor is.
export function extension(kit, insert) {
  const { adder } = kit;
  const receive = (editor, files) => {
    const pictures = adder ? [...(files ?? [])].filter(({ type }) => type.startsWith("image/")) : [];
    for (const file of pictures) {
      send(kit, file).then(({ picture, refusal }) => {
        if (picture) insert(editor, { type: "figure", attrs: picture });
        else kit.tell(refusal);
      });
    }
    return pictures.length > 0;
  };
  return engine.Extension.create({
    name: "library",
    addProseMirrorPlugins() {
      const { editor } = this;
      const handleDrop = (view, event) => {
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
        if (at && event.dataTransfer?.files.length) editor.commands.setTextSelection(at.pos);
        return receive(editor, event.dataTransfer?.files);
      };
      const handlePaste = (view, event) => !event.clipboardData?.types.includes("text/html") && receive(editor, event.clipboardData?.files);
      return [new engine.Plugin({ props: { handleDrop, handlePaste } })];
    },
  });
}
