/** docs/configuration.md from the table of settings. */
import { environmentName, type Setting } from '#src/config/settings.js';
import { SETTINGS } from '#src/config.js';
import { NOTE, table } from './markdown.js';

const INTRODUCTION = `Every setting has one name and three places: the flag \`--console-port 9001\`, the variable
\`TINTYPE_CONSOLE_PORT=9001\`, and \`"console-port": 9001\` in the JSON file that \`--config\` or \`TINTYPE_CONFIG\` names. A
flag beats a variable, a variable beats the file, the file beats the default.

- A repeatable flag is written once per value; a variable separates values by commas or blanks, the file has a list.
  What is given replaces the default list.
- A switch takes no value as a flag. Elsewhere it is \`true\` or \`false\`.
- An empty variable is one that is not set.
- A wrong value, an unknown name in the file and a misspelt variable stop the start with one line and exit code 2.
- The key pair has no flag of \`serve\`: everybody on a machine can read command lines. A password in \`--metadata\` is as
  open; give that URL as a variable or in the file, or leave the password to \`PGPASSWORD\` or \`~/.pgpass\`.

\`\`\`json
{
  "host": "0.0.0.0",
  "data": "/srv/tintype",
  "domain": ["img.example", "localhost", "127.0.0.1"],
  "no-demo": true
}
\`\`\`

\`TINTYPE_NO_INSTALL=1\` keeps \`npm start\` from installing what the machine lacks; \`tintype serve\` never does.`;

const KEY = `## The root key pair

The root key pair owns everything. Both halves are given, or neither: then the first start makes a pair, keeps it in
\`root-key.json\` of the data directory (mode 0600) and prints the secret once.`;

export function configurationPage(): string {
  const rows = Object.entries<Setting>(SETTINGS);
  const headings = [...new Set(rows.map(([, row]) => row.section ?? ''))];
  return [
    NOTE,
    '# Configuration',
    INTRODUCTION,
    ...headings.flatMap((heading) => [
      `## ${heading.replace(/:$/, '')}`,
      settingsTable(rows.filter(([, row]) => row.section === heading)),
    ]),
    KEY,
  ].join('\n\n');
}

function settingsTable(rows: readonly (readonly [string, Setting])[]): string {
  const cells = rows.map(([name, row]) => [
    `\`${row.unflagged ? name : `--${name}`}\``,
    `\`${environmentName(name)}\``,
    // GitHub takes <domain> for a tag.
    `${row.about}${row.list ? ' (repeatable)' : ''}`.replaceAll('<', '&lt;'),
    row.kind.allowed,
    fallbackOf(row),
  ]);
  return table(['setting', 'variable', 'what it is', 'accepted', 'default'], cells);
}

function fallbackOf({ fallback, fallbackText }: Setting): string {
  if (fallbackText !== undefined) return fallbackText;
  if (fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)) return '';
  return `\`${Array.isArray(fallback) ? fallback.join('`, `') : fallback}\``;
}
