/** Debian's Ruby and the vendor's SDK for it, installed when they are missing and root asks. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installPackages } from './install-packages.js';

const RUBY = '/usr/bin/ruby';

/** Its version, '0.8.0'; undefined where there is none and none can be installed. */
export function rubySdk(): string | undefined {
  const version = installed();
  if (version !== undefined) return version;
  try {
    installPackages(['ruby-aliyun-sdk']);
  } catch {
    // Whoever asked sees that there is none.
  }
  return installed();
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
