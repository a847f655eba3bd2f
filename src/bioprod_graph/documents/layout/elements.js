// Elements of pages. Text is made of text nodes, never markup.
const byId = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function make(tag, children = [], attributes = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true || value === false) element[name === "class" ? "className" : name] = value;
    else if (value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...[children].flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const makeButton = (children, onclick, attributes = {}) => make("button", children, { type: "button", onclick, ...attributes });
// Only addresses of the web become links.
const makeLink = (address, children) => (/^https?:/.test(address) ? make("a", children, { href: address, rel: "noopener noreferrer" }) : make("span", children));
