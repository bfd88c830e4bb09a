/** What is kept of rendered pictures: looking at it and emptying it. An extension of ours, for the root account. */
import { emptyReply, xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action, Call } from '../call.js';

const ofService = { scope: 'service', when: { query: ['x-oss-cache'] }, needs } as const;

/** Of the whole service, so of no bucket's owner. */
function needs() {
  return [{ bucket: '', permission: 'root', via: 'direct' }] as const;
}

export const getCache: Action = {
  ...ofService,
  name: 'GetCache',
  method: 'GET',
  async handle({ services }: Call) {
    const stats = services.results.stats();
    const content = {
      Memory: { Bytes: stats.memoryBytes, Capacity: stats.memoryCapacity, Results: stats.memoryEntries },
      Disk: {
        Bytes: stats.diskBytes,
        Capacity: stats.diskCapacity,
        Results: stats.diskEntries,
        Known: stats.diskRows,
        Evictions: stats.evictions,
      },
      Served: {
        Memory: stats.memoryHits,
        Disk: stats.diskHits,
        Rendered: stats.misses,
        Coalesced: stats.coalesced,
      },
    };
    return xmlReply(200, writeXml('CacheStatus', content));
  },
};

/** What is being sent goes on; the next request of each URL renders again. */
export const deleteCache: Action = {
  ...ofService,
  name: 'DeleteCache',
  method: 'DELETE',
  async handle({ services }: Call) {
    await services.results.clear();
    return emptyReply(204);
  },
};
