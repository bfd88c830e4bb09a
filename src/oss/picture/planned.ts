/** What a process string asks of the object of a call: whether it came in a URL, in a header or in the body of a POST. */
import { OssError } from '../../errors.js';
import { causeOf } from '../../process/causes.js';
import { misplacedSys, splitSaveas } from '../../process/syntax.js';
import type { StyleRecord } from '../../store/style-records.js';
import type { Call } from '../call.js';
import { objectRead } from '../object/symlinks.js';
import { oldDefaults } from './old-syntax.js';
import type { KnownPlan } from './plans.js';
import { derivedEtag, type Task } from './render.js';
import { sourceRows } from './sources.js';
import { checkStyleName, isChain, noSuchStyle, styleNameIn } from './styles.js';

/** What is to be done, and the style that said so. */
export interface Planned extends KnownPlan {
  readonly style?: StyleRecord;
}

/** @throws OssError 400 for a chain that is not one, 404 NoSuchStyle */
export async function plannedBy(call: Call, process: string): Promise<Planned> {
  const { plans } = call.services;
  if (process === '') {
    const message = 'The value of x-oss-process is empty. Allowed: image/ACTION,PARAMETER_VALUE….';
    throw new OssError('InvalidRequest', message, { ec: causeOf('noAction') });
  }
  if (splitSaveas(process).saveas !== undefined) throw misplacedSys('saveas');
  const name = styleNameIn(process);
  return name === undefined ? plans.of(process) : styledBy(call, name);
}

/** @throws OssError 400 for what cannot be a name and for a wrong chain in the style, 404 NoSuchStyle */
export async function styledBy(call: Call, name: string): Promise<Planned> {
  const style = await styleOf(call, name);
  const { content } = style;
  return { ...(isChain(content) ? call.services.plans.of(content) : plannedByOld(call, content)), style };
}

/** `text`: what stands behind the '@' of the key. @throws OssError 400 */
export function plannedByOld({ services, target, bucket }: Call, text: string): Planned {
  return services.plans.ofOld(text, oldDefaults(bucket, target.dialect));
}

async function styleOf({ services, style, target }: Call, name: string): Promise<StyleRecord> {
  if (style?.name !== name) {
    const { bucket = '', key = '' } = target;
    const rows = await services.store.head(bucket, key, checkStyleName(name));
    if (rows.style !== undefined) return rows.style;
    throw noSuchStyle(name);
  }
  if (style.row !== undefined) return style.row;
  // What stands behind a separator is no parameter that could be wrong.
  throw noSuchStyle(style.separated ? name : checkStyleName(name));
}

/** @throws OssError 404 NoSuchKey, NoSuchFile; 400 WatermarkError; 501 for a snapshot without ffmpeg */
export async function taskOf(call: Call, { plan, key: meaning, style }: Planned): Promise<Task> {
  const via = style === undefined ? 'chain' : 'style';
  const object = await objectRead(call, causeOf('sourceMissing'), via);
  const sources = await sourceRows(call, plan, object.bucket, via);
  const { services } = call;
  const { renderer: own } = services.settings;
  const renderer = plan.snapshot ? `${own} ${await services.videos.renderer()}` : own;
  return {
    object,
    sources,
    plan,
    key: derivedEtag(object, meaning, renderer, sources),
    modifiedAt: Math.max(object.modifiedAt, style?.modifiedAt ?? 0, ...sources.map((source) => source.modifiedAt)),
  };
}
