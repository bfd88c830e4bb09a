/** A bucket that anybody may put videos into and take frames from. */
import { beforeAll } from 'vitest';
import { type Reply, useService } from '../service.js';

export function useFilms() {
  const service = useService();
  beforeAll(async () => {
    await service.owner('PUT', 'films', { headers: { 'x-oss-acl': 'public-read-write' } });
  });
  const put = (key: string, body: Buffer) => service.ask({ method: 'PUT', path: `/films/${key}`, body });
  const get = (key: string, chain: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> =>
    service.ask({ method, path: `/films/${key}`, query: `x-oss-process=${encodeURIComponent(chain)}`, headers });
  return { service, put, get };
}
