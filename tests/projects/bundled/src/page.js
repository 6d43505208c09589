// Every entry of the package on one page: the element, and the module with an interface of the page's own.
import { StreamingAvatar } from 'streaming-avatar';
import { Background } from 'streaming-avatar/background';
import 'streaming-avatar/element';
import { StreamingAvatarFrame } from 'streaming-avatar/frame';

// The service is on another origin, whose address the test passes.
const apiBase = new URLSearchParams(location.search).get('service');
for (const element of document.querySelectorAll('streaming-avatar')) element.apiBase = apiBase;

// For the test.
Object.assign(window, { StreamingAvatar, Background, StreamingAvatarFrame, apiBase });
