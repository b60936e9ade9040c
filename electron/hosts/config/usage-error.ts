/** The command was given wrongly: exit code 2, and the message says how it is meant. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
