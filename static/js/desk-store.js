// What a browser keeps of a text while the server is away: locked with a key that comes with the page,
// which no disk keeps, and no longer than a day. Whoever takes the computer away has only what is locked.
// The one script of ours that writes to the browser's store; signing out and the quick exit clear it.
const LIFE = 24 * 60 * 60 * 1000; // milliseconds
const PREFIX = "desk ";

export function nameOf(row) {
  return `${PREFIX}${row} ${Date.now()}`;
}

// Fails where there is no store, no room in it, or no way to lock.
export async function keep(name, seal, text) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(seal), new TextEncoder().encode(text));
  localStorage.setItem(name, JSON.stringify({ at: Date.now(), iv: written(iv), locked: written(new Uint8Array(locked)) }));
}

// What there is of a text, the newest first; what is too old goes, of whichever text.
export function found(row) {
  const all = Object.keys(localStorage)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) }));
  for (const { name, at } of all) if (Date.now() - at > LIFE) forget(name);
  const here = all.filter(({ name, at }) => name.startsWith(`${PREFIX}${row} `) && Date.now() - at <= LIFE);
  return here.sort((one, other) => other.at - one.at);
}

// Fails for what another person wrote.
export async function read({ iv, locked }, seal) {
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, await key(seal), bytes(locked));
  return new TextDecoder().decode(text);
}

export function forget(name) {
  localStorage.removeItem(name);
}

function key(seal) {
  return crypto.subtle.importKey("raw", bytes(seal), "AES-GCM", false, ["encrypt", "decrypt"]);
}

function written(data) {
  return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
