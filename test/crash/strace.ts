/** strace, which is installed when it is missing and root asks: what a server asks of the kernel, and answers in its name. */
import { spawnSync } from 'node:child_process';
import { installPackages } from '../../scripts/install-packages.js';

/** Why the tests that need it are skipped; undefined: it is here and may trace. TINTYPE_REQUIRE_STRACE=1: they are not. */
export function straceMissing(): string | undefined {
  if (process.platform !== 'linux') return 'strace is of Linux';
  if (!works()) installPackages(['strace']);
  if (works()) return undefined;
  if (process.env.TINTYPE_REQUIRE_STRACE === '1') throw new Error('strace is missing, or may trace nothing here');
  return 'no strace, or it may trace nothing here';
}

function works(): boolean {
  return spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
}
