/**
 * Known holes in what is installed with Tintype: npm audit, which asks the registry. A hole of weight 'high' or more
 * fails; a registry that cannot be asked does not, because no change is wrong for that.
 */
import { spawnSync } from 'node:child_process';

const WEIGHTS = ['high', 'critical'];
/** Milliseconds: a registry that takes longer is none. */
const PATIENCE = 60_000;

const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json', '--fetch-retries=0'], {
  encoding: 'utf8',
  timeout: PATIENCE,
  shell: process.platform === 'win32',
});
let report;
try {
  report = JSON.parse(stdout);
} catch {
  report = undefined;
}
const counts = report?.metadata?.vulnerabilities;
if (counts === undefined) {
  const reason = report?.message ?? report?.error?.summary ?? error?.message ?? 'npm audit said nothing';
  process.stderr.write(`The registry was not asked for known holes: ${reason}\n`);
} else {
  const found = Object.values(report.vulnerabilities).filter(({ severity }) => WEIGHTS.includes(severity));
  for (const { name, severity, range } of found) process.stderr.write(`${severity}: ${name} ${range}\n`);
  process.stderr.write(`Known holes in what is installed: ${counts.total}, of weight ${found.length}.\n`);
  if (found.length > 0) process.exitCode = 1;
}
