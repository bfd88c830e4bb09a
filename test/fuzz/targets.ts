import { files } from './files.js';
import type { Target } from './target.js';
import { texts } from './texts.js';

export const targets: readonly Target[] = [...texts, ...files];
