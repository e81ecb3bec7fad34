// Derives keys until one begins as the challenge asks, and tells how far it has come. Format: altcha, v2.
// A classic script, since it imports nothing and older phones know no module workers.
"use strict";

const PARTS = 8; // how often it reports

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (array) => Array.from(array, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive(password, { salt, cost, keyLength }) {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const method = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return new Uint8Array(await crypto.subtle.deriveBits(method, key, keyLength * 8));
}

async function solve(parameters, tries) {
  const nonce = bytes(parameters.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  const end = new DataView(password.buffer, nonce.length);
  for (let counter = 0; counter < tries; counter++) {
    end.setUint32(0, counter);
    const derivedKey = hex(await derive(password, parameters));
    if (derivedKey.startsWith(parameters.keyPrefix)) return { counter, derivedKey };
    if (counter % Math.ceil(tries / PARTS) === 0) postMessage({ share: counter / tries });
  }
  throw new Error("No key fits");
}

onmessage = async ({ data: { parameters, tries } }) => {
  try {
    postMessage({ solution: await solve(parameters, tries) });
  } catch {
    postMessage({ failed: true });
  }
};
