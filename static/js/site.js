// Comfort for readers with scripts: a button that copies the address beside it, a key to the search.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(field.value);
    const label = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 2000);
  });
}

// “/” leads to the search; on a Russian keyboard that key says a dot.
addEventListener("keydown", (event) => {
  const isSlash = event.key === "/" || (event.key === "." && event.code === "Slash");
  if (!isSlash || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("form.search input");
  const way = document.querySelector("a[rel=search]");
  if (!box && !way) return;
  event.preventDefault();
  if (box) box.select();
  else location.assign(`${way.href}#q`);
});
