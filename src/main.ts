#!/usr/bin/env node
import { runCommand } from './cli/program.js';

// A reader that went away (`tintype url … | head`) is not a crash.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await runCommand(process.argv.slice(2), process);
