/** The headers of a request that this server makes to a service of the OSS REST API, with its signature. */
import { formatBasicDate } from './dates.js';
import type { Parameters } from './signed-url.js';
import { readsOneWayV1, signV1, stringToSignV1 } from './v1.js';
import { authorizationV4, UNSIGNED_PAYLOAD } from './v4.js';

export interface RequestToSign {
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bucket: string;
  /** '': the bucket itself. */
  readonly key: string;
  readonly query: Parameters;
}

export interface RequestSigner {
  readonly id: string;
  readonly secret: string;
  /** Of temporary credentials. */
  readonly token?: string;
  /** Known: V4, which can sign any key. */
  readonly region?: string | undefined;
}

/** undefined: nobody can sign that with V1, since its signature would be good for another request too. */
export function signedHeaders(request: RequestToSign, signer: RequestSigner): Record<string, string> | undefined {
  const { id, secret, token, region } = signer;
  const headers: Record<string, string> = { ...request.headers };
  if (token !== undefined) headers['x-oss-security-token'] = token;
  const parts = { ...request, headers };
  if (region === undefined) {
    const date = new Date().toUTCString();
    if (!readsOneWayV1({ ...parts, date })) return undefined;
    const authorization = `OSS ${id}:${signV1(secret, stringToSignV1({ ...parts, date }))}`;
    return { ...headers, date, authorization };
  }
  headers['x-oss-date'] = formatBasicDate(Date.now());
  headers['x-oss-content-sha256'] = UNSIGNED_PAYLOAD;
  headers.authorization = authorizationV4({ ...parts, additional: [] }, { id, secret, region });
  return headers;
}
