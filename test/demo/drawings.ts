/** The demo pictures, drawn as the server has them drawn: by a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DEMO_PICTURES, type DemoKey } from '#src/demo/pictures.js';

const SCRIPT = fileURLToPath(new URL('../../dist/demo/draw.js', import.meta.url));

export async function drawDemo(): Promise<Readonly<Record<DemoKey, Buffer>>> {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-demo-'));
  try {
    await promisify(execFile)(process.execPath, [SCRIPT, directory]);
    const keys = Object.keys(DEMO_PICTURES) as DemoKey[];
    const files = await Promise.all(keys.map(async (key) => [key, await readFile(join(directory, key))] as const));
    return Object.fromEntries(files) as Record<DemoKey, Buffer>;
  } finally {
    await rm(directory, { recursive: true });
  }
}
