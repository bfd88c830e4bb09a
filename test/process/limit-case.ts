/** What one limit is tried with. */
import type { Format } from '#src/process/formats/facts.js';
import type { Limits } from '#src/process/formats/limits.js';
import type { Claim } from './formats/sized.js';

export interface Ask {
  readonly chain: string;
  readonly claim: Claim;
  /** Bytes of the file, when it is not the header alone. */
  readonly bytes?: number;
  readonly limits?: Partial<Limits>;
}

export interface LimitCase {
  readonly about: string;
  readonly formats: readonly Format[];
  readonly taken: Ask;
  /** 'WIDTHxHEIGHT' of what is taken. */
  readonly size: string;
  readonly refused: Ask;
  readonly cause: number;
  readonly message: string;
}

/** The picture alone: what is asked of it stands in the case. */
export type Part = Omit<Ask, 'chain'>;

export const size = (width: number, height: number, more: Partial<Claim> = {}): Claim => ({ width, height, ...more });
