// The toolbar: one stop for the Tab key, arrows within, Alt+F10 to it from the text and Escape back.
// Buttons of tables are there while the cursor is in one.
import { element } from "./prose-asking.js";
import * as parts from "./prose-parts.js";
import { plain } from "./prose-pasting.js";

const MODIFIER = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl+";

export function attach(editor, kit) {
  const tools = [...writing(editor, kit), source(editor, kit)];
  const bar = toolbar(editor, kit, kit.words.toolbar, tools);
  const tables = toolbar(editor, kit, kit.words.table_toolbar, inTables(editor, kit));
  const status = element("p", { role: "alert" });
  const frame = element("div", { class: "prose-tools" }, bar.dom, tables.dom, status);
  kit.tell = (words) => (status.textContent = words);
  editor.view.dom.before(frame);
  const update = ({ transaction } = {}) => {
    if (transaction?.docChanged) kit.tell("");
    tables.dom.hidden = !editor.isActive("table") || isSource(editor);
    for (const each of [bar, tables]) each.update();
  };
  editor.on("transaction", update);
  frame.addEventListener("prose:update", update);
  update();
  editor.view.dom.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "F10") bar.focus();
    else if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") askLink(editor, kit);
    else return;
    event.preventDefault();
  });
}

const isSource = (editor) => editor.view.dom.hidden;
const marks = (editor, name) => ({ active: () => editor.isActive(name), run: () => editor.chain().focus().toggleMark(name).run() });

function writing(editor, kit) {
  const chain = () => editor.chain().focus();
  const level = (level) => ({ active: () => editor.isActive("heading", { level }), run: () => chain().toggleHeading({ level }).run() });
  return [
    { name: "heading", text: "H2", ...level(2) },
    { name: "subheading", text: "H3", ...level(3) },
    { name: "bold", icon: "format_bold", key: "B", gap: true, ...marks(editor, "bold") },
    { name: "italic", icon: "format_italic", key: "I", ...marks(editor, "italic") },
    { name: "link", icon: "insert_link", key: "K", active: () => editor.isActive("link"), run: () => askLink(editor, kit) },
    { name: "bullets", icon: "format_list_bulleted", gap: true, active: () => editor.isActive("bulletList"), run: () => chain().toggleBulletList().run() },
    { name: "numbers", icon: "format_list_numbered", active: () => editor.isActive("orderedList"), run: () => chain().toggleOrderedList().run() },
    { name: "quote", icon: "format_quote", active: () => editor.isActive("blockquote"), run: () => chain().toggleBlockquote().run() },
    { name: "callout", icon: "info", active: () => editor.isActive("callout"), run: () => parts.askCallout(editor, kit) },
    { name: "divider", icon: "horizontal_rule", run: () => chain().setHorizontalRule().run() },
    { name: "picture", icon: "image", gap: true, active: () => editor.isActive("figure"), run: () => parts.askPicture(editor, kit) },
    { name: "embed", icon: "smart_display", active: () => editor.isActive("embed"), run: () => parts.askEmbed(editor, kit) },
    { name: "table", icon: "grid_on", enabled: () => !editor.isActive("table"), run: () => askTable(editor, kit) },
    { name: "undo", icon: "undo", key: "Z", gap: true, enabled: () => editor.can().undo(), run: () => chain().undo().run() },
    { name: "redo", icon: "redo", enabled: () => editor.can().redo(), run: () => chain().redo().run() },
  ];
}

function inTables(editor, kit) {
  const commands = {
    row: "addRowAfter",
    column: "addColumnAfter",
    less_row: "deleteRow",
    less_column: "deleteColumn",
    head: "toggleHeaderCell",
    merge: "mergeCells",
    split: "splitCell",
    less_table: "deleteTable",
  };
  const tools = Object.entries(commands).map(([name, command]) => ({
    name,
    worded: true,
    enabled: () => editor.can()[command](),
    run: () => editor.chain().focus()[command]().run(),
  }));
  tools.splice(-1, 0, { name: "table_caption", worded: true, run: () => askCaption(editor, kit) });
  return tools;
}

// HTML by hand: the textarea itself, and back.
function source(editor, kit) {
  const { textarea } = kit;
  return {
    name: "source",
    icon: "code",
    always: true,
    active: () => isSource(editor),
    run() {
      const wrapping = textarea.closest(".prose-editor");
      const isLeft = isSource(editor);
      if (isLeft) editor.commands.setContent(plain(textarea.value, kit), { emitUpdate: false });
      wrapping.classList.toggle("by-hand", !isLeft);
      editor.view.dom.hidden = !isLeft;
      wrapping.querySelector(".prose-tools").dispatchEvent(new Event("prose:update"));
      if (isLeft) editor.commands.focus();
      else textarea.focus();
    },
  };
}

function toolbar(editor, { words, textarea }, label, tools) {
  const buttons = tools.map((tool) => button(editor, words, tool));
  const dom = element("div", { role: "toolbar", "aria-label": label, "aria-controls": `${textarea.id}_editor` }, ...buttons);
  editor.view.dom.id = `${textarea.id}_editor`;
  dom.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the text
  let current = 0;
  const stop = (at) => {
    current = (at + buttons.length) % buttons.length;
    buttons.forEach((each, place) => (each.tabIndex = place === current ? 0 : -1));
  };
  dom.addEventListener("focusin", ({ target }) => stop(buttons.indexOf(target)));
  dom.addEventListener("keydown", (event) => {
    const ways = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: -1 };
    if (event.key === "Escape") editor.commands.focus();
    else if (event.key in ways) stop(ways[event.key]) ?? buttons[current].focus();
    else return;
    event.preventDefault();
  });
  stop(0);
  return { dom, focus: () => buttons[current].focus(), update: () => tools.forEach((tool, at) => show(editor, buttons[at], tool)) };
}

function button(editor, words, { name, icon, text, key, gap, worded, always, enabled = () => true, run }) {
  const hint = key ? `${words[name]} (${MODIFIER}${key})` : words[name];
  const seen = worded ? words[name] : element("span", { class: icon ? "material-icons" : null, "aria-hidden": "true" }, icon ?? text);
  const made = element(
    "button",
    { type: "button", "data-tool": name, "aria-label": worded ? null : words[name], title: worded ? null : hint, class: gap ? "gap" : null },
    seen,
  );
  made.addEventListener("click", () => (always || !isSource(editor)) && enabled() && run());
  return made;
}

function show(editor, made, { active, always, enabled = () => true }) {
  if (active) made.ariaPressed = String(Boolean(active()));
  made.ariaDisabled = String((isSource(editor) && !always) || !enabled());
}

// Asking

async function askLink(editor, { ask, words }) {
  const known = editor.isActive("link") ? editor.getAttributes("link").href : "";
  const marked = known || !editor.state.selection.empty;
  const answer = await ask({
    title: words.link,
    submit: known ? words.change : words.insert,
    fields: [
      { name: "href", label: words.address, value: known, inputmode: "url", required: !known, check: (address) => !isAddress(address) && words.bad_address },
      ...(marked ? [] : [{ name: "text", label: words.embed_title }]),
      ...(known ? [{ name: "gone", label: words.unlink, type: "checkbox" }] : []),
    ],
  });
  const chain = editor.chain().focus();
  if (!answer) return chain.run();
  const href = answer.href;
  if (known) chain.extendMarkRange("link");
  if (answer.gone || !href) return chain.unsetMark("link").run();
  if (marked) return chain.setMark("link", { href }).run();
  return chain.insertContent({ type: "text", text: answer.text || href, marks: [{ type: "link", attrs: { href } }] }).run();
}

const isAddress = (address) => /^(?:https?:\/\/[^\s/]|mailto:\S|tel:\S|\/(?!\/)|#)\S*$/i.test(address);

async function askTable(editor, { ask, words }) {
  const number = { type: "number", required: true, min: 1, max: 20 };
  const fields = [
    { name: "rows", label: words.rows, value: 3, ...number },
    { name: "cols", label: words.columns, value: 3, ...number },
    { name: "withHeaderRow", label: words.header, type: "checkbox", value: true },
  ];
  const answer = await ask({ title: words.table, submit: words.insert, fields });
  const chain = editor.chain().focus();
  if (!answer) return chain.run();
  return chain.insertTable({ ...answer, rows: Number(answer.rows), cols: Number(answer.cols) }).run();
}

async function askCaption(editor, { ask, words }) {
  const value = editor.getAttributes("table").caption ?? "";
  const answer = await ask({ title: words.table_caption, submit: words.change, fields: [{ name: "caption", label: words.caption, value }] });
  const chain = editor.chain().focus();
  return (answer ? chain.updateAttributes("table", { caption: answer.caption || null }) : chain).run();
}
