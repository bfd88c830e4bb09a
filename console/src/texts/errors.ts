/** What a code of the server means, for languages other than the server's own. */
export type ErrorTexts = Readonly<Record<string, string>>;

/** The codes that people meet in the console; of others the server's message is all there is. */
export const errorsZh: ErrorTexts = {
  AccessDenied: '没有权限执行此操作。',
  BadRequest: '请求有误。',
  BucketAlreadyExists: '此存储空间名称已被使用。',
  BucketNotEmpty: '存储空间不为空，无法删除。',
  CnameAlreadyExists: '此域名已绑定到其他存储空间。',
  CrossSite: '请求不是由控制台发出的，已拒绝。',
  EntityTooLarge: '上传的内容超出大小上限。',
  FileAlreadyExists: '同名文件已存在，且不允许覆盖。',
  ImageTooLarge: '图片超出大小限制。',
  InternalError: '服务器内部错误，请重试。',
  InvalidArgument: '参数无效。',
  InvalidBucketName: '存储空间名称无效。',
  InvalidObjectName: '文件名称无效。',
  InvalidRequest: '请求无效。',
  MalformedXML: '提交的设置内容无效。',
  MirrorFailed: '无法从源站获取文件。',
  MissingArgument: '缺少必需的参数。',
  NoSuchBucket: '存储空间不存在。',
  NoSuchKey: '文件不存在。',
  NoSuchStyle: '样式不存在。',
  NoSuchUpload: '上传任务不存在，可能已中止或完成。',
  NotImplemented: '服务器不支持此功能。',
  QuotaExceeded: '存储空间的容量已达到配额。',
  RequestTimeout: '请求超时。',
  ServiceUnavailable: '服务器繁忙，请稍后重试。',
  SignInRequired: '请重新登录。',
  Starting: '服务器正在启动，请稍候。',
  TooManySignIns: '登录尝试过于频繁，请稍后再试。',
};
