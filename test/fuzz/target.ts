/** What is fuzzed: a parser, what it is fed with, and what it may answer. */
import type fc from 'fast-check';
import { OssError } from '#src/errors.js';

export type Input = string | Buffer;

export interface Target<I extends Input = Input> {
  readonly name: string;
  readonly inputs: fc.Arbitrary<I>;
  /** Throws what the parser throws; a check of its own throws an Error. */
  attempt(input: I): unknown;
}

/** For the list of targets, which feeds each with its own inputs alone. */
export function target<I extends Input>(own: Target<I>): Target {
  return own as Target<Input>;
}

/** Whether the input was taken or refused. @throws what no client may cause: anything but an OssError below 500, or 501 */
export async function outcomeOf({ attempt }: Target, input: Input): Promise<'taken' | 'refused'> {
  try {
    await attempt(input);
    return 'taken';
  } catch (error) {
    if (error instanceof OssError && (error.status < 500 || error.status === 501)) return 'refused';
    throw error;
  }
}
