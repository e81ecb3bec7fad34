// The library in the admin: files sent as they are dropped, a picture chosen in a form, and the point
// that stays in sight. Everything here has fields that work without it.
const WAIT = 300; // milliseconds of rest before a search

for (const form of document.querySelectorAll("form[data-drop]")) upload(form);
for (const picker of document.querySelectorAll("[data-picker]")) choose(picker);
for (const figure of document.querySelectorAll("[data-focus]")) focus(figure);

// A piece of a page, parsed by the browser as any page of our own server.
function piece(method, address, body) {
  const request = new XMLHttpRequest();
  request.open(method, address);
  request.setRequestHeader("X-Piece", "1");
  request.responseType = "document";
  return new Promise((resolve, reject) => {
    request.addEventListener("error", reject);
    request.addEventListener("load", () => {
      const page = request.response?.body;
      if (page && (request.status === 200 || request.status === 400)) resolve([request.status === 200, page]);
      else reject();
    });
    request.send(body);
  });
}

// Sends files one by one, wherever they come from, and tells what became of each.
function receive(zone, address, token, taken) {
  const status = zone.querySelector("[data-status]");
  const input = zone.querySelector("[type=file]");
  let queue = Promise.resolve();
  const take = (files) => {
    for (const file of files) queue = queue.then(() => send(file));
  };
  async function send(file) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token);
    body.set("upload", file);
    status.textContent = `${file.name}…`;
    try {
      const [isTaken, page] = await piece("POST", address, body);
      if (isTaken) taken(page);
      note(isTaken ? `${zone.dataset.done} ${file.name}` : page.textContent, isTaken);
    } catch {
      note(`${zone.dataset.failed} ${file.name}`, false);
    }
  }
  function note(text, isTaken) {
    status.textContent = "";
    const line = document.createElement("p");
    line.className = isTaken ? "help" : "errornote";
    line.textContent = text;
    status.before(line);
  }
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
}

function upload(form) {
  if (form.elements._popup) return;
  form.querySelector("[data-plain]").hidden = true;
  const list = document.querySelector("[data-taken]");
  receive(form, form.action || location.href, form.elements.csrfmiddlewaretoken.value, (page) => {
    for (const button of page.querySelectorAll("button")) {
      const link = document.createElement("a");
      link.href = `${form.dataset.describe}${button.dataset.picture ?? button.dataset.document}/change/`;
      link.append(...button.childNodes);
      button.replaceWith(link);
    }
    const first = list.querySelector("ul");
    if (first) first.append(...page.querySelectorAll("li"));
    else list.append(...page.childNodes);
  });
}

function choose(picker) {
  const select = picker.querySelector("select");
  const dialog = picker.querySelector("dialog");
  const chosen = picker.querySelector("[data-chosen]");
  const shown = dialog.querySelector("[data-shown]");
  const more = dialog.querySelector("[data-more]");
  const search = dialog.querySelector("[type=search]");
  const open = picker.querySelector("[data-open]");
  let waiting;

  open.hidden = false;
  open.addEventListener("click", () => {
    dialog.showModal();
    look();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  more.addEventListener("click", () => look(more.dataset.page));
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT);
  });
  select.addEventListener("change", () => show(select.selectedOptions[0].dataset.thumbnail));
  shown.addEventListener("click", (event) => pick(event.target.closest("[data-picture]")));
  const token = select.form.elements.csrfmiddlewaretoken.value;
  for (const zone of picker.querySelectorAll("[data-drop], [data-one]")) {
    receive(zone, dialog.dataset.add, token, (page) => pick(page.querySelector("[data-picture]")));
  }

  async function look(page) {
    const asked = new URLSearchParams({ q: search.value, page: page ?? 1 });
    const [, found] = await piece("GET", `${dialog.dataset.choose}?${asked}`);
    const list = found.querySelector("ul");
    more.dataset.page = list.dataset.next;
    more.hidden = !list.dataset.next;
    if (page) shown.querySelector("ul").append(...list.children);
    else shown.replaceChildren(list);
  }
  function pick(button) {
    if (!button) return;
    const { picture, thumbnail } = button.dataset;
    let option = [...select.options].find((each) => each.value === picture);
    if (!option) {
      option = new Option(button.textContent.trim(), picture);
      option.dataset.thumbnail = thumbnail;
      select.append(option);
    }
    select.value = picture;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    dialog.close();
  }
  function show(thumbnail) {
    chosen.hidden = !thumbnail;
    if (thumbnail) chosen.src = thumbnail;
  }
}

// A click on the picture writes the point into the two fields; the cross follows them.
function focus(figure) {
  const x = document.querySelector("[name=focus_x]");
  const y = document.querySelector("[name=focus_y]");
  const picture = figure.querySelector("img");
  if (!x || !y) return;
  figure.querySelector("[hidden]").hidden = false;
  figure.classList.add("live");
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    x.value = percent((event.clientX - box.left) / box.width);
    y.value = percent((event.clientY - box.top) / box.height);
    draw();
  });
  for (const field of [x, y]) field.addEventListener("input", draw);

  function draw() {
    figure.querySelector("path").setAttribute("d", `M${Number(x.value)} 0V100M0 ${Number(y.value)}H100`);
  }
}

function percent(part) {
  return Math.round(Math.min(Math.max(part, 0), 1) * 100);
}
