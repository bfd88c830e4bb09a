/** Who asks, and for which key: where a path has a '+', the signature says which is meant. */
import { OssError } from '../errors.js';
import type { OssRequest } from '../http/message.js';
import type { Principal } from './call.js';
import type { Query } from './query.js';
import type { Target } from './target.js';

export interface Asking {
  readonly request: OssRequest;
  readonly target: Target;
  readonly query: Query;
}

/** Who asks, once it is known what for. */
export type Identify = (asked: Asking) => Promise<Principal>;

export interface Identified {
  readonly principal: Principal;
  readonly target: Target;
}

/**
 * A '+' in a path is a plus. The Ruby SDK writes blanks so, and signs the key with its blanks: such a request is for
 * the key that was signed. It can be read in no other way, so that nobody gets at a key that was not signed.
 *
 * @param asked with `resolve`, what another path on the same host asks for
 * @throws OssError whatever `identify` throws
 */
export async function identified(
  identify: Identify,
  asked: Asking & { readonly resolve: (rawPath: string) => Target },
): Promise<Identified> {
  const { request, target, query, resolve } = asked;
  // A preflight comes without a name: what its URL may hold is the signature of the request that it asks for.
  if (request.method === 'OPTIONS') return { principal: { kind: 'anonymous' }, target };
  try {
    return { principal: await identify({ request, target, query }), target };
  } catch (error) {
    if (!isMismatch(error) || !request.rawPath.includes('+')) throw error;
    const spaced = resolve(request.rawPath.replaceAll('+', '%20'));
    const principal = await identify({ request, target: spaced, query }).catch(() => undefined);
    if (principal === undefined) throw error;
    return { principal, target: spaced };
  }
}

function isMismatch(error: unknown): boolean {
  return error instanceof OssError && error.code === 'SignatureDoesNotMatch';
}
