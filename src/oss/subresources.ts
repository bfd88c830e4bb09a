/** The names in a query that mean something to OSS: which are signed (V1), and which choose the operation. */

/** Add nothing of their own: they refine an operation that another name, or the method alone, has chosen. */
const REFINING = `
  response-content-type response-content-language response-expires response-cache-control
  response-content-disposition response-content-encoding security-token continuation-token versionId sequential
  partNumber position styleName startTime endTime status comp inventoryId callback-var verbose
  redundancyType redundancyProgress partSize chunkSize chunkNumber partUploadId
  udfName udfImageDesc withHashContext`;

const OF_OBJECTS = `
  acl append uploads uploadId symlink tagging restore objectMeta objectInfo group link callback
  live vod asyncFetch seal legalHold objectWorm retention copy cleanRestoredObject`;

const OF_BUCKETS = `
  location cors logging website referer lifecycle delete img style replication replicationProgress
  replicationLocation cname bucketInfo qos qosInfo requesterQosInfo qosRequester stat encryption versions versioning
  policy policyStatus requestPayment inventory worm wormId wormExtend transferAcceleration metaQuery resourceGroup rtc
  accessPoint accessPointPolicy accessPointForObjectProcess accessPointConfigForObjectProcess
  accessPointPolicyForObjectProcess publicAccessBlock httpsConfig bucketArchiveDirectRead redundancyTransition
  dataAccelerator userDefinedLogFieldsConfig overwriteConfig responseHeader processConfiguration cacheConfiguration
  eventnotification virtualBucket udf udfImage udfId udfApplication udfApplicationLog dfs dfsadmin dfssecurity`;

const OF_SERVICE =
  'regionList userRegion cloudboxes resourcePool resourcePoolInfo resourcePoolBuckets reservedcapacity';

/** Of ours; no SDK knows them. */
const EXTENSIONS = 'x-oss-cache x-oss-cache-control';

/** Choose, and no SDK signs them with V1 unless their name begins with x-oss-. */
const UNSIGNED = `
  accessmonitor regions x-oss-async-process x-oss-write-get-object-response x-oss-dir x-oss-rename x-oss-delete`;

const words = (text: string): string[] => text.trim().split(/\s+/);

const SIGNED: ReadonlySet<string> = new Set(words(`${REFINING} ${OF_OBJECTS} ${OF_BUCKETS} ${OF_SERVICE}`));
/** The names that choose an operation wherever one is looked for. */
export const CHOOSING: ReadonlySet<string> = new Set([
  ...words(`${OF_OBJECTS} ${OF_BUCKETS} ${OF_SERVICE} ${EXTENSIONS} ${UNSIGNED}`),
  // Not signed, but it turns a listing into the second kind.
  'list-type',
]);
const CHOOSING_OBJECT_READ: ReadonlySet<string> = new Set([...words(OF_OBJECTS), 'x-oss-async-process']);

/**
 * The V1 set is the union of what the SDKs sign, whether built here or not: a name left out would answer
 * SignatureDoesNotMatch where NotImplemented is the truth. Newer SDKs sign every x-oss-* name.
 */
export function isSigned(name: string): boolean {
  return name.startsWith('x-oss-') || SIGNED.has(name);
}

/**
 * Whether a name chooses the operation. A link to a public picture may carry `?location=home` for somebody else's
 * purposes, so reading an object minds only the names that objects have; writing minds them all.
 */
export function choosesOperation(name: string, readsObject: boolean): boolean {
  return (readsObject ? CHOOSING_OBJECT_READ : CHOOSING).has(name);
}
