/** Inputs that once broke something, by target. Found by `npm run fuzz`, whose findings say what to write here. */
import { file, formBody } from '../oss/form/forms.js';
import type { Input } from './target.js';

export const REGRESSIONS: readonly (readonly [target: string, input: Input])[] = [
  // A key with U+0000 was let through, and PostgreSQL answered 500.
  ['multipart forms', formBody([['key', 'a\0b'], file()])],
];
