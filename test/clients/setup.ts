/** A directory for what the tests of clients observe (observed.ts), as long as one run lasts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly observations: string;
  }
}

export default function setup(project: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'tintype-observed-'));
  project.provide('observations', directory);
  return () => rmSync(directory, { recursive: true });
}
