import { parseAlertmanagerConfig } from '../../../../electron/engine/alerts/routing/alertmanager-config.ts';
import { createSender, senderOf } from '../../../../electron/engine/alerts/senders/create-sender.ts';
import type {
  Notification,
  Sender,
  SenderSurroundings,
  SendOutcome,
} from '../../../../electron/engine/alerts/senders/sender.ts';
import type { SenderKind } from '../../../../electron/engine/alerts/senders/sender-kind.ts';
import { NOW_MS, notification } from './sample-notification.ts';

interface Made {
  /** Lines of `global`, without indentation. */
  global?: string;
  around?: Partial<SenderSurroundings>;
  /** In place of the one that its key means. */
  kind?: SenderKind;
}

/** The sender of a receiver's entry, as it stands in an alertmanager.yml. */
export function senderFor(key: string, entry: string, { global = '', around = {}, kind }: Made = {}): Sender {
  const indented = (text: string, by: string) => text.trim().replace(/^/gm, by);
  const text = [
    ...(global === '' ? [] : ['global:', indented(global, '  ')]),
    'route: { receiver: r }',
    'receivers:',
    '- name: r',
    `  ${key}:`,
    `  -${indented(entry, '    ').slice(3)}`,
    '',
  ].join('\n');
  const config = parseAlertmanagerConfig(text);
  if (!config.ok) throw new Error(`${config.error.message}\n${text}`);
  const [integration] = config.value.receivers.get('r')?.integrations ?? [];
  if (!integration) throw new Error('no integration');
  const all: SenderSurroundings = {
    global: config.value.global,
    baseDir: '/',
    templates: [],
    notify: () => undefined,
    secret: async () => null,
    now: () => NOW_MS,
    ...around,
  };
  return kind ? senderOf(kind, integration, all) : createSender(integration, all);
}

export const sent = (
  sender: Sender,
  told: Notification = notification(),
  signal = new AbortController().signal,
): Promise<SendOutcome> => sender.send(told, signal);
