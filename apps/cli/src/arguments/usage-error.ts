/** A command line that makes no sense: exit code 2, with the way to the help. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The command whose help applies; absent before one is known. */
  readonly command: string | undefined;

  constructor(message: string, command?: string) {
    super(message);
    this.command = command;
  }
}
