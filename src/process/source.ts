/** A picture as it comes: where its bytes are and what was read from its first 64 KB. */
import type { Facts } from './formats/facts.js';

/** A path lets the engine map the file; bytes serve what has no single file. Both survive being sent to a worker. */
export type Bytes = { readonly path: string } | { readonly bytes: Uint8Array };

export interface Source {
  readonly bytes: Bytes;
  readonly facts: Facts;
  /** Bytes of the stored object: what `info` reports as FileSize. */
  readonly fileSize: number;
  /** Another one for other bytes. Absent: whoever opened it cannot tell. */
  readonly version?: string;
}
