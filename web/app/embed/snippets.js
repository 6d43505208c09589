// The snippets, lines that put an avatar on another page, for each way to write one.

/** @typedef {[name: string, value: string][]} Attributes The element's attributes; a flag has an empty value. */

/**
 * As a value may stand in an attribute, also in JSX.
 *
 * @param {string} value
 */
const escaped = (value) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * The element with its attributes on lines of their own.
 *
 * @param {Attributes} attributes
 * @param {string} indent
 * @param {string} end
 * @param {(value: string) => string} [write]
 */
function tag(attributes, indent, end, write = escaped) {
  const lines = attributes.map(([name, value]) => `\n${indent}  ${name}${value && `="${write(value)}"`}`);
  return `${indent}<streaming-avatar${lines.join('')}${end}`;
}

const IMPORT = "import 'streaming-avatar/element';";
const CLOSED = '></streaming-avatar>';
/** Braces begin an expression in Svelte. @param {string} value */
const svelte = (value) => escaped(value).replaceAll('{', '&#123;').replaceAll('}', '&#125;');

/**
 * The ways by their names.
 *
 * @type {Record<string, (attributes: Attributes, folder: string) => string>} `folder`: the address of the folder that has `embed/`, with a slash at its end.
 */
export const WAYS = {
  HTML: (attributes, folder) => `<script type="module" src="${escaped(folder)}embed/element.js"></script>\n${tag(attributes, '', CLOSED)}`,
  React: (attributes) => `${IMPORT}\n\nexport const Avatar = () => (\n${tag(attributes, '  ', '\n  />')}\n);`,
  Vue: (attributes) =>
    `<script setup>\n${IMPORT}\n</script>\n\n<template>\n${tag(attributes, '  ', '\n  />')}\n</template>\n\n` +
    "<!-- vite.config.js: vue({ template: { compilerOptions: {\n       isCustomElement: (tag) => tag === 'streaming-avatar' } } }) -->",
  Svelte: (attributes) => `<script>\n  ${IMPORT}\n</script>\n\n${tag(attributes, '', CLOSED, svelte)}`,
  Frame: (attributes, folder) => {
    const own = new URL(folder).origin;
    // A frame looks for its service at its own origin.
    const needed = attributes.filter(([name, value]) => name !== 'api-base' || value !== own);
    const title = attributes.find(([name]) => name === 'name')?.[1] ?? 'Avatar';
    const src = `${folder}embed/embed.html#${new URLSearchParams(needed)}`;
    return `<iframe\n  src="${escaped(src)}"\n  allow="autoplay; fullscreen; picture-in-picture"\n  title="${escaped(title)}"\n></iframe>`;
  },
};
