// The element's attributes, and the properties that reflect them.

/**
 * The names in a list of them: a text with spaces between them takes less than an array.
 *
 * @param {string} list
 */
export const names = (list) => list.split(' ');

// options:attributes (written by `cargo xtask options`)
const TEXTS = names('service api-base token-url token api-key avatar-id voice-id voice-emotion answer-url answer-model quality encoding knowledge-base voice-chat microphone-id task-type ai-notice greeting poster name label start mode placement fit background controls language consent ice-transport-policy ice-servers assets-url');
const NUMBERS = names('voice-rate volume idle-timeout hidden-timeout recoveries');
const FLAGS = names('captions transcript statistics muted keep-alive renew kiosk split-sentences');
// /options:attributes

/** @param {string} name */
const camel = (name) => name.replace(/-./g, (pair) => pair[1].toUpperCase());

export const ATTRIBUTES = [...TEXTS, ...NUMBERS, ...FLAGS];

/**
 * @param {Element} element
 * @param {string} name
 * @param {unknown} value
 */
export function set(element, name, value) {
  if (value == null) element.removeAttribute(name);
  else element.setAttribute(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/**
 * Gives a class a property for each attribute.
 *
 * @param {Record<string, unknown>} prototype
 */
export function reflect(prototype) {
  for (const name of ATTRIBUTES) {
    // These have properties of their own.
    if (['token', 'volume'].includes(name)) continue;
    const flag = FLAGS.includes(name);
    const number = NUMBERS.includes(name);
    // Three attributes are called as methods are. React and Vue set the property where there is one, so it takes both.
    const method = prototype[camel(name)];
    Object.defineProperty(prototype, camel(name), {
      get() {
        if (method) return method;
        const value = this.getAttribute(name);
        if (flag) return value !== null && value !== 'false';
        return number && value !== null ? (value.trim() && isFinite(+value) ? +value : null) : value;
      },
      set(value) {
        set(this, name, flag ? (value === '' || (value && value !== 'false') ? '' : null) : value);
      },
      enumerable: true,
      configurable: true,
    });
  }
}

/**
 * Sets anew the properties that were set before the class was there, so that they are the class's.
 *
 * @param {Record<string, unknown>} element
 */
export function upgrade(element) {
  for (const name of [...ATTRIBUTES.map(camel), 'texts', 'answer'])
    if (Object.hasOwn(element, name)) {
      const value = element[name];
      delete element[name];
      element[name] = value;
    }
}
