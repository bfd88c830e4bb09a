/** sharp called directly by one process, which does nothing else: `sharp-process.ts`. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figures, Given, Peer } from './peer.js';
import { thumbnail } from './sharp-process.js';

const PROGRAM = fileURLToPath(new URL('./sharp-process.ts', import.meta.url));

export async function sharpDirectly({ directory, file, quality }: Given): Promise<Peer> {
  const path = join(directory, file);
  let peak = 0;
  return {
    name: 'sharp directly',
    onV8: true,
    async measure(width, count, inFlight) {
      const args = ['--import', 'tsx', PROGRAM, path, ...[width, quality, count, inFlight].map(String)];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const figures: Figures & { peak: number } = JSON.parse(stdout);
      peak = Math.max(peak, figures.peak);
      return figures;
    },
    result: (width) => thumbnail(path, width, quality),
    peak: () => peak,
    stop: async () => {},
  };
}
