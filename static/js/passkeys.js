// Shows the passkey buttons where they can work, and says so when a passkey was refused or cancelled.
const can = "PublicKeyCredential" in window;
for (const button of document.querySelectorAll("button[data-needs-script]")) button.hidden = !can;
for (const line of document.querySelectorAll("[data-no-passkeys]")) line.hidden = can;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const line of document.querySelectorAll("[data-passkey-failed]")) line.hidden = false;
});
