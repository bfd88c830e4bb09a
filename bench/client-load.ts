/** Load as an application makes it: by node:http's own client, with the headers that it sends. */
import { Agent, request } from 'node:http';

/** Sends `count` GETs over `connections` kept-alive connections; any status but 200 or 304 ends the benchmark. */
export async function load(
  url: string,
  count: number,
  connections: number,
  headers: Record<string, string> = {},
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = count;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const sent = request(url, { agent, headers }, (response) => {
        if (response.statusCode !== 200 && response.statusCode !== 304)
          reject(new Error(`${url}: ${response.statusCode}`));
        response.resume();
        response.on('end', resolve);
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end();
    });
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) await one();
    }),
  );
  agent.destroy();
}
