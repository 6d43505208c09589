// Holds the code against the types that the package publishes: each class must be what its declaration says. Compiled only.
import * as background from '../embed/background.js';
import { StreamingAvatarElement } from '../embed/element.js';
import { StreamingAvatarFrame } from '../embed/frame.js';
import { AvatarError, StreamingAvatar } from '../embed/module.js';
import type * as declaredBackground from './background.js';
import type * as declaredElement from './element.js';
import type * as declaredFrame from './frame.js';
import type * as declaredModule from './module.js';

export const module: typeof declaredModule = { AvatarError, StreamingAvatar };
export const element: typeof declaredElement = { StreamingAvatarElement };
export const frame: typeof declaredFrame = { AvatarError, StreamingAvatarFrame };
export const ofBackground: typeof declaredBackground = background;
