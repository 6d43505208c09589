import type { StreamingAvatarElement, StreamingAvatarEvents } from './element.js';

/** The element's attributes, as JSX writes them. */
export interface StreamingAvatarAttributes {
  // options:attributes (written by `cargo xtask options`)
  service?: 'page';
  'api-base'?: string;
  'token-url'?: string;
  token?: StreamingAvatarElement['token'];
  'api-key'?: string;
  'avatar-id'?: string;
  'voice-id'?: string;
  'voice-rate'?: number | string;
  'voice-emotion'?: 'excited' | 'serious' | 'friendly' | 'soothing' | 'broadcaster';
  'answer-url'?: string;
  'answer-model'?: string;
  quality?: 'low' | 'medium' | 'high';
  encoding?: 'VP8' | 'H264';
  'knowledge-base'?: string;
  'voice-chat'?: 'conversational' | 'push-to-talk' | 'off';
  'microphone-id'?: string;
  'task-type'?: 'repeat' | 'talk';
  'ai-notice'?: 'on' | 'off';
  greeting?: string;
  poster?: string;
  name?: string;
  label?: string;
  start?: 'click' | 'visible' | 'load';
  mode?: 'inline' | 'launcher';
  placement?: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
  fit?: 'cover' | 'contain';
  background?: string;
  captions?: boolean | '';
  transcript?: boolean | '';
  statistics?: boolean | '';
  controls?: 'all' | 'buttons' | 'none';
  muted?: boolean | '';
  volume?: number | string;
  language?: string;
  consent?: string;
  'idle-timeout'?: number | string;
  'hidden-timeout'?: number | string;
  'keep-alive'?: boolean | '';
  renew?: boolean | '';
  kiosk?: boolean | '';
  recoveries?: number | string;
  'split-sentences'?: boolean | '';
  'ice-transport-policy'?: 'all' | 'relay';
  'ice-servers'?: string;
  'assets-url'?: string;
  answer?: StreamingAvatarElement['answer'];
  texts?: StreamingAvatarElement['texts'];
  // /options:attributes
}

/** Listeners for the element's events, such as `onstatechange`: React 19, Preact and Svelte 5 attach them under these names. */
export type StreamingAvatarListeners = {
  [Name in keyof StreamingAvatarEvents as `on${Name}`]?: (event: CustomEvent<StreamingAvatarEvents[Name]>) => void;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'streaming-avatar': StreamingAvatarAttributes &
        StreamingAvatarListeners &
        React.HTMLAttributes<StreamingAvatarElement> &
        React.RefAttributes<StreamingAvatarElement>;
    }
  }
}
