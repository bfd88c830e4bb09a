/** What the body of a POST with x-oss-process asks for: a chain, and where its result is to be kept (guide, saveas). */
import { invalidValue, OssError } from '../../errors.js';
import { base64Text } from '../../process/base64.js';
import { type RawAction, splitSaveas } from '../../process/syntax.js';
import { notBuilt } from '../actions/unbuilt.js';
import type { Call } from '../call.js';
import { readWhole } from '../document.js';
import { checkBucketName, checkObjectName } from '../names.js';
import { percentDecode } from '../percent.js';
import { bucketNameOf } from '../rows.js';

const MAX_BYTES = 16 * 1024;
const NAME = 'x-oss-process';
const FIELD = new RegExp(`(?:^|&)\\s*${NAME}=([^&]*)`);
const UTF8 = new TextDecoder('utf-8', { fatal: true });

export interface SaveTarget {
  readonly bucket: string;
  readonly key: string;
  /** As it was named; '' where it was not, and the bucket is that of the source. */
  readonly named: string;
}

export interface Posted {
  /** 'image/…', 'video/…' or 'style/NAME'. */
  readonly chain: string;
  readonly target?: SaveTarget;
}

/** Queries over the rows of an object come under the same name, in the URL (SelectObject, CreateSelectObjectMeta). */
const OF_ROWS = /^(?:csv|json)\/(select|meta)$/;

/** @throws OssError 400, and 501 for what is no processing of pictures */
export async function readPosted(call: Call): Promise<Posted> {
  const [, rows] = OF_ROWS.exec(call.query.get(NAME) ?? '') ?? [];
  if (rows !== undefined) throw notBuilt(rows === 'select' ? 'SelectObject' : 'CreateSelectObjectMeta');
  const { chain, saveas } = splitSaveas(processOf(await readWhole(call, MAX_BYTES)));
  return saveas === undefined ? { chain } : { chain, target: targetOf(saveas, bucketNameOf(call)) };
}

/**
 * SDKs send the text as it is or form-encoded, under whatever Content-Type, so neither tells the other apart: a '%'
 * is an escape in both, and a '+' a digit of standard base64 in both, never a blank.
 */
function processOf(body: Buffer): string {
  const raw = FIELD.exec(textOf(body) ?? '')?.[1]?.trim();
  if (raw === undefined) {
    throw new OssError('InvalidRequest', `The body has no process string. Allowed: ${NAME}=CHAIN, in UTF-8.`);
  }
  const text = percentDecode(raw);
  if (text !== undefined) return text;
  throw invalidValue(NAME, raw, 'valid percent-encoded UTF-8 without U+0000');
}

function textOf(body: Buffer): string | undefined {
  try {
    return UTF8.decode(body);
  } catch {
    return undefined;
  }
}

/** Unknown keys are ignored and of a repeated one the last counts, as in every action (behaviour D13). */
function targetOf({ tokens }: RawAction, source: string): SaveTarget {
  const key = nameIn(tokens, 'o', 'an object');
  if (key === undefined) {
    throw new OssError('MissingArgument', 'The value of o is missing. Allowed: the base64 of an object name.', {
      fields: { ArgumentName: 'o' },
    });
  }
  const bucket = nameIn(tokens, 'b', 'a bucket') ?? '';
  const given = tokens.some((token) => /^b(_|$)/.test(token));
  return { bucket: given ? checkBucketName(bucket) : source, key: checkObjectName(key), named: bucket };
}

function nameIn(tokens: readonly string[], letter: 'o' | 'b', of: string): string | undefined {
  const encoded = tokens.findLast((token) => token === letter || token.startsWith(`${letter}_`))?.slice(2);
  if (encoded === undefined) return undefined;
  const name = base64Text(encoded);
  if (name !== undefined) return name;
  throw invalidValue(letter, encoded, `the base64 of ${of} name`);
}
