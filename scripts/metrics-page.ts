/** docs/metrics.md: what is written about watching a server, and the table of metrics from those that are registered. */
import { createMetrics } from '#src/telemetry/metrics.js';
import { type CountedParts, countParts } from '#src/telemetry/service.js';
import { NOTE, table } from './markdown.js';

const INTRODUCTION = `The console's port has \`/metrics\` in the text format of Prometheus, \`/live\` and \`/ready\`. None of them waits for
pictures: they answer while every worker is busy and every queue full.

No label holds anything that a client can choose: actions, operations, formats, lanes, causes and reasons are names of
tables in the program, a worker is told by its place (1, 2, …), not by its process id, and a node by the name of its
machine. \`operation\` is the only action that draws, \`chain\` for several, \`convert\` for none, the name of a report,
\`snapshot\` for a frame of a video and \`probe\` for its facts. \`format\` is that of the result, \`none\` where there was
none. Beside these there are the usual \`process_…\` and \`nodejs_…\` of the front process.`;

const REASONS = `## Refusals

What is refused for want of room is a 503 with \`Retry-After\` (whole seconds) and a message that says why:

| reason | message begins | when |
| --- | --- | --- |
| \`queue\` | The queue is full | at once: too many pictures wait in the lane, or too much work by its estimate (less and less, down to a second of work, the longer nobody has been served within two; until nobody waits) |
| \`deadline\` | The picture would miss its deadline, or missed it | what waits before it turned out to take too long; or it waited too long for a worker (and, not counted here, when the work itself took too long) |
| \`drain\` | The server is shutting down | the server was told to stop seven seconds ago, and the picture is not drawn |
| \`poison\` | This picture could not be processed just now | the same work ended a worker within the last minute; or 400, when it needs too much memory |
| \`broken\` | (500) The image engine of this server does not start | no worker starts |
| \`broken\` | The queue stands still | no worker starts, and not for its own sake: in 15 seconds, or at all, on a machine without the time, the memory or the processes for it |

## Server-Timing

A processed picture says where it came from and what took how long, in milliseconds; browsers show it in their tools:

    Server-Timing: cache;desc=hit
    Server-Timing: cache;desc=miss, queue;dur=0.4, render;dur=31.2

\`hit\`: from memory; \`disk\`: from the disk; \`miss\`: rendered for this request; \`shared\`: rendered for another request
that had asked for the same before; \`node\`: from another node by \`--valkey\`. 304, \`image/info\` and originals have none. Scripts of other origins cannot read it: it
comes without \`Timing-Allow-Origin\`, and CORS rules expose only the headers that they name. \`--no-server-timing\` leaves
it out.

## Traces

The access log repeats a caller's \`traceparent\` (W3C Trace Context): \`trace\` is the 32 digits of the trace and \`span\`
the 16 of the caller's span, so that a slow page can be followed to the line of its picture, and from there by \`id\` to
\`x-oss-request-id\`. A header that breaks the rules counts as none; the request is answered all the same.`;

export function metricsPage(): string {
  const metrics = createMetrics();
  // Only what they are called is asked for.
  countParts(metrics, {} as CountedParts);
  const rows = metrics
    .described()
    .map(({ name, kind, labels, help }) => [
      `\`${name}\``,
      kind,
      labels.map((label) => `\`${label}\``).join(', '),
      help,
    ]);
  return [
    NOTE,
    '# Metrics, timings and traces',
    INTRODUCTION,
    '## Metrics',
    table(['name', 'kind', 'labels', 'meaning'], rows),
    REASONS,
  ].join('\n\n');
}
