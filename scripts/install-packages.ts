/** Debian's packages of the engines that tests start. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Only for root, and where there is apt; starts none of the servers that the packages would start. */
export function installPackages(names: readonly string[]): void {
  if (process.getuid?.() !== 0 || process.env.TINTYPE_NO_INSTALL || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args: string[]) => execFileSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 2, 2] });
  apt('update');
  const install = () =>
    apt('install', '-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', ...names);
  try {
    install();
  } catch {
    // A mirror that stumbles over one of forty packages: what has come is kept, and the rest asked for again.
    install();
  }
}
