/** docs/conformance.md, of the list of calls, of what a run observed, and of what was recorded by hand. */
import { readFileSync } from 'node:fs';
import { CHOOSING } from '#src/oss/subresources.js';
import { table } from '../../scripts/markdown.js';
import { type ApiCall, isBuilt, SURFACE, written } from '../oss/surface.js';
import { CLIENTS, type Client, type Observation } from './observed.js';

const NOTE =
  '<!-- Written by `npm run conformance`, which runs the clients. Change test/oss/surface.ts and test/clients/, not this page. -->';

const INTRO = `The guide and the vendor's API are kept to by tests of our own; this page is about clients that know nothing of Tintype.
What runs by itself is in \`test/clients/\`, against a server as users start it, and in \`test/browser/forms.test.ts\`; which call
it made is counted by the server. \`pass\`: the client made the call, it was answered with 2xx or 3xx, and every test of its
file passed. A signed URL or form is a call of the client that signed it. \`raw HTTP\` is each call as bytes on a socket,
signed by hand. The slow tests fail when this page is not what they saw.`;

/** Calls that are there to refuse, and how. */
const REFUSED: Readonly<Record<string, string>> = { PostAsyncProcess: '400 `Imm Client`' };

export function conformancePage(observed: readonly Observation[]): string {
  return [
    NOTE,
    '# Conformance: what real clients say',
    INTRO,
    '## Every call',
    builtTable(observed),
    '## Not implemented',
    'Answered with 501 NotImplemented, after the signature and the right to ask were looked at; `test/oss/surface.test.ts` and ' +
      '`test/clients/raw-http.test.ts` ask for each. So is every other sub-resource that the vendor has, whatever the method: ' +
      `${otherNames().join(', ')}.`,
    unbuiltTable(observed),
    text('about.md'),
    text('oss2.md'),
  ].join('\n\n');
}

function builtTable(observed: readonly Observation[]): string {
  const [recorded = ''] = text('oss2.md').split('### ');
  const byHand = new Set([...recorded.matchAll(/`([A-Z]\w+)`/g)].map(([, name]) => name));
  const rows = firstOfEach(SURFACE.filter(isBuilt)).map((call) => [
    call.name,
    `\`${written(call)}\``,
    ...CLIENTS.map((client) => passed(observed, client, call)),
    byHand.has(call.name) ? 'pass' : '',
  ]);
  return table(['call', 'request', ...CLIENTS, 'oss2, by hand'], rows);
}

function passed(observed: readonly Observation[], client: Client, { name }: ApiCall): string {
  const done = observed.some((each) => each.client === client && each.done.includes(name));
  return done ? 'pass' : client === 'raw HTTP' ? (REFUSED[name] ?? '') : '';
}

function unbuiltTable(observed: readonly Observation[]): string {
  const rows = firstOfEach(SURFACE.filter((call) => !isBuilt(call))).map((call) => {
    const action = `?${[...new URLSearchParams(call.query).keys()].find((name) => CHOOSING.has(name))}`;
    const told = CLIENTS.filter((client) =>
      observed.some((each) => each.client === client && each.unbuilt.includes(action)),
    );
    return [call.name, `\`${written(call)}\``, told.join(', ')];
  });
  return table(['call', 'request', 'told so'], rows);
}

/** One row for a call that can be asked for in several ways. */
function firstOfEach(calls: readonly ApiCall[]): readonly ApiCall[] {
  return calls.filter(({ name }, index) => calls.findIndex((other) => other.name === name) === index);
}

function otherNames(): string[] {
  const known = new Set(SURFACE.flatMap(({ query }) => [...new URLSearchParams(query).keys()]));
  return [...CHOOSING].filter((name) => !known.has(name)).map((name) => `\`?${name}\``);
}

function text(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8').trim();
}
