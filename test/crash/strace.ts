/** strace, which is installed when it is missing and root asks: what a server asks of the kernel, and answers in its name. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Why the tests that need it are skipped; undefined: it is here and may trace. TINTYPE_REQUIRE_STRACE=1: they are not. */
export function straceMissing(): string | undefined {
  if (process.platform !== 'linux') return 'strace is of Linux';
  if (!works()) install();
  if (works()) return undefined;
  if (process.env.TINTYPE_REQUIRE_STRACE === '1') throw new Error('strace is missing, or may trace nothing here');
  return 'no strace, or it may trace nothing here';
}

function works(): boolean {
  return spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
}

function install(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get') || process.env.TINTYPE_NO_INSTALL) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) => execFileSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 2, 2] });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'strace');
}
