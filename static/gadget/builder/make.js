/** An element with its properties, `on…` listeners, aria-… and data-… attributes, and children. */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

export function later(milliseconds, task) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(task, milliseconds, ...given);
  };
}

let last = 0;
export const newId = (what) => `${what}-${++last}`;
