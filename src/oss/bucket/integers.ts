/** Whole numbers as they are written in a query or a document. */
import { invalidValue } from '../../errors.js';

export interface IntegerRange {
  readonly min: number;
  readonly max: number;
  /** The vendor's number of the refusal. */
  readonly ec?: string;
}

/** In decimal digits. @throws OssError 400 InvalidArgument, which names the parameter and the range */
export function checkedInteger(name: string, text: string, { min, max, ec }: IntegerRange): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw invalidValue(name, text, `an integer from ${min} to ${max}`, ec);
}
