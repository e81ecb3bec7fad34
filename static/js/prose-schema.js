// What an ordinary text is made of, as the cleaner keeps it (core/elements.py). An element the toolbar
// has no button for is here, too: a text that is opened and saved loses nothing.
import * as engine from "../django_prose_editor/editor.js";

const said = (word) => `[data-said~="${word}"]`; // see prose-pasting.js

const KEPT = {
  s: { tags: ["s", "strike", said("s")] },
  code: {},
  abbr: { attributes: ["title"] },
  time: { attributes: ["datetime"] },
  mark: {},
  del: {},
  ins: {},
  small: {},
  cite: {},
  q: {},
  kbd: {},
  var: {},
  samp: {},
  span: { tags: ["span[lang]"], attributes: ["lang"] },
};

const BLOCKS = {
  details: { content: "summary? block+", group: "block", attributes: { open: "" } },
  summary: { content: "inline*" },
  dl: { content: "(dt | dd)+", group: "block" },
  dt: { content: "inline*" },
  dd: { content: "block+" },
};

const SPOKEN = [
  "paragraph", "heading", "blockquote", "bulletList", "orderedList", "listItem", "table", "tableRow", "tableCell",
  "tableHeader", "preformatted", "figure", "group", "figcaption", "embed", "callout", ...Object.keys(BLOCKS),
];

export const HERE = 'img[src^="/"]:not([src^="//"])'; // pictures of this site

export function extensions() {
  const { Blockquote, Bold, BulletList, Document, Dropcursor, Gapcursor, HardBreak, HorizontalRule, Italic } = engine;
  const { ListItem, Paragraph, SpecialCharacters, Subscript, Superscript, TableCell, TableRow, Text, UndoRedo } = engine;
  return [
    Document, Text, Paragraph, HardBreak, Blockquote, BulletList, ListItem, HorizontalRule,
    TableRow, TableCell, saying(Bold, "strong"), saying(Italic, "em"), saying(Subscript, "sub"), saying(Superscript, "sup"),
    Dropcursor, Gapcursor, SpecialCharacters, UndoRedo,
    heading(), numbers(), link(), image(), preformatted(), table(), headerCell(),
    ...Object.entries(KEPT).map(([name, form]) => mark(name, form)),
    ...Object.entries(BLOCKS).map(([name, form]) => block(name, form)),
    language(),
  ];
}

const plainly = (names) => Object.fromEntries(names.map((name) => [name, { default: null }]));

// A mark that is also what a style said, which leaves the element to other rules.
function saying(mark, word) {
  return mark.extend({
    parseHTML() {
      return [...this.parent(), { tag: said(word), consuming: false }];
    },
  });
}

function mark(name, { tags = [name], attributes = [] }) {
  return engine.Mark.create({
    name,
    addAttributes: () => plainly(attributes),
    parseHTML: () => tags.map((tag) => ({ tag, consuming: !tag.startsWith("[") })),
    renderHTML: ({ HTMLAttributes }) => [name, HTMLAttributes, 0],
  });
}

function block(name, { content, group, attributes = {} }) {
  return engine.Node.create({
    name,
    content,
    group,
    defining: true,
    parseHTML: () => [{ tag: name }],
    renderHTML: ({ HTMLAttributes }) => [name, { ...attributes, ...HTMLAttributes }, 0],
  });
}

// The page's own title is its h1, and nothing is deeper than h4.
function heading() {
  return engine.Heading.configure({ levels: [2, 3, 4] }).extend({
    parseHTML() {
      const strange = { h1: 2, h5: 4, h6: 4 };
      return [...this.parent(), ...Object.entries(strange).map(([tag, level]) => ({ tag, attrs: { level } }))];
    },
  });
}

function numbers() {
  return engine.OrderedList.configure({ enableListAttributes: false }).extend({
    addAttributes: () => ({ start: { default: 1, parseHTML: (list) => Number(list.getAttribute("start")) || 1 } }),
    addNodeView: () => null,
    addInputRules() {
      const getAttributes = ([, start]) => ({ start: Number(start) });
      const joinPredicate = ([, start], { childCount, attrs }) => childCount + attrs.start === Number(start);
      return [engine.wrappingInputRule({ find: /^(\d{1,2})[.)]\s$/, type: this.type, getAttributes, joinPredicate })]; // no year
    },
  });
}

function link() {
  return engine.Link.configure({ autolink: false, enableTarget: false, defaultProtocol: "https" }).extend({
    addAttributes() {
      return { ...this.parent(), hreflang: { default: null }, target: {}, rel: {}, class: {} };
    },
    addKeyboardShortcuts: () => ({}), // the toolbar's
  });
}

function image() {
  return engine.Image.configure({ inline: true }).extend({ parseHTML: () => [{ tag: HERE }] });
}

function preformatted() {
  return engine.Node.create({
    name: "preformatted",
    content: "text*",
    group: "block",
    code: true,
    defining: true,
    parseHTML: () => [{ tag: "pre", preserveWhitespace: "full" }],
    renderHTML: ({ HTMLAttributes }) => ["pre", HTMLAttributes, 0],
  });
}

// With a caption, which is words alone here: rows are all that a table of the editor may hold.
function table() {
  return engine.Table.extend({
    addAttributes() {
      const parseHTML = (table) => table.querySelector(":scope > caption")?.textContent.trim() || null;
      return { ...this.parent?.(), caption: { default: null, rendered: false, parseHTML } };
    },
    parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],
    renderHTML({ node, HTMLAttributes }) {
      const caption = node.attrs.caption ? [["caption", node.attrs.caption]] : [];
      return ["table", HTMLAttributes, ...caption, ["tbody", 0]];
    },
    addNodeView() {
      const viewed = this.parent();
      return (properties) => {
        const view = viewed(properties);
        const show = ({ attrs }) => {
          if (!attrs.caption) return view.table.deleteCaption();
          const caption = view.table.createCaption();
          caption.textContent = attrs.caption;
          caption.contentEditable = "false";
        };
        const update = view.update;
        view.update = (node) => update(node) && (show(node), true);
        show(properties.node);
        return view;
      };
    },
  });
}

function headerCell() {
  return engine.TableHeader.extend({
    addAttributes() {
      return { ...this.parent(), scope: { default: null } };
    },
  });
}

function language() {
  return engine.Extension.create({
    name: "language",
    addGlobalAttributes: () => [{ types: SPOKEN, attributes: { lang: { default: null } } }],
  });
}
