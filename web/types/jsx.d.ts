import type { StreamingAvatarElement, StreamingAvatarEvents } from './element.js';

/** The element's attributes, as JSX writes them. */
export interface StreamingAvatarAttributes {
  service?: 'page';
  answer?: StreamingAvatarElement['answer'];
  'api-base'?: string;
  'api-key'?: string;
  token?: StreamingAvatarElement['token'];
  'token-url'?: string;
  'avatar-id'?: string;
  'voice-id'?: string;
  'voice-rate'?: number | string;
  'voice-emotion'?: string;
  quality?: 'low' | 'medium' | 'high';
  encoding?: 'VP8' | 'H264';
  'knowledge-base'?: string;
  greeting?: string;
  poster?: string;
  name?: string;
  label?: string;
  start?: 'click' | 'visible' | 'load';
  mode?: 'inline' | 'launcher';
  placement?: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
  fit?: 'cover' | 'contain';
  background?: string;
  captions?: boolean;
  transcript?: boolean;
  statistics?: boolean;
  controls?: 'all' | 'buttons' | 'none';
  muted?: boolean;
  language?: string;
  consent?: string;
  'idle-timeout'?: number | string;
  'hidden-timeout'?: number | string;
  'keep-alive'?: boolean | '';
  renew?: boolean | '';
  recoveries?: number | string;
  'split-sentences'?: boolean | '';
  kiosk?: boolean;
  'ice-transport-policy'?: 'all' | 'relay';
  'ice-servers'?: string;
  'assets-url'?: string;
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
