/** Somebody at a prompt: a connection of his own to the database, and no node that tells or is told anything. */
import pg from 'pg';

export async function atPrompt(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
