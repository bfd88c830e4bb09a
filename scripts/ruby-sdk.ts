/** Debian's Ruby and the vendor's SDK for it, installed when they are missing and root asks. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const RUBY = '/usr/bin/ruby';
const PACKAGE = 'ruby-aliyun-sdk';

/** Its version, '0.8.0'; undefined where there is none and none can be installed. */
export function rubySdk(): string | undefined {
  return installed() ?? (install() ? installed() : undefined);
}

function installed(): string | undefined {
  if (!existsSync(RUBY)) return undefined;
  try {
    const asked = ["require 'aliyun/version'; print Aliyun::VERSION"];
    return execFileSync(RUBY, ['-e', ...asked], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

function install(): boolean {
  if (process.getuid?.() !== 0 || process.env.TINTYPE_NO_INSTALL || !existsSync('/usr/bin/apt-get')) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) => execFileSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 2] });
  try {
    apt('update');
    apt('install', '-y', '--no-install-recommends', PACKAGE);
    return true;
  } catch {
    return false;
  }
}
