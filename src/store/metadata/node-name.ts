/**
 * What a node is called by the others on its database: by its machine. The name is in the id of its line, so that
 * whoever waits for its answer can say for whom (docs/decisions/0038).
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** A channel is named after the line, in 63 bytes at most: 'tintype_answers_', this, a hyphen and 16 digits. */
const LONGEST = 30;

/** Of a line of a version that put no name into it. */
const UNNAMED = 'unnamed';

/** What is cut off is the beginning: pods of one deployment differ in the end of theirs. */
export function nodeName(host: string = hostname()): string {
  const [first = ''] = host.split('.');
  return first.replace(/[^\w-]/g, '_').slice(-LONGEST) || UNNAMED;
}

/** Random behind the name: another connection, of the same node too, has another one. */
export function newLineId(name: string): string {
  return `${name}-${randomBytes(8).toString('hex')}`;
}

export function nodeOf(lineId: string): string {
  return /^(.+)-[\da-f]{16}$/.exec(lineId)?.[1] ?? UNNAMED;
}
