import { TemplateError } from '../../../../shared/go-template/template-error.ts';
import { ConfigError } from '../../scrape/config/config-error.ts';
import type { Integration } from '../routing/receivers.ts';
import { alertmanager } from './kinds/alertmanager.ts';
import { desktop } from './kinds/desktop.ts';
import { discord } from './kinds/discord.ts';
import { email } from './kinds/email.ts';
import { opsgenie } from './kinds/opsgenie.ts';
import { pagerduty } from './kinds/pagerduty.ts';
import { pushoverAt } from './kinds/pushover.ts';
import { slack } from './kinds/slack.ts';
import { teamsAdaptiveCard, teamsCard } from './kinds/teams.ts';
import { telegram } from './kinds/telegram.ts';
import { webhook } from './kinds/webhook.ts';
import { SendError } from './send-error.ts';
import type { Sender, SenderSurroundings, SendOutcome } from './sender.ts';
import { SenderFields } from './sender-fields.ts';
import type { SenderKind } from './sender-kind.ts';
import { Sending } from './sending.ts';
import { NotificationTemplates } from './templates/notification-templates.ts';

/** How long a receiver may take where nothing is said. */
const LONGEST_MS = 30_000;

const kinds: Readonly<Record<string, SenderKind>> = {
  alertmanager_configs: alertmanager,
  desktop_configs: desktop,
  discord_configs: discord,
  email_configs: email,
  msteams_configs: teamsCard,
  msteamsv2_configs: teamsAdaptiveCard,
  opsgenie_configs: opsgenie,
  pagerduty_configs: pagerduty,
  pushover_configs: pushoverAt('https://api.pushover.net/1/messages.json'),
  slack_configs: slack,
  telegram_configs: telegram,
  webhook_configs: webhook,
};

/** Read once for all senders of a configuration. */
const read = new WeakMap<SenderSurroundings['templates'], NotificationTemplates>();

/** @throws TemplateError */
function templatesOf(files: SenderSurroundings['templates']): NotificationTemplates {
  const known = read.get(files) ?? new NotificationTemplates(files);
  read.set(files, known);
  return known;
}

/** The sender of an integration; one that is off answers why. */
export const createSender = (integration: Integration, around: SenderSurroundings): Sender =>
  senderOf(kinds[integration.kind.key], integration, around);

export function senderOf(
  kind: SenderKind | undefined,
  integration: Integration,
  around: SenderSurroundings,
): Sender {
  const kept = new Map<string, string>();
  const fields = new SenderFields(integration.fields, around.global, around.baseDir);
  const off = integration.off ?? (kind ? null : `${integration.kind.key} is not supported`);
  if (!kind || off) {
    const outcome: SendOutcome = { ok: false, retry: false, error: off ?? '' };
    return { target: '', send: async () => outcome };
  }
  return {
    target: kind.target(fields),
    async send(notification, signal) {
      const mostMs = fields.number('timeout') || LONGEST_MS;
      const timeout = AbortSignal.timeout(mostMs);
      try {
        const templates = templatesOf(around.templates);
        const both = AbortSignal.any([signal, timeout]);
        const sending = new Sending({ notification, fields, around, templates, signal: both, kept });
        return await attempt(kind, sending);
      } catch (error) {
        if (timeout.aborted) return failed(`no complete answer within ${mostMs / 1000} s`, true);
        return failed(error instanceof Error ? error.message : String(error), mayPass(error));
      }
    },
  };
}

/** @throws Error without anything secret in its message */
async function attempt(kind: SenderKind, sending: Sending): Promise<SendOutcome> {
  try {
    const outcome = await Promise.race([kind.send(sending), abortOf(sending.signal)]);
    return outcome.ok ? outcome : { ...outcome, error: sending.redacted(outcome.error) };
  } catch (error) {
    if (error instanceof Error) error.message = sending.redacted(error.message);
    throw error;
  }
}

const failed = (error: string, retry: boolean): SendOutcome => ({ ok: false, retry, error });

/** Not everything that a kind waits for knows of the signal. */
const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });

/** What is wrong with the configuration stays wrong; the network may be better next time. */
function mayPass(error: unknown): boolean {
  if (error instanceof SendError) return error.retry;
  return !(error instanceof TemplateError || error instanceof ConfigError);
}
