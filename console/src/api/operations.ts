/** The tables of the picture language, as the server reads them itself. */
import { getJson } from './request';

export interface ParamRow {
  readonly key: string;
  readonly kind: 'integer' | 'choice' | 'color' | 'base64' | 'word';
  readonly about: string;
  /** 'an integer from 1 to 4096'. */
  readonly allowed: string;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** Other spellings of the choices. */
  readonly also?: Readonly<Record<string, string>>;
  readonly fallback?: string | number;
  readonly required?: boolean;
}

export interface OperationTable {
  readonly name: string;
  readonly kind: 'transform' | 'setting' | 'report';
  readonly about: string;
  /** The parameter that is written without its key. */
  readonly bare?: string;
  /** That one alone, and once. */
  readonly single?: boolean;
  readonly needsParams: boolean;
  readonly example: string;
  readonly guide: string;
  readonly params: readonly ParamRow[];
}

export async function getOperations(signal?: AbortSignal): Promise<readonly OperationTable[]> {
  return (await getJson<{ operations: readonly OperationTable[] }>('/api/operations', signal)).operations;
}
