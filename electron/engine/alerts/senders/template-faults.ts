import { TemplateError } from '../../../../shared/go-template/template-error.ts';
import type { GoMap } from '../../../../shared/go-template/values.ts';
import type { ConfigWarning } from '../../scrape/config/config-error.ts';
import type { AlertmanagerConfig } from '../routing/alertmanager-config.ts';
import type { Fields } from '../routing/receivers.ts';
import { madeUpNotification } from './made-up-notification.ts';
import { messageOf } from './message.ts';
import { NotificationTemplates, type TemplateText } from './templates/notification-templates.ts';
import { templateData } from './templates/template-data.ts';

const MOST_TOLD = 50;
/** For all texts of a configuration together. */
const LONGEST_MS = 3_000;

/** What goes wrong when every text of every receiver is carried out for a made-up alert, with the receiver's line. */
export function templateFaults(
  { receivers }: Pick<AlertmanagerConfig, 'receivers'>,
  files: readonly TemplateText[],
  nowMs: number,
): ConfigWarning[] {
  const faults: ConfigWarning[] = [];
  const until = performance.now() + LONGEST_MS;
  const told = guarded(() => new NotificationTemplates(files));
  if (typeof told === 'string') return [{ message: told, line: null }];
  for (const { name, integrations } of receivers.values()) {
    const data = templateData(messageOf(madeUpNotification(name, '', nowMs)));
    for (const { fields, line } of integrations) {
      if (faults.length >= MOST_TOLD || performance.now() > until) return faults;
      faults.push(...faultsIn(told, fields, data, nowMs).map((message) => ({ message, line })));
    }
  }
  return faults;
}

const faultsIn = (templates: NotificationTemplates, fields: Fields, data: GoMap, nowMs: number): string[] =>
  textsOf(fields).flatMap(({ key, text }) => {
    if (!text.includes('{{')) return [];
    const fault = guarded(() => [templates.text(text, data, nowMs)]);
    return typeof fault === 'string' ? [`${key}: ${fault}`] : [];
  });

function guarded<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

/** Every text of the fields, also of those within them. */
function textsOf({ values }: Fields): { key: string; text: string }[] {
  return [...values].flatMap(([key, value]) => {
    if (typeof value === 'string') return [{ key, text: value }];
    if (value instanceof Map) return [...value].map(([name, text]) => ({ key: `${key}.${name}`, text }));
    if (Array.isArray(value))
      return value.flatMap((one) => (typeof one === 'string' ? [{ key, text: one }] : textsOf(one)));
    return typeof value === 'object' && 'values' in value ? textsOf(value as Fields) : [];
  });
}
