// What Word, Google Docs and site builders put on the clipboard, before the schema reads it and after.
// The server does the same once more (core/pasting.py), with all it knows.
//
// The browser's own parser minds our policy even where nothing is shown: it drops style attributes and
// tells of a violation. So what a style means is put into `data-said` before anything is parsed.
import * as engine from "../django_prose_editor/editor.js";

const UNSEEN = /<!--[\s\S]*?-->|<!\[(?:if|endif)[^>]*>|<(style|script|xml|title)\b[\s\S]*?<\/\1>|<\/?o:p>/gi;
const TAG = /<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>/gi;
const VALUE = `\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`;
const STYLE = new RegExp(`\\sstyle${VALUE}`, "gi");
const HANDLER = new RegExp(`\\son\\w+${VALUE}`, "gi");
const LANGUAGE = new RegExp(`\\s(?:xml:)?lang${VALUE}`, "gi");
const LIGHT = /^<(?:b|strong)\b(?=[^>]* data-said="[^"]*light)/i; // what Google Docs wraps everything in
const ITEM = /<p\b[^>]* data-said="[^"]*\bitem(\d)[^>]*>([\s\S]*?)<\/p>/gi; // a list of Word is paragraphs
const MARKER = /<span[^>]* data-said="[^"]*\bmarker\b[^>]*>([\s\S]*?)(?:<span[^>]*>[\s\S]*?<\/span>\s*)?<\/span>/i;
const SOURCE = new RegExp(`\\ssrc${VALUE}`, "i");
const ALT = new RegExp(`\\salt${VALUE}`, "i");
const BLANK = /^[\s\u00a0\u200b\u2060\ufeff]*$/;

export function extension(kit) {
  const props = { transformPasted: (slice) => tidied(slice, engine.pm.model) };
  return engine.Extension.create({
    name: "pasting",
    transformPastedHTML: (html) => plain(html, kit),
    addProseMirrorPlugins: () => [new engine.Plugin({ props })],
  });
}

const valueIn = (tag, pattern) => pattern.exec(tag)?.slice(1).find((value) => value !== undefined) ?? "";

// HTML that a parser reads without a violation: no styles, no handlers, no picture of another site.
export function plain(html, { styles }) {
  const ofOffice = /\bmso-/i.test(html);
  const said = html.replace(UNSEEN, "").replace(TAG, (tag) => {
    if (/^<img\b/i.test(tag)) return picture(tag);
    const plainer = tag.replace(HANDLER, "").replace(STYLE, (_, ...values) => ` data-said="${meaning(values.slice(0, 3).join(""), styles)}"`);
    return (ofOffice ? plainer.replace(LANGUAGE, "") : plainer).replace(LIGHT, "<span");
  });
  return ofOffice ? listed(said, new RegExp(`^(?:${styles.number})`, "i")) : said;
}

function meaning(style, { meanings, level }) {
  const lower = style.toLowerCase();
  const words = meanings.filter(([, pattern]) => new RegExp(pattern).test(lower)).map(([word]) => word);
  const item = new RegExp(level).exec(lower);
  return (item ? [...words, `item${item[1]}`] : words).join(" ");
}

function picture(tag) {
  const [address, alt] = [valueIn(tag, SOURCE), valueIn(tag, ALT).replace(/</g, "&lt;")];
  if (/^\/(?!\/)/.test(address)) return tag.replace(HANDLER, "").replace(STYLE, "");
  return /^(?:https?:)?\/\/[^\s"<>]+$/i.test(address) ? `<a href="${address}">${alt || address}</a>` : alt;
}

function listed(html, numbered) {
  const open = [];
  let made = "";
  let last = 0;
  const close = (level) => {
    while (open.length > level) made += `</li></${open.pop()}>`;
  };
  for (const { 0: { length }, 1: digit, 2: words, index } of html.matchAll(ITEM)) {
    const between = html.slice(last, index);
    const level = Number(digit);
    const [sign, number] = numbered.exec(MARKER.exec(words)?.[1].replace(/<[^>]*>|&nbsp;/g, "") ?? "") ?? [];
    const kind = sign ? "ol" : "ul";
    if (between.trim()) close(0);
    made += between;
    close(level);
    if (open.length === level && open.at(-1) !== kind) close(level - 1);
    if (open.length === level) made += "</li><li>";
    for (; open.length < level; open.push(kind)) made += number > 1 ? `<ol start="${number}"><li>` : `<${kind}><li>`;
    made += words.replace(MARKER, "");
    last = index + length;
  }
  close(0);
  return made + html.slice(last);
}

// Without empty paragraphs, bold in headings, and spaces in a row with non-breaking ones among them.
function tidied(slice, { Fragment, Slice }) {
  const kept = slice.content.content.filter((node) => !(node.type.name === "paragraph" && !node.content.size) && !isBlank(node));
  const content = Fragment.fromArray((kept.length ? kept : slice.content.content).map((node) => tidy(node, Fragment, false)));
  return kept.length < slice.content.childCount ? Slice.maxOpen(content) : new Slice(content, slice.openStart, slice.openEnd);
}

function isBlank(node) {
  let seen = false;
  node.descendants((inner) => void (seen ||= inner.isAtom && !inner.isText && inner.type.name !== "hardBreak"));
  return node.type.name === "paragraph" && !seen && BLANK.test(node.textContent);
}

function tidy(node, Fragment, inHeading) {
  if (node.isText) {
    const text = node.text.replace(/[ \t\n\u00a0]{2,}/g, (spaces) => (spaces.includes("\u00a0") ? " " : spaces));
    const marks = inHeading ? node.marks.filter(({ type }) => type.name !== "bold") : node.marks;
    return node.type.schema.text(text, marks);
  }
  const heading = node.type.name === "heading";
  if (node.type.spec.code || !node.content.size) return node;
  return node.copy(Fragment.fromArray(node.content.content.map((inner) => tidy(inner, Fragment, heading))));
}
