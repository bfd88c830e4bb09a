/** How much a bucket holds. */
import { xmlReply } from '../../http/reply.js';
import { writeXml, type XmlTree } from '../../http/xml.js';
import type { ClassUsage } from '../../store/records.js';
import type { Action } from '../call.js';
import { bucketNameOf } from '../rows.js';

/** Storage classes as the elements of the answer are called. Only Standard has no RealStorage: nothing is rounded up. */
const ELEMENTS: Readonly<Record<string, string>> = {
  IA: 'InfrequentAccess',
  Archive: 'Archive',
  ColdArchive: 'ColdArchive',
  DeepColdArchive: 'DeepColdArchive',
};

export const getBucketStat: Action = {
  name: 'GetBucketStat',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['stat'] },
  needs: 'owner',
  async handle(call) {
    const { classes, uploads } = await call.services.store.usage(bucketNameOf(call));
    const standard = usageOf(classes, 'Standard');
    const stat: XmlTree = {
      Storage: classes.reduce((sum, { bytes }) => sum + bytes, 0),
      ObjectCount: classes.reduce((sum, { objects }) => sum + objects, 0),
      MultipartUploadCount: uploads,
      LiveChannelCount: 0,
      LastModifiedTime: Math.floor(Date.now() / 1000),
      StandardStorage: standard.bytes,
      StandardObjectCount: standard.objects,
      ...Object.assign(
        {},
        ...Object.entries(ELEMENTS).map(([name, element]) => classXml(element, usageOf(classes, name))),
      ),
    };
    return xmlReply(200, writeXml('BucketStat', stat));
  },
};

function classXml(element: string, { bytes, objects }: ClassUsage): XmlTree {
  return { [`${element}Storage`]: bytes, [`${element}RealStorage`]: bytes, [`${element}ObjectCount`]: objects };
}

function usageOf(classes: readonly ClassUsage[], storageClass: string): ClassUsage {
  return classes.find((each) => each.storageClass === storageClass) ?? { storageClass, objects: 0, bytes: 0 };
}
