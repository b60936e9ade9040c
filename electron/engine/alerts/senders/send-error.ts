/** Why a notification did not go out; its message is for people, and must hold nothing secret. */
export class SendError extends Error {
  readonly retry: boolean;

  constructor(message: string, { retry }: { retry: boolean }) {
    super(message);
    this.name = 'SendError';
    this.retry = retry;
  }
}
