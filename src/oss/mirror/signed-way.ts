/** A GET that is signed with the key of an origin that the operator has named. */
import { OriginFailure, refused } from '../../origin/failure.js';
import type { OriginAnswer } from '../../origin/origin.js';
import { percentEncode } from '../percent.js';
import { signedHeaders } from '../signature/signed-headers.js';
import type { Way } from './mirror.js';
import type { AskableOrigin } from './named-origins.js';

/** Of the body of a refusal, in which its code is. */
const MOST_REFUSAL_BYTES = 16 << 10;
const CODE = /<Code>([A-Za-z0-9]{1,64})<\/Code>/;
/** With any other code of a 404 it is not the object that is missing: NoSuchBucket, or a server of something else. */
const MISSING = ['NoSuchKey', 'SymlinkTargetNotExist'];

/** @param key of an object: '' would be the bucket, and its listing be stored */
export function signedWay(named: AskableOrigin, key: string): Way {
  const url = urlOf(named, key);
  return {
    at: `origin://${named.name}`,
    url,
    async get(signal) {
      const headers = await headersOf(named, key, url);
      // Its redirects lead to where the signature is good for nothing.
      const answer = await named.origin.get(url, { headers, followsRedirects: false, signal });
      if (answer.status === 200) return named.kind === 's3' ? likeOss(answer) : answer;
      const code = await codeOf(answer);
      if (answer.status === 404 && code !== undefined && MISSING.includes(code)) return answer;
      throw new OriginFailure(`The origin answered ${[answer.status, code].filter(Boolean).join(' ')}.`);
    },
  };
}

/** For a rule that names what its bucket may not name, or not any more. */
export function forbiddenWay(url: string): Way {
  return {
    at: url,
    url,
    async get() {
      throw refused('The origin of the rule is not one that this bucket may name.');
    },
  };
}

function urlOf({ endpoint, bucket, addressing }: AskableOrigin, key: string): string {
  const url = new URL(endpoint);
  if (addressing === 'subdomain') url.hostname = `${bucket}.${url.hostname}`;
  return `${url.origin}/${addressing === 'path' ? `${bucket}/` : ''}${percentEncode(key, '/')}`;
}

async function headersOf(named: AskableOrigin, key: string, url: string): Promise<Record<string, string>> {
  const { kind, region, bucket } = named;
  if (kind === 's3') {
    const { s3Headers } = await import('./sign-s3.js');
    return s3Headers(new URL(url), { ...named.key, region: region ?? '' });
  }
  // OSS signs the name of the bucket, wherever the URL has it.
  const signed = signedHeaders({ method: 'GET', headers: {}, bucket, key, query: [] }, { ...named.key, region });
  if (signed !== undefined) return signed;
  throw new OriginFailure('This key needs a signature V4: the origin has no region.');
}

/** What is said of the refusal and no more: the rest quotes what was signed, and by whom. */
async function codeOf({ body }: OriginAnswer): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_REFUSAL_BYTES) break;
    }
  } catch (error) {
    if (error instanceof OriginFailure) throw error;
    // Cut off: the status is said all the same, and the code where it had come.
  }
  return CODE.exec(Buffer.concat(chunks).toString())?.[1];
}

/**
 * S3 says in the ETag what OSS says in Content-MD5, unless the object came in parts or is encrypted with a key of KMS.
 * 'aws-chunked' is how an upload was sent; some engines keep it, and of the bytes it is not true.
 */
function likeOss({ headers, ...answer }: OriginAnswer): OriginAnswer {
  const md5 = /^"([0-9a-f]{32})"$/i.exec(headers.etag ?? '')?.[1];
  const plain = ['AES256', undefined].includes(headers['x-amz-server-side-encryption']);
  const codings = headers['content-encoding']?.split(',').filter((each) => each.trim() !== 'aws-chunked');
  return {
    ...answer,
    headers: {
      ...headers,
      'content-md5': md5 !== undefined && plain ? Buffer.from(md5, 'hex').toString('base64') : undefined,
      'content-encoding': codings?.join(','),
    },
  };
}
