/**
 * Changes that are often asked for and change nothing, such as those of a program that makes its bucket at every start.
 * It is looked before others are told, so that nobody forgets anything for them.
 */
import { bucketNamed } from './reads.js';
import type { Steps } from './steps.js';
import type { WriteInput, WriteName, WriteResult } from './writes.js';

/** What the change would give; undefined where it would change something, or be refused. */
type Look<N extends WriteName> = (input: WriteInput<N>) => Steps<{ readonly value: WriteResult<N> } | undefined>;

const LOOKS: { readonly [N in WriteName]?: Look<N> } = {
  *createBucket({ name, owner, acl }) {
    const bucket = yield* bucketNamed(name);
    if (bucket === undefined || bucket.owner !== owner || (acl ?? bucket.acl) !== bucket.acl) return undefined;
    return { value: { bucket, created: false } };
  },
  *setBucketAcl({ name, acl }) {
    const bucket = yield* bucketNamed(name);
    return bucket?.acl === acl ? { value: undefined } : undefined;
  },
};

/** undefined: it is not looked. */
export function lookFor<N extends WriteName>(name: N): Look<N> | undefined {
  return LOOKS[name] as Look<N> | undefined;
}
