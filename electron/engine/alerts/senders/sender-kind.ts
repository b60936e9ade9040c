import { storedSecretName } from '../secrets/stored-secret.ts';
import type { SendOutcome } from './sender.ts';
import type { SenderFields } from './sender-fields.ts';
import type { Sending } from './sending.ts';

/** How one kind of receiver is told. */
export interface SenderKind {
  /** Whom it tells, without anything secret; '' where only its kind can be said. */
  target(fields: SenderFields): string;
  /** @throws SendError and what templates and sockets throw: each becomes an outcome */
  send(sending: Sending): Promise<SendOutcome>;
}

/** Host of an address that may be secret behind it. */
export function hostOf(fields: SenderFields, key: string, inherited?: string): string {
  const secret = fields.secret(key, inherited);
  if (!secret) return '';
  if ('file' in secret) return 'address from a file';
  const stored = storedSecretName(secret.text);
  if (stored !== undefined) return `address kept as ${stored}`;
  return URL.canParse(secret.text) ? new URL(secret.text).host : '';
}
