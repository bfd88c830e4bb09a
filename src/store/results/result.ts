/** A rendered result and how one is made. The key says everything it depends on; what it is made of is not known here. */

/** What is known of a result without its bytes: enough to answer HEAD. */
export interface ResultFacts {
  readonly size: number;
  readonly contentType: string;
}

/** What a render delivers: bytes, or a file of which the results take possession (same filesystem). */
export interface Rendered {
  readonly body: { readonly bytes: Buffer } | { readonly path: string };
  readonly size: number;
  readonly contentType: string;
}

/** A result to send: small ones from memory, larger ones by an open file that the taker must close. */
export type ResultBody = { readonly bytes: Buffer } | { readonly file: import('node:fs/promises').FileHandle };

export interface StoredResult extends ResultFacts {
  readonly body: ResultBody;
}

export type Render = (signal: AbortSignal) => Promise<Rendered>;
