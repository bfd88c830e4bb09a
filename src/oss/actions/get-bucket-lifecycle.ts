/** The lifecycle rules of a bucket, as they were put. */
import { OssError } from '../../errors.js';
import { formatIsoDate } from '../../http/dates.js';
import { xmlReply } from '../../http/reply.js';
import { writeXml, type XmlTree } from '../../http/xml.js';
import type { LifecycleFilter, LifecycleRule, Lifetime } from '../../store/lifecycle-records.js';
import type { Tag } from '../../store/tags.js';
import { LIFECYCLE_ROOT } from '../bucket/lifecycle.js';
import type { Action } from '../call.js';
import { bucketNameOf, bucketOf } from '../rows.js';

export const getBucketLifecycle: Action = {
  name: 'GetBucketLifecycle',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['lifecycle'] },
  needs: 'owner',
  async handle(call) {
    const rules = await call.services.store.lifecycles.rulesOf(bucketOf(call));
    if (rules === undefined) {
      throw new OssError('NoSuchLifecycle', undefined, { fields: { BucketName: bucketNameOf(call) } });
    }
    return xmlReply(200, writeXml(LIFECYCLE_ROOT, { Rule: rules.map(ruleXml) }));
  },
};

function ruleXml({ id, prefix, tags, filter, enabled, expiration, abort }: LifecycleRule): XmlTree {
  return {
    ID: id,
    Prefix: prefix,
    Status: enabled ? 'Enabled' : 'Disabled',
    Tag: tags.map(tagXml),
    Filter: filter && filterXml(filter),
    Expiration: expiration && lifetimeXml(expiration),
    AbortMultipartUpload: abort && lifetimeXml(abort),
  };
}

function filterXml({ over, under, not }: LifecycleFilter): XmlTree {
  return {
    ObjectSizeGreaterThan: over,
    ObjectSizeLessThan: under,
    Not: not.map(({ prefix, tag }) => ({ Prefix: prefix, Tag: tag && tagXml(tag) })),
  };
}

function lifetimeXml(lifetime: Lifetime): XmlTree {
  if ('days' in lifetime) return { Days: lifetime.days };
  return { [lifetime.named]: formatIsoDate(lifetime.before) };
}

function tagXml({ key, value }: Tag): XmlTree {
  return { Key: key, Value: value };
}
