/** A rendered result and how one is made. The key says everything it depends on; what it is made of is not known here. */

/** What is known of a result without its bytes: enough to answer HEAD. */
export interface ResultFacts {
  readonly size: number;
  readonly contentType: string;
}

/** Milliseconds that a render took: until somebody drew, and while he drew. */
export interface Work {
  readonly queued: number;
  readonly rendering: number;
}

/** What a render delivers: bytes, or a file of which the results take possession (same filesystem). */
export interface Rendered {
  readonly body: { readonly bytes: Buffer } | { readonly path: string };
  readonly size: number;
  readonly contentType: string;
  readonly work?: Work;
}

/**
 * Where a result came from: kept in memory or on disk; rendered for this request, or for another that asked before; of
 * 'rendered' without `work` another node did it; 'header': read, and nothing rendered.
 */
export type Origin = 'memory' | 'disk' | 'rendered' | 'shared' | 'header';

/** A result to send: small ones from memory, larger ones by an open file that the taker must close. */
export type ResultBody = { readonly bytes: Buffer } | { readonly file: import('node:fs/promises').FileHandle };

export interface StoredResult extends ResultFacts {
  readonly body: ResultBody;
  readonly origin: Origin;
  /** Of a render. */
  readonly work?: Work | undefined;
}

export type Render = (signal: AbortSignal) => Promise<Rendered>;
