// Turns the textareas of bodies into editors. Without scripts, or where they fail, the textarea stays.
//
// For others on the page: the textarea always holds what the editor shows and tells of a change by
// an “input” event. Who writes into the textarea from outside dispatches “change” on it after that.
import * as engine from "../django_prose_editor/editor.js";
import { ask } from "./prose-asking.js";
import * as library from "./prose-library.js";
import * as parts from "./prose-parts.js";
import * as pasting from "./prose-pasting.js";
import * as schema from "./prose-schema.js";
import { attach } from "./prose-tools.js";

function edit(textarea) {
  const given = JSON.parse(textarea.dataset.prose);
  const kit = { ...given, textarea, ask: (question) => ask(given.words, question) };
  const extensions = [house(kit), ...schema.extensions(), ...parts.extensions(kit), pasting.extension(kit), library.extension(kit, parts.insert)];
  const editor = engine.createTextareaEditor(textarea, extensions);
  follow(editor, kit);
  attach(editor, kit);
}

// What our policy and our readers need of the editor itself: no style element of its own, whose rules
// are in css/prose.css; a name and a language for screen readers.
function house({ textarea }) {
  const label = textarea.labels?.[0];
  if (label) label.id ||= `label_${textarea.id}`;
  return engine.Extension.create({
    name: "house",
    onBeforeCreate() {
      this.editor.options.injectCSS = false;
      this.editor.options.editorProps = {
        attributes: {
          role: "textbox",
          "aria-multiline": "true",
          ...(label && { "aria-labelledby": label.id }),
          ...(textarea.lang && { lang: textarea.lang }),
        },
      };
    },
  });
}

function follow(editor, kit) {
  const { textarea } = kit;
  textarea.labels?.[0]?.addEventListener("click", () => editor.commands.focus());
  textarea.addEventListener("change", () => {
    if (textarea.value !== editor.getHTML()) editor.commands.setContent(pasting.plain(textarea.value, kit), { emitUpdate: false });
  });
  editor.view.dom.addEventListener("click", ({ clientY }) => clientY > editor.view.dom.lastElementChild.getBoundingClientRect().bottom && below(editor));
}

// A click below a table or a picture at the end finds a line there; it is no change until it is written in.
function below(editor) {
  const { state, view } = editor;
  if (state.doc.lastChild.isTextblock) return;
  const line = state.tr.insert(state.doc.content.size, state.schema.nodes.paragraph.create());
  view.dispatch(line.setMeta("preventUpdate", true).setMeta("addToHistory", false));
  editor.commands.focus("end");
}

for (const textarea of document.querySelectorAll("[data-prose]")) {
  try {
    edit(textarea);
  } catch (error) {
    const wrapping = textarea.closest(".prose-editor");
    wrapping?.before(textarea);
    wrapping?.remove();
    console.error(error);
  }
}
