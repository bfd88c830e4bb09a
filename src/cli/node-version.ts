/**
 * Which Node.js will do. main.ts asks before anything else is loaded: an older one would stop at a missing export
 * deep inside, with a stack trace. So nothing may be imported here.
 */

/** Major and minor, as in package.json's engines. */
const MINIMUM = [20, 9] as const;

export const MINIMUM_NODE = MINIMUM.join('.');

/** `version`: process.versions.node. */
export function recentNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

export function tooOld(version: string): string {
  return `tintype: Node.js ${version} is too old; it must be ${MINIMUM_NODE} or newer (https://nodejs.org).`;
}
