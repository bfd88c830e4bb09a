/** What a process string asks of the object of a call: whether it came in a URL, in a header or in the body of a POST. */
import { invalidValue, OssError } from '../errors.js';
import { causeOf } from '../process/causes.js';
import type { Call } from './call.js';
import type { KnownPlan } from './plans.js';
import { derivedEtag, type Task } from './render.js';
import { objectOf } from './rows.js';
import { sourceRows } from './sources.js';

const STYLE_NAME = /^[A-Za-z0-9_.-]{1,64}$/;

/** @throws OssError 400 for a chain that is not one, 404 NoSuchStyle, 501 for video/ */
export function plannedBy({ services }: Call, chain: string): KnownPlan {
  if (chain === '') {
    const message = 'The value of x-oss-process is empty. Allowed: image/ACTION,PARAMETER_VALUE….';
    throw new OssError('InvalidRequest', message, { ec: causeOf('noAction') });
  }
  if (chain.startsWith('style/')) throw noSuchStyle(chain.slice('style/'.length));
  return services.plans.of(chain);
}

/** No bucket has styles yet; a name that could not be one is told apart already. */
function noSuchStyle(name: string): OssError {
  if (!STYLE_NAME.test(name)) return invalidValue('stylename', name, '1 to 64 of A-Z a-z 0-9 _ . -');
  return new OssError('NoSuchStyle', undefined, { fields: { StyleName: name } });
}

/** @throws OssError 404 NoSuchKey, NoSuchFile; 400 WatermarkError */
export async function taskOf(call: Call, { plan, key: meaning }: KnownPlan): Promise<Task> {
  const object = objectOf(call, causeOf('sourceMissing'));
  const sources = await sourceRows(call.services, plan, object.bucket, call.principal);
  return { object, sources, plan, key: derivedEtag(object, meaning, call.services.settings.renderer, sources) };
}
