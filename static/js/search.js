// Suggestions while one types: titles, sections and mended words, asked of our own server only. It is
// the combobox of the ARIA practices: the focus stays in the box, the list says which option is meant.
const REST = 120; // milliseconds without a key before the server is asked
const SHORTEST = 2; // letters

const form = document.querySelector("[data-suggestions]");
form.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (!value) formData.delete(name); // for a short address
});
if (!navigator.connection?.saveData) suggest(form.elements.q);

function suggest(box) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let timer; // until the server is asked
  let request; // of which the answer isn't here yet
  let active = null; // the option that is meant

  list.id = "suggestions";
  list.role = "listbox";
  list.ariaLabel = form.dataset.label;
  list.hidden = true;
  status.role = "status";
  status.className = "hidden";
  form.append(list, status);
  box.role = "combobox";
  box.ariaAutoComplete = "list";
  box.ariaExpanded = "false";
  box.setAttribute("aria-controls", list.id);

  box.addEventListener("input", wait); // also of a word being composed: phones compose every word
  box.addEventListener("keydown", press);
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
  list.addEventListener("click", (event) => take(event.target.closest("li")));
  form.addEventListener("submit", close);
  addEventListener("pagehide", close);

  function wait() {
    mean(null); // what was meant was of another text
    clearTimeout(timer);
    request?.abort();
    timer = setTimeout(ask, REST);
  }

  async function ask() {
    const text = box.value.trim();
    if (text.length < SHORTEST) return close();
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: text })}`, { signal });
      if (!answer.ok) throw new Error(answer.status);
      const [, titles, places, addresses] = await answer.json();
      if (signal.aborted) return;
      show(titles.map((title, place) => option(title, places.at(place), addresses.at(place))));
    } catch {
      if (!signal.aborted) close(); // without a connection there are no suggestions; the form is there
    }
  }

  function option(title, place, address) {
    const made = document.createElement("li");
    made.role = "option";
    made.ariaSelected = "false";
    made.dataset.address = address;
    const where = document.createElement("small");
    where.textContent = place;
    made.append(title, " ", where);
    return made;
  }

  function show(options) {
    mean(null);
    options.forEach((each, place) => (each.id = `suggestion-${place}`));
    list.replaceChildren(...options);
    list.hidden = !options.length;
    box.ariaExpanded = String(!list.hidden);
    status.textContent = options.length ? `${form.dataset.count} ${options.length}` : "";
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    show([]);
  }

  function mean(option) {
    if (active) active.ariaSelected = "false";
    active = option;
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.ariaSelected = "true";
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  function press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" && list.hidden) wait();
    if (list.hidden) return;
    if (event.key === "ArrowDown") mean(active?.nextSibling ?? list.firstChild);
    else if (event.key === "ArrowUp") mean(active ? active.previousSibling : list.lastChild);
    else if (event.key === "Enter" && active) take(active);
    else if (event.key === "Escape") close();
    else return ["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key) && mean(null);
    event.preventDefault();
  }

  function take(option) {
    if (!option) return;
    close();
    location.assign(option.dataset.address);
  }
}
