// Asks for a few values in a dialog: promises them, or null when there is no answer.
//
// A field is { name, label, type?, value?, help?, required?, options?, check?, button? }: `check` says
// what is wrong with a value, `button` is { label, run(form, row) } beside the field.
let asked = 0;

export function ask(words, { title, fields, submit }) {
  const prefix = `prose-ask-${++asked}`;
  const form = element("form", { method: "dialog" });
  const cancel = element("button", { type: "button", class: "quiet" }, words.cancel);
  const send = element("button", { type: "submit" }, submit);
  form.append(
    element("h2", { id: `${prefix}-title` }, title),
    ...fields.map((each) => row(each, `${prefix}-${each.name}`, form)),
    element("div", { class: "bar" }, send, cancel),
  );
  const dialog = element("dialog", { class: "prose-dialog", "aria-labelledby": `${prefix}-title` }, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let answer = null;
    cancel.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer = Object.fromEntries(fields.map(({ name }) => [name, valueOf(form.elements[name])]));
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.showModal();
  });
}

function row({ name, label, type = "text", value = "", help, options, check, button, ...more }, id, form) {
  const described = help ? { "aria-describedby": `${id}-help` } : {};
  const input = options ? element("select", { id, name }) : element("input", { id, name, type, ...described, ...more });
  if (options) input.append(...options.map(([key, text]) => element("option", { value: key }, text)));
  if (type === "checkbox") input.checked = Boolean(value);
  else input.value = value;
  if (check) {
    const judge = () => input.setCustomValidity(input.value.trim() ? check(input.value.trim()) || "" : "");
    input.addEventListener("input", judge);
    judge();
  }
  const made = element("div", { class: "row" }, element("label", { for: id }, label), input);
  if (help) made.append(element("small", { id: `${id}-help` }, help));
  if (button) {
    const beside = element("button", { type: "button", class: "quiet" }, button.label);
    beside.addEventListener("click", () => button.run(form, made));
    made.append(beside);
  }
  return made;
}

const valueOf = (input) => (input.type === "checkbox" ? input.checked : input.value.trim());

// An element with attributes: true stands for one without a value, null and false for none.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}
