/** All of them. */
import type { KeyPair } from '../request.js';
import type { Attempt } from './attempt.js';
import { copies, partCopies } from './copies.js';
import { headers } from './headers.js';
import { links } from './links.js';
import { marksAndPosts } from './marks.js';
import { oldSyntax, onImgDomain } from './old-syntax.js';
import { paths } from './paths.js';
import { queries } from './queries.js';
import { byKeyForOthers, signatures } from './signatures.js';

/** `upload`: of wall/parts, where anybody may add parts. `limited`: a key of the owner's that is for `shut` alone. */
export function attemptsWith(upload: string, limited: KeyPair): readonly Attempt[] {
  const attempts = [
    ...paths,
    ...queries,
    ...headers,
    ...signatures,
    ...copies,
    ...partCopies(upload),
    ...links(upload),
    ...marksAndPosts,
    ...byKeyForOthers(limited),
  ];
  return [...attempts, ...onImgDomain(attempts), ...oldSyntax];
}
