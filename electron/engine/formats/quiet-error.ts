/**
 * For faults of what was sent, of which a sender decides how many there are: taking a stack costs more than all the rest
 * of such an error, and says nothing of the fault.
 */
export class QuietError extends Error {
  constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
