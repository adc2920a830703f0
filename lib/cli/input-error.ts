/** What the caller gave can't be used: the command line is wrong, or a file can't be read. Exit code 2, and no stack trace. */
export class InputError extends Error {
  public readonly name = 'InputError';
}
