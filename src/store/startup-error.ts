/** A data directory that cannot be opened. The message is one line for the person who started the program. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
