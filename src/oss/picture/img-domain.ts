/** What is particular to every answer on an IMG domain. */
import { OssError } from '../../errors.js';
import type { OssRequest, OssResponse } from '../../http/message.js';

/** Under this name clients of the old image service look for the id. */
const REQUEST_ID = 'x-img-request-id';

/** The answer, or its error, with the id of the request under the old name, too. */
export async function onImgDomain({ id }: OssRequest, answer: () => Promise<OssResponse>): Promise<OssResponse> {
  try {
    const response = await answer();
    return { ...response, headers: { ...response.headers, [REQUEST_ID]: id } };
  } catch (error) {
    if (!(error instanceof OssError)) throw error;
    const { code, message, ec, fields, headers, cause } = error;
    throw new OssError(code, message, { ec, fields, headers: { ...headers, [REQUEST_ID]: id }, cause });
  }
}
