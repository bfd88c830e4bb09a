/** `tintype doctor`: what is here, what is missing, what each is for and how to get it. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readSettings } from '../config/settings.js';
import { FONT_SETTINGS, loadFonts, SETTINGS } from '../config.js';
import { faceLines, facesFor } from './faces.js';
import { type AptStanding, aptStanding, installPackages } from './install.js';
import { addSettings, flagsOf } from './options.js';
import { type Part, partsOf } from './parts.js';
import { type Session, say, type Terminal } from './terminal.js';

const HELP = `
A missing part costs its own feature a clear error and nothing else. --install fetches what a package can bring, by
apt-get on Debian and Ubuntu as root, within 120 seconds; elsewhere it says what to run. Exit codes: 0 all here,
1 something is missing. npm start runs this behind the server; TINTYPE_NO_INSTALL=1 turns that off.

Examples:
  tintype doctor
  tintype doctor --install
  tintype doctor --quiet && echo all here`;

interface DoctorOptions {
  readonly install?: true;
  readonly quiet?: true;
}

interface Finding {
  readonly part: Part;
  /** undefined: missing. */
  readonly found: string | undefined;
}

export function addDoctor(program: Command, session: Session): void {
  const command = program
    .command('doctor')
    .description('check the machine: what is here, what is missing and how to get it')
    .option('--install', 'fetch what is missing, where that can be done')
    .option('--quiet', 'say nothing of what is here');
  addSettings(command, FONT_SETTINGS).addHelpText('after', HELP);
  command.action(async (options: DoctorOptions) => {
    const given = { flags: flagsOf(command), env: session.terminal.env };
    const { data } = readSettings(SETTINGS, ['data'], given);
    const fonts = loadFonts(given);
    const drawing = () => faceLines(facesFor(fonts, given.env), { paths: true });
    session.exitCode = await examine(partsOf(resolve(data)), drawing, options, session.terminal);
  });
}

/** `drawing`: what draws each font name. */
async function examine(
  parts: readonly Part[],
  drawing: () => readonly string[],
  { install, quiet }: DoctorOptions,
  terminal: Terminal,
): Promise<0 | 1> {
  const findings = await look(parts, terminal);
  const missing = missingOf(findings);
  const standing = await aptStanding(terminal.env);
  if (!quiet) {
    const fonts = drawing().map((line) => `           ${line}`);
    say(terminal, ...findings.flatMap((finding) => describe(finding, standing)), '  text is drawn with', ...fonts);
  }
  if (missing.length === 0) return 0;
  const packages = missing.flatMap((part) => part.packages);
  if (!install || packages.length === 0 || standing !== 'ready') {
    say(terminal, nextStep(missing, packages, standing, quiet === true));
    return 1;
  }
  await installPackages(packages, terminal);
  return report(missingOf(await look(parts, terminal)), missing, terminal);
}

async function look(parts: readonly Part[], { env }: Terminal): Promise<Finding[]> {
  return Promise.all(parts.map(async (part) => ({ part, found: await part.find(env) })));
}

function missingOf(findings: readonly Finding[]): readonly Part[] {
  return findings.filter(({ found }) => found === undefined).map(({ part }) => part);
}

function describe({ part, found }: Finding, standing: AptStanding): string[] {
  if (found !== undefined) return [`  here     ${part.name.padEnd(20)} ${found}`];
  const line = `  MISSING  ${part.name.padEnd(20)} for ${part.purpose}`;
  return comesByPackage(part, standing) ? [line] : [line, `${' '.repeat(32)}to get it: ${part.advice}`];
}

function comesByPackage({ packages }: Part, standing: AptStanding): boolean {
  return packages.length > 0 && standing !== 'no apt';
}

function nextStep(
  missing: readonly Part[],
  packages: readonly string[],
  standing: AptStanding,
  quiet: boolean,
): string {
  const names = `Missing: ${namesOf(missing)}.`;
  if (!missing.some((part) => comesByPackage(part, standing))) {
    return `${names} ${quiet ? 'tintype doctor says what to do' : 'What to do stands above'}.`;
  }
  const how = standing === 'ready' ? 'tintype doctor --install, or apt-get install' : 'sudo apt-get install';
  return `${names} To get what packages bring: ${how} ${packages.join(' ')}`;
}

function report(still: readonly Part[], before: readonly Part[], terminal: Terminal): 0 | 1 {
  const fetched = before.filter((part) => !still.includes(part));
  if (fetched.length > 0) say(terminal, `Installed: ${namesOf(fetched)}.`);
  // Which font draws which name is decided at the start, so that all pictures of a server look alike.
  if (fetched.some(({ isFont }) => isFont))
    say(terminal, 'A server that is running takes the fonts at its next start.');
  if (still.length === 0) return 0;
  say(terminal, `Still missing: ${namesOf(still)}. Everything else works; tintype doctor says more.`);
  return 1;
}

function namesOf(parts: readonly Part[]): string {
  return parts.map((part) => part.name).join(', ');
}
