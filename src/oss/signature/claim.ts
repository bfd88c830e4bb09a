/** What a signed request claims: a key's id, and a signature over some text that only its secret can make. */
import type { OssRequest } from '../../http/message.js';
import type { Query } from '../query.js';
import type { Target } from '../target.js';

/** A request as far as signatures go. */
export interface Signed {
  readonly request: OssRequest;
  readonly target: Target;
  readonly query: Query;
  /** This server's region, which the scope of V4 has to name. */
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Claim {
  readonly accessKeyId: string;
  /** The token that was sent beside it; '' is none. */
  readonly token: string | undefined;
  /** As it was sent. */
  readonly signature: string;
  /** The texts that were signed, by the names under which SignatureDoesNotMatch shows them. */
  readonly texts: { readonly StringToSign: string; readonly CanonicalRequest?: string };
  /** The vendor's number for a signature that is another one. */
  readonly mismatch: string;
  /** Why no signature is right, whoever makes it; absent for nearly all. */
  readonly unsignable?: string;
  /** The signatures that the secret makes: any of them is right. */
  sign(secret: string): readonly string[];
}
