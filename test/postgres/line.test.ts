/** The connection on which a node hears of changes and holds its lease. */
import { expect, test } from 'vitest';
import { PostgresLine } from '#src/store/metadata/postgres-line.js';
import { withPostgres } from './server.js';

const postgres = withPostgres();

test('the server ends it when the node’s machine has been gone for half a minute', async () => {
  const lines = new PostgresLine(await postgres().newDatabase(), { opened() {}, heard() {}, lost() {} });
  try {
    const line = await lines.open();
    // What the socket says, in milliseconds.
    const { rows } = await line.query({ text: 'show tcp_user_timeout' });
    expect(rows).toEqual([{ tcp_user_timeout: '30000' }]);
  } finally {
    await lines.close();
  }
});
