/** Pieces that several XML answers share. */
import { formatIsoDate } from '../../http/dates.js';
import type { XmlTree } from '../../http/xml.js';
import type { BucketRecord, ListedObject } from '../../store/records.js';
import type { Call } from '../call.js';
import type { Encoding } from './listing.js';

/** Whole seconds, as Last-Modified has them: '2012-02-24T08:43:07.000Z'. */
export function listedTime(time: number): string {
  return formatIsoDate(Math.floor(time / 1000) * 1000);
}

export function ownerXml(account: string): XmlTree {
  return { ID: account, DisplayName: account };
}

/** One `Contents` of a listing of objects; `owner` is left out where it was not asked for. */
export function contentsXml(object: ListedObject, encoding: Encoding, owner: string | undefined): XmlTree {
  return {
    Key: encoding.write(object.key),
    LastModified: listedTime(object.modifiedAt),
    ETag: `"${object.etag}"`,
    Type: object.type,
    Size: object.size,
    StorageClass: object.storageClass,
    Owner: owner === undefined ? undefined : ownerXml(owner),
  };
}

/** The `CommonPrefixes` of any listing. */
export function prefixesXml(prefixes: readonly string[], encoding: Encoding): XmlTree[] {
  return prefixes.map((prefix) => ({ Prefix: encoding.write(prefix) }));
}

/** Where the bucket answers: what clients take for an endpoint, so it must be reachable from where they are. */
export function bucketPlace({ request, target, services }: Call, bucket: BucketRecord): XmlTree {
  const endpoint = target.style === 'virtual' ? request.host.slice(request.host.indexOf('.') + 1) : request.host;
  return {
    CreationDate: listedTime(bucket.createdAt),
    ExtranetEndpoint: endpoint,
    IntranetEndpoint: endpoint,
    Location: locationOf(services.settings.region),
    Name: bucket.name,
    StorageClass: bucket.storageClass,
  };
}

/** 'oss-cn-hangzhou'. */
export function locationOf(region: string): string {
  return `oss-${region}`;
}
