import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  type AlertmanagerConfig,
  parseAlertmanagerConfig,
} from '../../../../electron/engine/alerts/routing/alertmanager-config.ts';
import { createSender } from '../../../../electron/engine/alerts/senders/create-sender.ts';
import { templateFaults } from '../../../../electron/engine/alerts/senders/template-faults.ts';
import { corpusFile, hasCorpus, readCorpus } from '../../../corpus.ts';
import { NOW_MS } from './sample-notification.ts';

const FOLDER = 'alert-rules/alertmanager';

function goodFiles(): [name: string, config: AlertmanagerConfig][] {
  if (!hasCorpus) return [];
  const files = [
    ...readdirSync(corpusFile(FOLDER)).map((name) => `${FOLDER}/${name}`),
    'reference/ecommerce-alertmanager.yml',
    'reference/container-kit-alertmanager.yml',
  ];
  return files.flatMap((file): [string, AlertmanagerConfig][] => {
    const parsed = parseAlertmanagerConfig(readCorpus(file).toString('utf8'));
    return parsed.ok ? [[file, parsed.value]] : [];
  });
}

test.skipIf(!hasCorpus).each(goodFiles())(
  'every integration of %s is made, and its texts are carried out',
  (_file, config) => {
    const around = {
      global: config.global,
      baseDir: '/',
      templates: [],
      notify: () => undefined,
      secret: async () => null,
      now: () => NOW_MS,
    };
    for (const { integrations } of config.receivers.values()) {
      for (const integration of integrations) {
        const sender = createSender(integration, around);
        expect(typeof sender.send).toBe('function');
        if (integration.off === null) expect(sender.target).not.toBe('');
        for (const [key, value] of integration.fields.values) {
          const isSecret =
            integration.kind.fields[key] === 'secret' && typeof value === 'string' && value.length > 3;
          if (isSecret) expect(sender.target).not.toContain(value);
        }
      }
    }
    expect(templateFaults(config, [], NOW_MS)).toEqual([]);
  },
);

test.skipIf(!hasCorpus)('the corpus has good files', () => {
  expect(goodFiles().length).toBeGreaterThan(10);
});
