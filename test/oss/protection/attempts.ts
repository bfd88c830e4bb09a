/** All of them. */
import type { Attempt } from './attempt.js';
import { copies, partCopies } from './copies.js';
import { headers } from './headers.js';
import { links } from './links.js';
import { marksAndPosts } from './marks.js';
import { paths } from './paths.js';
import { queries } from './queries.js';
import { signatures } from './signatures.js';

/** `upload`: of wall/parts, where anybody may add parts. */
export function attemptsWith(upload: string): readonly Attempt[] {
  return [
    ...paths,
    ...queries,
    ...headers,
    ...signatures,
    ...copies,
    ...partCopies(upload),
    ...links(upload),
    ...marksAndPosts,
  ];
}
