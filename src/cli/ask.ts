/** A signed request of the command to a running server. */
import { signV1, stringToSignV1 } from '../oss/signature/v1.js';
import type { KeyPair } from '../root-key.js';
import { authorityAdvice } from '../store/untrusted.js';
import { Failure } from './terminal.js';

export interface Question {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Absent: of the whole service. */
  readonly bucket?: string;
  /** A sub-resource: 'x-oss-cache'. */
  readonly subresource: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Unreachable extends Error {}

/** The body of a 2xx. @throws Unreachable when no server answers, Failure with the server's own words */
export async function ask(endpoint: string, pair: KeyPair, question: Question): Promise<string> {
  const { method, bucket, subresource } = question;
  const headers: Record<string, string> = { ...question.headers, date: new Date().toUTCString() };
  const query = [[subresource, '']] as const;
  const text = stringToSignV1({ method, headers, bucket, key: bucket && '', query, date: String(headers.date) });
  headers.authorization = `OSS ${pair.accessKeyId}:${signV1(pair.accessKeySecret, text)}`;
  const path = bucket === undefined ? '/' : `/${encodeURIComponent(bucket)}/`;
  const response = await fetch(`${endpoint}${path}?${subresource}`, { method, headers }).catch((error: Error) => {
    throw unanswered(endpoint, error);
  });
  const body = await response.text();
  if (response.ok) return body;
  const part = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
  throw new Failure(`the server at ${endpoint} says ${part('Code') ?? response.status}: ${part('Message') ?? body}`);
}

/** A server whose certificate is not believed is there all the same: nobody shall look for it elsewhere. */
function unanswered(endpoint: string, error: Error): Error {
  const reason = error.cause instanceof Error ? error.cause : error;
  const advice = authorityAdvice(reason);
  if (advice !== '') return new Failure(`${endpoint}: ${reason.message}.${advice}`);
  return new Unreachable(`no server answers at ${endpoint}`, { cause: error });
}
