// Figures, callouts and embeds: what a text has beside its words, and how an editor is asked for them.
import * as engine from "../django_prose_editor/editor.js";
import { element } from "./prose-asking.js";
import { browse } from "./prose-library.js";

const CAPTION = "figcaption";
const BLOCK = { group: "block", content: "inline*", isolating: true, defining: true, draggable: true };

export function extensions(kit) {
  return [embed(kit), figure(kit), group(), figcaption(), callout(kit)];
}

// A figure's caption is its content; whatever else is in it, its attributes say.
const captionOf = (figure) => figure.querySelector(`:scope > ${CAPTION}`) ?? document.createElement(CAPTION);

// What is in the figure beside the caption, if that is one element and no words around it.
function only(figure, selector) {
  const [found, ...more] = figure.querySelectorAll(selector);
  const words = (node) => node?.textContent.trim() ?? "";
  const around = words(figure) === words(found) + words(figure.querySelector(`:scope > ${CAPTION}`));
  return more.length || !around || found?.closest(CAPTION) ? null : found;
}

function figure(kit) {
  const { words } = kit;
  return engine.Node.create({
    name: "figure",
    ...BLOCK,
    addAttributes: () => Object.fromEntries(["src", "alt", "title", "width", "height"].map((name) => [name, { default: null }])),
    parseHTML: () => [{ tag: "figure", priority: 60, getAttrs: pictureIn, contentElement: captionOf }],
    renderHTML: ({ HTMLAttributes: { lang, ...picture } }) => ["figure", { lang }, ["img", { ...picture, alt: picture.alt ?? "" }], [CAPTION, 0]],
    addNodeView: () => (properties) => {
      const image = element("img");
      const missing = element("p", { class: "missing" }, words.no_alt);
      const seen = element("div", { contenteditable: "false" }, image, missing);
      const show = ({ attrs: { src, alt } }) => {
        image.alt = alt ?? "";
        image.setAttribute("src", src);
        missing.hidden = Boolean(alt);
      };
      return captioned(kit, properties, "figure", seen, show);
    },
  });
}

function pictureIn(figure) {
  const image = only(figure, "img");
  if (!/^\/(?!\/)/.test(image?.getAttribute("src") ?? "") || figure.querySelector("a img, table, ul, ol, pre, blockquote")) return false;
  return Object.fromEntries(["src", "alt", "title", "width", "height"].map((name) => [name, image.getAttribute(name)]));
}

function embed(kit) {
  return engine.Node.create({
    name: "embed",
    ...BLOCK,
    addAttributes: () => ({ href: { default: null }, title: { default: null } }),
    parseHTML: () => [{ tag: "figure", priority: 70, getAttrs: (figure) => linkIn(kit, figure), contentElement: captionOf }],
    renderHTML: ({ node: { attrs } }) => ["figure", { class: "embed", lang: attrs.lang }, ["a", { href: attrs.href }, attrs.title], [CAPTION, 0]],
    addNodeView: () => (properties) => {
      const [site, title, address] = [element("small"), element("strong"), element("small")];
      const show = ({ attrs: { href, title: said } }) => {
        site.textContent = recognised(kit, href)?.name;
        title.textContent = said;
        address.textContent = href;
      };
      const seen = element("div", { contenteditable: "false", class: "card" }, site, title, address);
      return captioned(kit, properties, "embed", seen, show);
    },
  });
}

function linkIn(kit, figure) {
  const link = only(figure, "a");
  const found = link && !figure.querySelector("img, table, ul, ol, pre, blockquote") && recognised(kit, link.getAttribute("href"));
  return found ? { href: found.link, title: link.textContent.trim() } : false;
}

// The site and the one form of an address that can be embedded; core/embeds.py says which can.
export function recognised({ sites }, address) {
  for (const { name, pattern, link } of sites) {
    const [, ...parts] = new RegExp(`^(?:${pattern})$`).exec(address ?? "") ?? [];
    if (parts.length) return { name, link: link.replace(/\{(\d)\}/g, (_, at) => parts[at]) };
  }
  return null;
}

// How a figure looks here: what is seen selects it when it is clicked, its caption is written in.
function captioned({ words }, { node, editor, getPos }, name, seen, show) {
  const caption = element(CAPTION);
  const look = (shown) => {
    show(shown);
    caption.classList.toggle("empty", !shown.content.size);
  };
  caption.dataset.placeholder = words.caption;
  look(node);
  seen.addEventListener("click", () => editor.commands.setNodeSelection(getPos()));
  return {
    dom: element("figure", { class: name }, seen, caption),
    contentDOM: caption,
    update: (updated) => updated.type.name === name && (look(updated), true),
    ignoreMutation: (mutation) => mutation.type !== "selection" && !caption.contains(mutation.target),
  };
}

// A figure of anything else: two pictures, a table with a caption, a linked picture.
function group() {
  return engine.Node.create({
    name: "group",
    group: "block",
    content: `(block | ${CAPTION})+`,
    isolating: true,
    parseHTML: () => [{ tag: "figure", priority: 40 }],
    renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, 0],
  });
}

function figcaption() {
  return engine.Node.create({
    name: CAPTION,
    content: "inline*",
    parseHTML: () => [{ tag: CAPTION, priority: 40 }],
    renderHTML: ({ HTMLAttributes }) => [CAPTION, HTMLAttributes, 0],
  });
}

const kindOf = (aside) => /^callout (\w+)$/.exec(aside.className)?.[1] ?? null;

function callout({ words }) {
  return engine.Node.create({
    name: "callout",
    group: "block",
    content: "block+",
    defining: true,
    addAttributes: () => ({ kind: { default: null, parseHTML: kindOf, renderHTML: ({ kind }) => (kind ? { class: `callout ${kind}` } : {}) } }),
    parseHTML: () => [{ tag: "aside" }],
    renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],
    addNodeView: () => ({ node }) => {
      const dom = element("aside", { role: "note" });
      const show = ({ attrs: { kind } }) => {
        dom.className = kind ? `callout ${kind}` : "";
        dom.dataset.label = words[kind] ?? "";
      };
      show(node);
      return { dom, contentDOM: dom, update: (updated) => updated.type.name === "callout" && (show(updated), true) };
    },
  });
}

// Asking

export async function askPicture(editor, kit) {
  const { ask, words, chooser } = kit;
  let chosen = {};
  const known = editor.isActive("figure") ? editor.getAttributes("figure") : null;
  const answer = await ask({
    title: words.picture,
    submit: known ? words.change : words.insert,
    fields: [
      {
        name: "src",
        label: words.picture_address,
        value: known?.src ?? "",
        help: words.picture_help,
        required: true,
        check: (address) => !/^\/(?!\/)\S*$/.test(address) && words.not_here,
        button: chooser && { label: words.library, run: (form, row) => choose(kit, form, row, (picture) => (chosen = picture)) },
      },
      { name: "alt", label: words.alt, value: known?.alt ?? "" },
    ],
  });
  if (!answer) return editor.commands.focus();
  const { width = null, height = null } = [chosen, known].find((each) => each?.src === answer.src) ?? {};
  const attrs = { ...answer, width, height };
  if (known) return editor.chain().focus().updateAttributes("figure", attrs).run();
  return insert(editor, { type: "figure", attrs });
}

function choose(kit, form, row, tell) {
  const { src, alt } = form.elements;
  const described = alt.value; // by hand, which stays
  const shelves = browse(kit, (picture) => {
    tell(picture);
    src.value = picture.src;
    alt.value = described || picture.alt;
    src.dispatchEvent(new Event("input"));
    shelves.remove();
    alt.focus();
  });
  row.querySelector(".library")?.remove();
  row.append(shelves);
  shelves.querySelector("input").focus();
}

export async function askEmbed(editor, kit) {
  const { ask, words } = kit;
  const known = editor.isActive("embed") ? editor.getAttributes("embed") : null;
  const answer = await ask({
    title: words.embed,
    submit: known ? words.change : words.insert,
    fields: [
      {
        name: "href",
        label: words.embed_address,
        value: known?.href ?? "",
        help: words.embed_help,
        required: true,
        inputmode: "url",
        check: (address) => !recognised(kit, address) && words.unknown,
      },
      { name: "title", label: words.embed_title, value: known?.title ?? "", required: true },
    ],
  });
  if (!answer) return editor.commands.focus();
  answer.href = recognised(kit, answer.href).link;
  if (known) return editor.chain().focus().updateAttributes("embed", answer).run();
  return insert(editor, { type: "embed", attrs: answer });
}

export async function askCallout(editor, { ask, words }) {
  const known = editor.isActive("callout");
  const kinds = ["note", "tip", "warning"].map((kind) => [kind, words[kind]]);
  const answer = await ask({
    title: words.callout,
    submit: known ? words.change : words.insert,
    fields: [
      {
        name: "kind",
        label: words.kind,
        value: (known && editor.getAttributes("callout").kind) || "note",
        options: known ? [...kinds, ["", words.none]] : kinds,
      },
    ],
  });
  const chain = editor.chain().focus();
  if (!answer) chain.run();
  else if (!known) chain.wrapIn("callout", answer).run();
  else if (answer.kind) chain.updateAttributes("callout", answer).run();
  else chain.lift("callout").run();
}

// With a paragraph after it where there is none, to write on in.
export function insert(editor, node) {
  const last = editor.state.selection.$to.after(1) === editor.state.doc.content.size;
  return editor.chain().focus().insertContent(last ? [node, { type: "paragraph" }] : node).run();
}
