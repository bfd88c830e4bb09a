/**
 * The surface of the API: every call of the vendor's reference that this project was written against, and ours. The only
 * list of it; test/oss/surface.test.ts holds the server to it, and docs/conformance.md is made of it.
 */
import { actions } from '#src/oss/actions/index.js';
import type { Action } from '#src/oss/call.js';

export interface ApiCall {
  /** The vendor's name, and that of our action where there is one. */
  readonly name: string;
  readonly method: Action['method'];
  readonly scope: Action['scope'];
  /** What tells it from others of its method and scope, as it is written behind the '?'. */
  readonly query: string;
  readonly header?: string;
}

/** NAME METHOD SCOPE [?QUERY] [HEADER:]. Where a query says `=x`, clients put a value there. */
const LIST = `
GetService GET service
DescribeRegions GET service ?regionList
DescribeRegions GET service ?regions
ListUserDataRedundancyTransition GET service ?redundancyTransition
ListAccessPoints GET service ?accessPoint
GetPublicAccessBlock GET service ?publicAccessBlock
PutPublicAccessBlock PUT service ?publicAccessBlock
DeletePublicAccessBlock DELETE service ?publicAccessBlock
ListCloudBoxes GET service ?cloudboxes
ListResourcePools GET service ?resourcePool
GetCache GET service ?x-oss-cache
DeleteCache DELETE service ?x-oss-cache

PutBucket PUT bucket
DeleteBucket DELETE bucket
ListObjects GET bucket
ListObjectsV2 GET bucket ?list-type=2
ListObjectVersions GET bucket ?versions
GetBucketInfo GET bucket ?bucketInfo
GetBucketLocation GET bucket ?location
GetBucketStat GET bucket ?stat
PutBucketAcl PUT bucket ?acl
GetBucketAcl GET bucket ?acl
PutBucketTags PUT bucket ?tagging
GetBucketTags GET bucket ?tagging
DeleteBucketTags DELETE bucket ?tagging
PutBucketCors PUT bucket ?cors
GetBucketCors GET bucket ?cors
DeleteBucketCors DELETE bucket ?cors
OptionObject OPTIONS bucket
PutBucketReferer PUT bucket ?referer
GetBucketReferer GET bucket ?referer
PutBucketLifecycle PUT bucket ?lifecycle
GetBucketLifecycle GET bucket ?lifecycle
DeleteBucketLifecycle DELETE bucket ?lifecycle
PutBucketQos PUT bucket ?qos
GetBucketQos GET bucket ?qos
DeleteBucketQos DELETE bucket ?qos
PutCname POST bucket ?cname&comp=add
ListCname GET bucket ?cname
DeleteCname POST bucket ?cname&comp=delete
CreateCnameToken POST bucket ?cname&comp=token
GetCnameToken GET bucket ?cname&comp=token
PutStyle PUT bucket ?style
GetStyle GET bucket ?style&styleName=x
ListStyle GET bucket ?style
DeleteStyle DELETE bucket ?style
PutChannel PUT bucket ?img
GetChannel GET bucket ?img
DeleteChannel DELETE bucket ?img
PutBucketProcess PUT bucket ?processConfiguration
GetBucketProcess GET bucket ?processConfiguration
PutBucketCacheControl PUT bucket ?x-oss-cache-control
GetBucketCacheControl GET bucket ?x-oss-cache-control
DeleteBucketCacheControl DELETE bucket ?x-oss-cache-control
PutBucketLogging PUT bucket ?logging
GetBucketLogging GET bucket ?logging
DeleteBucketLogging DELETE bucket ?logging
PutUserDefinedLogFieldsConfig PUT bucket ?userDefinedLogFieldsConfig
GetUserDefinedLogFieldsConfig GET bucket ?userDefinedLogFieldsConfig
DeleteUserDefinedLogFieldsConfig DELETE bucket ?userDefinedLogFieldsConfig
PutBucketWebsite PUT bucket ?website
GetBucketWebsite GET bucket ?website
DeleteBucketWebsite DELETE bucket ?website
PutBucketVersioning PUT bucket ?versioning
GetBucketVersioning GET bucket ?versioning
PutBucketEncryption PUT bucket ?encryption
GetBucketEncryption GET bucket ?encryption
DeleteBucketEncryption DELETE bucket ?encryption
PutBucketPolicy PUT bucket ?policy
GetBucketPolicy GET bucket ?policy
GetBucketPolicyStatus GET bucket ?policyStatus
DeleteBucketPolicy DELETE bucket ?policy
PutBucketReplication POST bucket ?replication&comp=add
GetBucketReplication GET bucket ?replication
GetBucketReplicationLocation GET bucket ?replicationLocation
GetBucketReplicationProgress GET bucket ?replicationProgress
DeleteBucketReplication POST bucket ?replication&comp=delete
PutBucketRTC PUT bucket ?rtc
PutBucketInventory PUT bucket ?inventory&inventoryId=x
GetBucketInventory GET bucket ?inventory&inventoryId=x
ListBucketInventory GET bucket ?inventory
DeleteBucketInventory DELETE bucket ?inventory&inventoryId=x
InitiateBucketWorm POST bucket ?worm
AbortBucketWorm DELETE bucket ?worm
CompleteBucketWorm POST bucket ?wormId=x
ExtendBucketWorm POST bucket ?wormExtend&wormId=x
GetBucketWorm GET bucket ?worm
PutBucketRequestPayment PUT bucket ?requestPayment
GetBucketRequestPayment GET bucket ?requestPayment
PutBucketQosInfo PUT bucket ?qosInfo
GetBucketQosInfo GET bucket ?qosInfo
DeleteBucketQosInfo DELETE bucket ?qosInfo
PutBucketRequesterQosInfo PUT bucket ?requesterQosInfo&qosRequester=x
PutBucketTransferAcceleration PUT bucket ?transferAcceleration
GetBucketTransferAcceleration GET bucket ?transferAcceleration
OpenMetaQuery POST bucket ?metaQuery&comp=add
GetMetaQueryStatus GET bucket ?metaQuery
DoMetaQuery POST bucket ?metaQuery&comp=query
CloseMetaQuery POST bucket ?metaQuery&comp=delete
PutBucketAccessMonitor PUT bucket ?accessmonitor
GetBucketAccessMonitor GET bucket ?accessmonitor
PutBucketResponseHeader PUT bucket ?responseHeader
GetBucketResponseHeader GET bucket ?responseHeader
DeleteBucketResponseHeader DELETE bucket ?responseHeader
PutBucketResourceGroup PUT bucket ?resourceGroup
GetBucketResourceGroup GET bucket ?resourceGroup
PutBucketHttpsConfig PUT bucket ?httpsConfig
GetBucketHttpsConfig GET bucket ?httpsConfig
PutBucketArchiveDirectRead PUT bucket ?bucketArchiveDirectRead
GetBucketArchiveDirectRead GET bucket ?bucketArchiveDirectRead
CreateAccessPoint PUT bucket ?accessPoint
GetAccessPoint GET bucket ?accessPoint
DeleteAccessPoint DELETE bucket ?accessPoint
PutAccessPointPolicy PUT bucket ?accessPointPolicy
GetAccessPointPolicy GET bucket ?accessPointPolicy
DeleteAccessPointPolicy DELETE bucket ?accessPointPolicy
PutBucketPublicAccessBlock PUT bucket ?publicAccessBlock
GetBucketPublicAccessBlock GET bucket ?publicAccessBlock
DeleteBucketPublicAccessBlock DELETE bucket ?publicAccessBlock
CreateBucketDataRedundancyTransition POST bucket ?redundancyTransition
GetBucketDataRedundancyTransition GET bucket ?redundancyTransition
DeleteBucketDataRedundancyTransition DELETE bucket ?redundancyTransition
PutBucketOverwriteConfig PUT bucket ?overwriteConfig
ListLiveChannel GET bucket ?live
PostVodPlaylist POST object ?vod
GetVodPlaylist GET object ?vod
PutLiveChannel PUT object ?live
PutLiveChannelStatus PUT object ?live&status=disabled
GetLiveChannelInfo GET object ?live
GetLiveChannelStat GET object ?live&comp=stat
DeleteLiveChannel DELETE object ?live

PutObject PUT object
PutObject PUT object ?x-oss-process=x
PutObject PUT object x-oss-process:
CopyObject PUT object x-oss-copy-source:
AppendObject POST object ?append
SealAppendObject POST object ?seal
PostObject POST bucket
GetObject GET object
HeadObject HEAD object
GetObjectMeta HEAD object ?objectMeta
OptionObject OPTIONS object
DeleteObject DELETE object
DeleteMultipleObjects POST bucket ?delete
PutObjectACL PUT object ?acl
GetObjectACL GET object ?acl
PutSymlink PUT object ?symlink
GetSymlink GET object ?symlink
PutObjectTagging PUT object ?tagging
GetObjectTagging GET object ?tagging
DeleteObjectTagging DELETE object ?tagging
InitiateMultipartUpload POST object ?uploads
UploadPart PUT object ?uploadId=x&partNumber=1
UploadPartCopy PUT object ?uploadId=x&partNumber=1 x-oss-copy-source:
CompleteMultipartUpload POST object ?uploadId=x
AbortMultipartUpload DELETE object ?uploadId=x
ListParts GET object ?uploadId=x
ListMultipartUploads GET bucket ?uploads
ProcessObject GET object ?x-oss-process=x
ProcessObject GET object x-oss-process:
ProcessObject HEAD object ?x-oss-process=x
ProcessObject HEAD object x-oss-process:
PostProcess POST object ?x-oss-process
PostAsyncProcess POST object ?x-oss-async-process
SelectObject POST object ?x-oss-process=csv/select
SelectObject POST object ?x-oss-process=json/select
CreateSelectObjectMeta POST object ?x-oss-process=csv/meta
CreateSelectObjectMeta POST object ?x-oss-process=json/meta
RestoreObject POST object ?restore
CleanRestoredObject POST object ?cleanRestoredObject
PutAsyncFetchTask POST bucket ?asyncFetch
GetAsyncFetchTask GET bucket ?asyncFetch
CreateDirectory POST object ?x-oss-dir
RenameObject POST object ?x-oss-rename
DeleteDirectory POST object ?x-oss-delete
WriteGetObjectResponse POST object ?x-oss-write-get-object-response
`;

export const SURFACE: readonly ApiCall[] = LIST.trim().split(/\n+/).map(parsed);

export const written = ({ method, scope, query, header }: ApiCall): string => {
  const path = { service: '/', bucket: '/BUCKET/', object: '/BUCKET/KEY' }[scope];
  const asked = query === '' ? '' : `?${query.replaceAll('=x', '=…')}`;
  return `${method} ${path}${asked}${header === undefined ? '' : ` + ${header}`}`;
};

const BUILT: ReadonlySet<string> = new Set(actions.map(formOfAction));

/** Whether the server's table has an action for it; what has none is answered with 501. */
export const isBuilt = (call: ApiCall): boolean => BUILT.has(formOf(call));

/** A call as one value to compare: its name, and what tells it from others. */
export function formOf({ name, method, scope, query, header }: ApiCall): string {
  const asked = [...new URLSearchParams(query).entries()];
  const comp = asked.find(([key]) => key === 'comp')?.[1];
  return form(
    [name, method, scope],
    asked.map(([key]) => key).filter((key) => key !== 'status'),
    comp,
    header,
  );
}

/** By a key the same operation is asked for as by a parameter. */
export function formOfAction({ name, method, scope, when = {} }: Action): string {
  return form([name, method, scope], when.byKey ? ['x-oss-process'] : (when.query ?? []), when.comp, when.header);
}

function form(head: readonly string[], names: readonly string[], comp = '', header = ''): string {
  return [...head, [...names].sort().join('&'), comp, header].join(' ');
}

function parsed(line: string): ApiCall {
  const [name = '', method, scope, ...rest] = line.split(' ');
  const query = rest.find((word) => word.startsWith('?'))?.slice(1) ?? '';
  const header = rest.find((word) => word.endsWith(':'))?.slice(0, -1);
  return { name, method, scope, query, ...(header !== undefined && { header }) } as ApiCall;
}
