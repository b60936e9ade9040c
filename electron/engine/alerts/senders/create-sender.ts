import { TemplateError } from '../../../../shared/go-template/template-error.ts';
import { ConfigError } from '../../scrape/config/config-error.ts';
import type { Integration } from '../routing/receivers.ts';
import { desktop } from './kinds/desktop.ts';
import { webhook } from './kinds/webhook.ts';
import { SendError } from './send-error.ts';
import type { Notification, Sender, SenderSurroundings, SendOutcome } from './sender.ts';
import { SenderFields } from './sender-fields.ts';
import type { SenderKind } from './sender-kind.ts';
import { Sending } from './sending.ts';

/** How long a receiver may take where nothing is said. */
const LONGEST_MS = 30_000;

const kinds: Readonly<Record<string, SenderKind>> = {
  desktop_configs: desktop,
  webhook_configs: webhook,
};

/** The sender of an integration; one that is off answers why. */
export function createSender(integration: Integration, around: SenderSurroundings): Sender {
  const kind = kinds[integration.kind.key];
  const fields = new SenderFields(integration.fields, around.global, around.baseDir);
  const off = integration.off ?? (kind ? null : `${integration.kind.key} is not supported`);
  if (!kind || off) {
    const outcome: SendOutcome = { ok: false, retry: false, error: off ?? '' };
    return { target: '', send: async () => outcome };
  }
  return {
    target: kind.target(fields),
    send: (notification, signal) => attempt(kind, fields, around, notification, signal),
  };
}

async function attempt(
  kind: SenderKind,
  fields: SenderFields,
  around: SenderSurroundings,
  notification: Notification,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const mostMs = fields.number('timeout') || LONGEST_MS;
  const timeout = AbortSignal.timeout(mostMs);
  const sending = new Sending(notification, fields, around, AbortSignal.any([signal, timeout]));
  try {
    const outcome = await Promise.race([kind.send(sending), abortOf(sending.signal)]);
    return outcome.ok ? outcome : { ...outcome, error: sending.redacted(outcome.error) };
  } catch (error) {
    const told = timeout.aborted ? `no complete answer within ${mostMs / 1000} s` : messageOf(error);
    return { ok: false, retry: timeout.aborted || mayPass(error), error: sending.redacted(told) };
  }
}

/** Not everything that a kind waits for knows of the signal. */
const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What is wrong with the configuration stays wrong; the network may be better next time. */
function mayPass(error: unknown): boolean {
  if (error instanceof SendError) return error.retry;
  return !(error instanceof TemplateError || error instanceof ConfigError);
}
