/** Writes the pages of docs/ that repeat tables of the code: `npm run docs`. test/docs.test.ts compares them. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { API_CAUSES, type Cause, causeText, ERROR_CODES, type ErrorCode } from '#src/errors.js';
import { CAUSES } from '#src/process/causes.js';
import { OLD_PARAMS, type OldParam } from '#src/process/legacy/parameters.js';
import type { Described, Operation } from '#src/process/operation.js';
import { operations } from '#src/process/operations/index.js';
import type { Param } from '#src/process/params.js';
import { snapshot } from '#src/process/video/snapshot.js';
import { configurationPage } from './configuration-page.js';
import { licencesPage } from './licences-page.js';
import { NOTE, table } from './markdown.js';
import { metricsPage } from './metrics-page.js';
import { oldApiPage } from './old-api-page.js';

const KINDS: Readonly<Record<Operation['kind'], string>> = {
  transform: 'Draws.',
  setting: 'Changes how the result is saved; its place in the chain does not matter, and the last one counts.',
  report: 'Answers with JSON and stands alone in its chain.',
};

/** The pages by file name. */
export function pages(): Readonly<Record<string, string>> {
  return {
    'operations.md': operationsPage(),
    'errors.md': errorsPage(),
    'configuration.md': configurationPage(),
    'old-api.md': oldApiPage(),
    'licences.md': licencesPage(),
    'metrics.md': metricsPage(),
  };
}

function operationsPage(): string {
  return [
    NOTE,
    '# Operations',
    'A chain is `image/ACTION,PARAMETERS/ACTION,…`, read from left to right. A parameter is written `name_value`. ' +
      'Unknown parameters are ignored; of a repeated one the last counts; a refused value is a 400 that names the ' +
      'parameter and what it accepts. The causes are explained in [errors.md](errors.md).',
    ...operations.map(operationSection),
    snapshotSection(),
  ].join('\n\n');
}

function operationSection(operation: Operation): string {
  const kind = KINDS[operation.kind] + animationNote(operation);
  return section(`## ${operation.name}`, kind, operation);
}

function snapshotSection(): string {
  const kind =
    'Begins a chain: `video/snapshot,PARAMETERS`, alone or before `|image/…`. Needs ffmpeg; without it the answer is ' +
    '501. MP4, MOV, WebM, MKV, AVI, FLV and MPEG-TS, with every codec that the installed ffmpeg decodes.';
  return section('## snapshot (of videos)', kind, snapshot);
}

function section(title: string, kind: string, described: Described): string {
  const parts = [title, described.about, kind];
  const rows = Object.entries(described.params).map(([key, param]) => paramRow(described, key, param));
  if (rows.length > 0) parts.push(table(['written', 'meaning', 'kind', 'accepted', 'default', 'cause'], rows));
  parts.push(`Example: \`${described.example}\`. Guide: ${described.guide}.`);
  return parts.join('\n\n');
}

function animationNote(operation: Operation): string {
  if (operation.kind !== 'transform') return '';
  return operation.animated ? ' Animations keep their frames.' : ' Of an animation the first frame is taken.';
}

function paramRow(operation: Described, key: string, param: Param): string[] {
  return [
    `\`${writtenAs(operation, key, param)}\``,
    param.about,
    param.kind,
    accepted(param),
    param.fallback === undefined ? (param.required ? 'required' : '') : String(param.fallback),
    param.cause === undefined ? '' : String(param.cause),
  ];
}

function writtenAs(operation: Described, key: string, param: Param): string {
  if (param.kind === 'word') return key;
  return key === operation.bare ? `${operation.name},…` : `${key}_…`;
}

function accepted(param: Param): string {
  const [guide, current] = [param.allowed('guide'), param.allowed('current')];
  const also = Object.entries(param.also ?? {}).map(([word, meaning]) => `${word} means ${meaning}`);
  const wider = guide === current ? [] : [`with the profile \`current\` ${current}`];
  return [guide, ...wider, ...also].join('; ');
}

function errorsPage(): string {
  const codes = Object.entries(ERROR_CODES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, [status, message]]) => [`\`${code}\``, String(status), message]);
  return [
    NOTE,
    '# Errors',
    'The body of an error is XML with `Code`, `Message`, `RequestId` and `HostId`, of a numbered cause also `EC` and ' +
      '`RecommendDoc`, and what belongs to the code, such as `ArgumentName` and `ArgumentValue`. The answer to HEAD has ' +
      'no body: the same XML is in the header `x-oss-err`, in base64.',
    'The message usually says more than the text below, which is the one for want of a better. A code answers always ' +
      'with the same status.',
    table(['code', 'status', 'message'], codes),
    '## Causes of the image service',
    'Sent as `x-oss-ec` and in `EC`. The numbers are those of the vendor.',
    table(['cause', 'code', 'meaning'], causeRows()),
    '## Other causes',
    table(
      ['cause', 'meaning'],
      Object.entries(API_CAUSES).map(([cause, meaning]) => [`\`${cause}\``, meaning]),
    ),
  ].join('\n\n');
}

interface CauseRow {
  readonly cause: Cause | undefined;
  readonly code: ErrorCode;
  readonly meaning: string;
}

function causeRows(): string[][] {
  const general = Object.values(CAUSES).map(([cause, code, meaning]) => ({ cause, code, meaning }));
  return [...general, ...operations.flatMap(causesOf), ...causesOf(snapshot), ...oldCauses()]
    .flatMap(({ cause, code, meaning }) =>
      cause === undefined ? [] : [[`\`${causeText(cause)}\``, `\`${code}\``, meaning]],
    )
    .sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
}

function oldCauses(): CauseRow[] {
  const params: readonly (readonly [string, OldParam])[] = Object.entries(OLD_PARAMS);
  return params.map(([key, { cause }]) => {
    return { cause, code: 'InvalidArgument', meaning: `A refused value of \`${key}\` in the old syntax.` };
  });
}

function causesOf(operation: Described): CauseRow[] {
  const rows: CauseRow[] = [];
  const add = (cause: Cause | undefined, code: ErrorCode, meaning: string) => rows.push({ cause, code, meaning });
  add(operation.emptyCause, 'MissingArgument', `\`${operation.name}\` without a value.`);
  for (const [key, param] of Object.entries(operation.params)) {
    const written = `\`${writtenAs(operation, key, param)}\``;
    const isBare = key === operation.bare;
    if (param.required && !isBare) add(param.cause, 'MissingArgument', `\`${operation.name}\` without ${written}.`);
    add(param.cause, 'InvalidArgument', `A refused value of ${written}${isBare ? '' : ` in \`${operation.name}\``}.`);
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(pages())) {
    writeFileSync(new URL(`../docs/${name}`, import.meta.url), `${text}\n`);
  }
}
