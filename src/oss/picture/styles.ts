/** Styles by name: which names there can be, how a process string writes one, and what a missing one answers. */
import { OssError, shortened } from '../../errors.js';
import { formatHttpDate } from '../../http/dates.js';
import type { XmlTree } from '../../http/xml.js';
import type { StyleRecord } from '../../store/style-records.js';
import type { Call, Need } from '../call.js';

/** The guide says 63 in one place and 64 in another (behaviour D17). */
const NAME = /^[A-Za-z0-9_.-]{1,64}$/;
export const STYLE_NAME_RULE = '1 to 64 of A-Z a-z 0-9 _ . -';
const PREFIX = 'style/';

/** Characters of a style's content. */
export const LONGEST_STYLE = 8192;
/** The vendor's list, and what no process string has. */
export const FORBIDDEN_IN_STYLE = /[;`()'*?\p{Cc}]/u;
export const STYLE_CONTENT_RULE = `1 to ${LONGEST_STYLE} characters, none of ; \` ( ) ' * ? or a control`;

export function isStyleName(name: string): boolean {
  return NAME.test(name);
}

/** Any other content of a style is in the old syntax (behaviour D17), which has no slash so early. */
export function isChain(content: string): boolean {
  return /^(image|video|style|sys)\//.test(content);
}

/** @throws OssError 400 InvalidArgument */
export function checkStyleName(name: string): string {
  if (isStyleName(name)) return name;
  const shown = shortened(name);
  throw new OssError(
    'InvalidArgument',
    `The value: ${shown} of parameter: stylename is invalid. Allowed: ${STYLE_NAME_RULE}.`,
    { ec: '0017-00000250', fields: { ArgumentName: 'styleName', ArgumentValue: shown } },
  );
}

/** Of an action on one style. @throws OssError 400 InvalidArgument */
export function styleNameOf({ query }: Call): string {
  return checkStyleName(query.get('styleName') ?? '');
}

export function styleXml({ name, content, category, createdAt, modifiedAt }: StyleRecord): XmlTree {
  return {
    Name: name,
    Content: content,
    Category: category,
    CreateTime: formatHttpDate(createdAt),
    LastModifyTime: formatHttpDate(modifiedAt),
  };
}

/** What stands behind 'style/', which may be no name at all; undefined for any other process string. */
export function styleNameIn(process: string): string | undefined {
  return process.startsWith(PREFIX) ? process.slice(PREFIX.length) : undefined;
}

/** How a process string reaches its object: source-image protection lets nothing but styles through. */
export function viaOf(process: string): Need['via'] {
  return styleNameIn(process) === undefined ? 'chain' : 'style';
}

export function noSuchStyle(name: string): OssError {
  return new OssError('NoSuchStyle', undefined, { fields: { StyleName: shortened(name) } });
}
