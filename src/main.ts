#!/usr/bin/env node
import { recentNode, tooOld } from './cli/node-version.js';

// A reader that went away (`tintype url … | head`) is not a crash.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
if (recentNode(process.versions.node)) {
  const { runCommand } = await import('./cli/program.js');
  process.exitCode = await runCommand(process.argv.slice(2), process);
} else {
  console.error(tooOld(process.versions.node));
  process.exitCode = 1;
}
