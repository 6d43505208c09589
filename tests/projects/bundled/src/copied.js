// For a bundler that does not copy the wasm: the page names the address of the copy.
for (const element of document.querySelectorAll('streaming-avatar')) element.setAttribute('assets-url', 'assets');

import './page.js';
