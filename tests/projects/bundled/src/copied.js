// For a bundler that leaves the wasm behind: the page says where it was copied to.
for (const element of document.querySelectorAll('streaming-avatar')) element.setAttribute('assets-url', 'assets');

import './page.js';
