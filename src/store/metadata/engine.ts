/** A database that runs steps. What is read and changed, and how, is the same for all of them (reads.ts, writes.ts). */
import type { Steps } from './steps.js';
import type { WriteInput, WriteName, WriteResult } from './writes.js';

export interface Engine {
  /** Rows of a listing that are fetched at once. */
  readonly listStep: number;
  /** Each statement sees what is committed by then; Overtaken has it begin anew. */
  read<T>(steps: () => Steps<T>): Promise<T>;
  /** Resolves when the change is durable. After a rejection that is no OssError it may or may not be there. */
  change<N extends WriteName>(name: N, input: WriteInput<N>): Promise<WriteResult<N>>;
  close(): Promise<void>;
}
