// Keeps what is written at the desk: on the server every few seconds while something changed; and while
// the server can't be reached in this browser, locked with a key that only a signed-in page has.
// Everything here has a button that works without it.
import * as store from "./desk-store.js";

const PAUSE = 5000; // milliseconds between two looks at the form
const BEAT = 15000; // milliseconds after which the page says that it is still open
const UNKEPT = ["csrfmiddlewaretoken", "draft"]; // change without anybody writing

const desk = document.querySelector("[data-desk]");
if (desk) attend(desk.closest("form"), desk.dataset);

function attend(form, { endpoint, row, seal, ...said }) {
  const status = document.querySelector("[data-status]");
  const own = store.nameOf(row);
  const mine = new Set([own]); // what the browser's store has of this form
  const isThere = !row.endsWith(":new"); // a text that was never saved is nobody else's yet
  let saved = words();
  let beat = Date.now();
  let sending; // the request on its way, which others wait for
  let why = ""; // the server was not reached, the last time
  let isSent = false;

  setInterval(look, PAUSE);
  addEventListener("online", look);
  addEventListener("pageshow", () => (isSent = false));
  document.addEventListener("visibilitychange", () => document.hidden && look());
  form.addEventListener("input", () => words() !== saved && say(said.writing, "writing"));
  addEventListener("beforeunload", (event) => !isSent && words() !== saved && event.preventDefault());
  form.addEventListener("submit", submit);
  for (const link of document.querySelectorAll("[data-preview]")) link.addEventListener("click", preview);
  offer();

  // The preview shows the draft, so it waits until that has what is on this page.
  async function preview(event) {
    event.preventDefault();
    const tab = open("", "_blank");
    await sending;
    const address = new URL(event.target.href);
    if (!isThere) address.searchParams.set("draft", form.elements.key.value); // that of words this browser kept
    if (await reach()) return (tab.location = address);
    tab.close();
    if (words() === saved) say(why, "trouble");
  }

  function entries() {
    return [...new FormData(form)].filter(([, value]) => typeof value === "string");
  }

  function words() {
    return JSON.stringify(entries().filter(([name]) => !UNKEPT.includes(name)));
  }

  // In which of its looks: "writing", "kept" or "trouble".
  function say(text, look) {
    if (!text || status.textContent === text) return;
    status.textContent = text;
    status.dataset.status = look;
  }

  function look() {
    if (isSent) return;
    if (words() !== saved || (isThere && Date.now() - beat > BEAT)) reach();
  }

  // Whether the server was reached. Nothing is sent twice at once.
  function reach() {
    sending ??= send(words()).finally(() => (sending = undefined));
    return sending;
  }

  async function send(now) {
    const isChanged = now !== saved;
    beat = Date.now();
    let answer;
    try {
      answer = await post(isChanged);
      if (answer.status === 403) answer = (await renew()) ? await post(isChanged) : undefined;
    } catch {
      return hold(isChanged, said.offline);
    }
    if (!answer || answer.type === "opaqueredirect") return hold(isChanged, said.signedOut);
    if (!answer.ok) return !(await hold(isChanged, said.refused)); // of drafts, perhaps not of a save
    const told = await answer.json();
    for (const name of ["others", "newer"]) show(document.querySelector(`[data-${name}]`), told[name]);
    if (!isChanged) return true;
    if (told.is_kept) {
      form.elements.draft.value = told.draft;
      saved = now;
      if (!isThere) stay(form.elements.key.value);
      for (const name of mine) store.forget(name);
      if (words() === now) say(told.status, "kept"); // else it speaks of words that others came after
    } else {
      await hold(isChanged, told.status);
    }
    return true;
  }

  function post(isChanged) {
    const data = new FormData();
    for (const [name, value] of entries()) data.append(name, value);
    if (!isChanged) {
      for (const name of [...data.keys()]) if (!["csrfmiddlewaretoken", "based_on"].includes(name)) data.delete(name);
      data.set("unchanged", "yes");
    }
    return fetch(endpoint, { method: "POST", body: data, redirect: "manual" });
  }

  // Who signed in again in another tab has another token there than this page has.
  async function renew() {
    const answer = await fetch(endpoint, { redirect: "manual" });
    if (!answer.ok) return false;
    const { token } = await answer.json();
    for (const each of document.querySelectorAll("[name=csrfmiddlewaretoken]")) each.value = token;
    return true;
  }

  async function hold(isChanged, reason) {
    why = reason;
    if (!isChanged) return false;
    try {
      await store.keep(own, seal, JSON.stringify(entries()));
      say(reason, "trouble");
    } catch {
      say(said.unkept, "trouble"); // no store, no room, or a browser that can't lock
    }
    return false;
  }

  // A form is sent only once the server answers and knows who sends it: what is written stays here till then.
  async function submit(event) {
    if (isSent) return;
    event.preventDefault();
    const button = event.submitter;
    await sending;
    if (!(await reach())) return words() === saved && say(why, "trouble");
    if (isSent) return; // by another click meanwhile
    isSent = true;
    form.requestSubmit(button);
  }

  async function offer() {
    const found = store.found(row);
    const [newest] = found;
    const text = newest && (await store.read(newest, seal).catch(() => undefined)); // another person's
    if (!text) return;
    const notice = document.querySelector("[data-kept]");
    notice.querySelector("[data-moment]").textContent = new Date(newest.at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    notice.hidden = false;
    notice.querySelector("[data-take]").addEventListener("click", () => {
      fill(form, JSON.parse(text));
      for (const { name } of found) mine.add(name);
      notice.hidden = true;
      look();
    });
    notice.querySelector("[data-drop]").addEventListener("click", () => {
      for (const { name } of found) store.forget(name);
      notice.hidden = true;
    });
  }
}

// The address of a new text names its draft: that of words this browser kept, once they were taken.
function stay(key) {
  const here = new URL(location);
  here.searchParams.set("draft", key);
  history.replaceState(history.state, "", here);
}

function show(notice, text) {
  if (notice.textContent !== text) notice.textContent = text;
  notice.hidden = !text;
}

function fill(form, entries) {
  for (const control of form.elements) {
    if (!control.name || control.name === "csrfmiddlewaretoken" || ["file", "submit", "button"].includes(control.type)) continue;
    const values = entries.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (control.type === "select-multiple") for (const option of control.options) option.selected = values.includes(option.value);
    else if (values.length) choose(control, values[0]);
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// A list may lack what was chosen beyond it, as a picture of the library.
function choose(control, value) {
  control.value = value;
  if (control.value !== value && control.type === "select-one") control.append(new Option(`#${value}`, value, false, true));
}
