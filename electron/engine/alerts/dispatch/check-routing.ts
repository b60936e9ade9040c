import type { FileFault } from '../../../../shared/contract/alerts.ts';
import { parseAlertmanagerConfig } from '../routing/alertmanager-config.ts';
import { templateFaults } from '../senders/template-faults.ts';
import { readTemplates } from './routing-file.ts';

/** What is wrong with the text of an alertmanager.yml, without taking it. @param baseDir where its templates start */
export function checkRouting(
  text: string,
  baseDir: string,
  nowMs: number,
): { errors: FileFault[]; warnings: FileFault[] } {
  const parsed = parseAlertmanagerConfig(text);
  if (!parsed.ok) {
    const { message, line } = parsed.error;
    return { errors: [{ message, line }], warnings: [] };
  }
  const templates = readTemplates(parsed.value, baseDir);
  return {
    errors: [],
    warnings: [...parsed.value.warnings, ...templateFaults(parsed.value, templates, nowMs)],
  };
}
